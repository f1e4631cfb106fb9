package dev.traqo.internal;

import org.jspecify.annotations.Nullable;

/** A span, or a whole trace, as those see it who only know that it has begun and have to end it. */
public interface Step {

    /** When it began, as {@link System#nanoTime} tells it. */
    long startNanos();

    /** Ends it. The result becomes the output unless one was set; both are read before this returns. */
    void end(@Nullable Object result, @Nullable Throwable failure);
}
