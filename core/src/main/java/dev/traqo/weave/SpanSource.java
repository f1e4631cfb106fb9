package dev.traqo.weave;

import dev.traqo.Tracer;
import dev.traqo.internal.Context;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one result that can be run several times: a publisher has one for each subscription, an iterable one for
 * each iteration.
 */
final class SpanSource {

    private final TracedMethod method;
    private final @Nullable Object input;
    private final @Nullable Object calledIn;
    private final @Nullable CallSpan opened;
    private final AtomicReference<@Nullable LazySpan> first = new AtomicReference<>();

    /**
     * The result of one call.
     *
     * @param input captured
     * @param calledIn what was current at the call
     * @param opened the span of the call if it has one already: it is the first one
     */
    SpanSource(TracedMethod method, @Nullable Object input, @Nullable Object calledIn, @Nullable CallSpan opened) {
        this.method = method;
        this.input = input;
        this.calledIn = calledIn;
        this.opened = opened;
    }

    /** The span of the call itself, for results that are run once. */
    LazySpan only() {
        if (opened == null) {
            throw new IllegalStateException("the span of this call begins later");
        }
        return LazySpan.of(opened, false);
    }

    /** Says what the caller gets: if it never runs it, the span of the call is abandoned. */
    void handOut(Object wrapper, boolean single) {
        if (opened != null) {
            LazySpan span = LazySpan.of(opened, single);
            span.watch(wrapper);
            first.set(span);
        }
    }

    /**
     * The span of the next run, which is not current; null if there is no trace for it.
     *
     * @param below the span above it, if the run itself says so
     */
    @Nullable
    LazySpan next(@Nullable Object below, boolean single) {
        LazySpan waiting = first.getAndSet(null);
        if (waiting != null && !waiting.isEnded()) {
            return waiting;
        }
        try {
            CallSpan span = openAndLeave(below);
            return span == null ? null : LazySpan.of(span, single);
        } catch (Throwable e) {
            TracedCall.failed(e);
            return null;
        }
    }

    /** Begins a span below the first of these that is still recorded: the given one, the thread's, the call's. */
    @Nullable
    CallSpan openAndLeave(@Nullable Object below) {
        Object before = Context.current();
        try {
            if (!isRecorded(below) && !isRecorded(before)) {
                Context.swap(calledIn);
            }
            return CallSpan.open(method, input);
        } finally {
            Context.swap(before);
        }
    }

    private static boolean isRecorded(@Nullable Object candidate) {
        Context.swap(candidate);
        return candidate != null && Tracer.current().isRecording();
    }
}
