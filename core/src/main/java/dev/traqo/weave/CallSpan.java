package dev.traqo.weave;

import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.internal.Context;
import dev.traqo.internal.Step;
import org.jspecify.annotations.Nullable;

/** The span of one call, and the trace that was opened for the call if there was none. */
final class CallSpan implements Step {

    private final Tracer tracer;
    private final Span span;
    private final @Nullable Step trace;
    private final boolean recordsOutput;

    private CallSpan(Tracer tracer, Span span, @Nullable Step trace, boolean recordsOutput) {
        this.tracer = tracer;
        this.span = span;
        this.trace = trace;
        this.recordsOutput = recordsOutput;
    }

    /** Begins a span below what is current and makes it current; null if there is no trace to record it in. */
    static @Nullable CallSpan open(TracedMethod method, @Nullable Object input) {
        Tracer tracer = Tracer.current();
        Step trace = null;
        if (!tracer.isRecording()) {
            tracer = AutoTrace.open(method.name(), input);
            if (tracer == null) {
                return null;
            }
            trace = AutoTrace.rootOf(tracer);
        }
        boolean content = tracer.capturesContent();
        Span.Builder builder = method.describe(tracer.span(method.name()));
        Span span = (content && input != null ? builder.input(input) : builder).open();
        if (span instanceof Step) {
            return new CallSpan(tracer, span, trace, content && method.recordsOutput());
        }
        return null; // closed or disabled meanwhile
    }

    Tracer tracer() {
        return tracer;
    }

    Span span() {
        return span;
    }

    boolean recordsOutput() {
        return recordsOutput;
    }

    @Override
    public long startNanos() {
        return ((Step) span).startNanos();
    }

    /** Ends the span, on whatever thread, and the trace if it is this call's own. Never throws. */
    @Override
    public void end(@Nullable Object result, @Nullable Throwable failure) {
        Object output = null;
        try {
            output = recordsOutput ? Recordable.of(result) : null;
            ((Step) span).end(output, failure);
        } catch (Throwable e) {
            TracedCall.failed(e);
        }
        if (trace != null) {
            close(trace, output, failure);
        }
    }

    private static void close(Step trace, @Nullable Object output, @Nullable Throwable failure) {
        try {
            Object current = Context.current();
            trace.end(output, failure);
            Context.swap(current);
        } catch (Throwable e) {
            TracedCall.failed(e);
        }
    }
}
