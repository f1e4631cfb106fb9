package dev.traqo.weave;

import dev.traqo.internal.Captured;
import dev.traqo.internal.Context;
import dev.traqo.internal.Log;
import dev.traqo.internal.Settings;
import dev.traqo.internal.StageEnd;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call of a {@link dev.traqo.Trace} method, from its first instruction to its last.
 *
 * <p>Woven code is two calls: {@link #enter} where the method begins and {@link #exit} wherever it ends. Neither ever
 * throws. What was current on the thread is current again after {@code exit}, whenever the span ends.
 */
public final class TracedCall {

    /** How many reasons there are to trace now: open traces, or the setting that opens one. 0: woven code does nothing. */
    public static int active = Settings.auto() == Settings.Auto.OFF ? 0 : 1;

    private final TracedMethod method;
    private final @Nullable Object before;
    /** The arguments that are recorded. */
    private final @Nullable Object input;
    /** Null where the spans begin later: one for each subscription. */
    private final @Nullable CallSpan span;

    private TracedCall(TracedMethod method, @Nullable Object before, @Nullable Object input, @Nullable CallSpan span) {
        this.method = method;
        this.before = before;
        this.input = input;
        this.span = span;
    }

    /** Tells woven code that a trace was opened (1) or closed (-1). */
    public static synchronized void count(int change) {
        active += change;
    }

    /**
     * Begins the span of a call; null if nothing is recorded.
     *
     * @param method name and parameter types: {@code find(java.lang.String,int)}
     */
    public static @Nullable TracedCall enter(Class<?> type, String method, @Nullable Object[] arguments) {
        Object before = null;
        try {
            before = Context.current();
            TracedMethod traced = TracedMethod.of(type, method);
            boolean beginsLater = traced.shape().beginsLater();
            if (!traced.isSupported() || (before == null && !beginsLater && !AutoTrace.isOn())) {
                return null; // at once where others are traced, but not this thread
            }
            Object input = traced.input(arguments);
            if (beginsLater) {
                return new TracedCall(traced, before, Captured.of(input), null);
            }
            Object read = traced.shape().repeats() ? Captured.of(input) : input;
            CallSpan span = CallSpan.open(traced, read);
            return span == null ? null : new TracedCall(traced, before, read, span);
        } catch (Throwable e) { // an error too: the stack may end here of all places
            leave(before);
            failed(e);
            return null;
        }
    }

    /** Ends the span of a call, or hands it on to a result that goes on. Returns what the method returns. */
    public @Nullable Object exit(@Nullable Object result, @Nullable Throwable failure) {
        leave(before);
        try {
            return finish(result, failure);
        } catch (Throwable e) {
            failed(e);
            return result;
        }
    }

    private @Nullable Object finish(@Nullable Object result, @Nullable Throwable failure) {
        CallSpan span = this.span;
        if (failure != null || result == null) {
            if (span == null) {
                span = new SpanSource(method, input, before, null).openAndLeave(null);
            }
            if (span != null) {
                span.end(null, failure);
            }
            return result;
        }
        if (result instanceof CompletionStage<?> stage && span != null) {
            StageEnd.await(stage, span.tracer(), span);
            return result;
        }
        Object wrapped = method.shape() == Shape.VALUE ? null : wrap(result);
        if (wrapped == null && span != null) {
            span.end(result, null);
        }
        return wrapped == null ? result : wrapped;
    }

    private @Nullable Object wrap(Object result) {
        try {
            return method.shape().wrap(result, new SpanSource(method, input, before, span));
        } catch (Throwable e) {
            failed(e);
            return null;
        }
    }

    private static void leave(@Nullable Object before) {
        try {
            Context.swap(before);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Says once that something of ours did not work. */
    static void failed(Throwable e) {
        try {
            Log.warnOnce("weave " + e.getClass().getName(), "a call of a @Trace method could not be recorded", e);
        } catch (Throwable again) {
            // no stack or no memory left for a message
        }
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
