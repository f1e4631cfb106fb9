package dev.traqo.internal;

import java.util.Spliterator;
import org.jspecify.annotations.Nullable;

/**
 * Elements that come one after the other and are never split: whoever asks for {@code parallel()} gets them in order on
 * one thread. How many there are is not known.
 */
public abstract class SequentialSpliterator<T> implements Spliterator<T> {

    @Override
    public final @Nullable Spliterator<T> trySplit() {
        return null;
    }

    @Override
    public final long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public final int characteristics() {
        return ORDERED;
    }
}
