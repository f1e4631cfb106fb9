package dev.traqo.weave;

import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.internal.Context;
import org.jspecify.annotations.Nullable;

/**
 * One call of a {@link dev.traqo.Trace} method, from its first instruction to its last.
 *
 * <p>Woven code is two calls: {@code enter} where the method begins and {@link #exit} wherever it ends. Neither ever
 * throws.
 */
public final class TracedCall {

    /** How many reasons there are to trace now: open traces, or the setting that opens one. 0: woven code does nothing. */
    public static int active;

    private final Span span;
    private final @Nullable Object before;

    private TracedCall(Span span, @Nullable Object before) {
        this.span = span;
        this.before = before;
    }

    /** Begins the span of a call; null if nothing is recorded. */
    public static @Nullable TracedCall enter(Class<?> type, String method, @Nullable Object[] arguments) {
        Object before = Context.current();
        Span span = Tracer.current().span(method).input(arguments).open();
        return new TracedCall(span, before);
    }

    /** Ends the span of a call, or hands it on to an asynchronous result. Returns what the method returns. */
    public @Nullable Object exit(@Nullable Object result, @Nullable Throwable failure) {
        if (failure != null) {
            span.error(failure);
        } else {
            span.output(result);
        }
        Context.swap(before);
        span.end();
        return result;
    }

    // ---- what woven code calls at a return and at an exception -------------------------------------------------

    public static void returned(@Nullable TracedCall call) {
        if (call != null) {
            call.exit(null, null);
        }
    }

    public static @Nullable Object returned(@Nullable Object result, @Nullable TracedCall call) {
        return call == null ? result : call.exit(result, null);
    }

    public static boolean returned(boolean result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static byte returned(byte result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static char returned(char result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static short returned(short result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static int returned(int result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static long returned(long result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static float returned(float result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static double returned(double result, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(result, null);
        }
        return result;
    }

    public static void thrown(Throwable failure, @Nullable TracedCall call) {
        if (call != null) {
            call.exit(null, failure);
        }
    }
}
