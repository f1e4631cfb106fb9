package dev.traqo.langchain4j;

import dev.langchain4j.service.TokenStream;
import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.internal.Interest;
import dev.traqo.internal.OpenTraces;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service whose answer comes in pieces. It ends with the last of its streams: the callback in which a stream
 * ends is the one in which the library runs the tools and asks again.
 */
final class StreamedService {

    /** By their spans: a model that is asked directly below one belongs to it. */
    private static final Map<Span, StreamedService> OPEN = new ConcurrentHashMap<>();

    private final Span span;
    private final Tracer tracer;
    private final AtomicInteger going = new AtomicInteger();
    private final Interest interest = new Interest(() -> end("abandoned"));
    private final Runnable atTraceEnd = this::atTraceEnd;
    private volatile boolean answered;
    private boolean ended;

    StreamedService(Span span, Tracer tracer) {
        this.span = span;
        this.tracer = tracer;
        OPEN.put(span, this);
        OpenTraces.addPending(tracer, atTraceEnd);
    }

    static @Nullable StreamedService of(Span span) {
        return OPEN.get(span);
    }

    TokenStream traced(TokenStream stream) {
        TokenStream traced = Traced.another(TokenStream.class, stream, call -> {
            if (!call.name().equals("start")) {
                return call.proceed();
            }
            interest.lost();
            return below(call::proceed);
        });
        interest.watch(traced); // the application may never start it
        return traced;
    }

    /** Something that the library begins on this thread, by which its streams begin. */
    @Nullable
    Object below(Beginning beginning) throws Throwable {
        began();
        try (Scope current = span.makeCurrent()) {
            return beginning.begin();
        } catch (Throwable e) {
            span.error(e);
            throw e;
        } finally {
            over(null, null);
        }
    }

    interface Beginning {
        @Nullable
        Object begin() throws Throwable;
    }

    void watch(Object handedOut) {
        interest.watch(handedOut);
    }

    void began() {
        interest.lost();
        going.incrementAndGet();
    }

    /** A stream has come to its end, with this text; the last one, unless tools are wanted. */
    void said(@Nullable String text, boolean last) {
        answered = last;
        if (tracer.capturesContent() && text != null) {
            span.output(text);
        }
    }

    void failed(Throwable error) {
        answered = true;
        span.error(error);
    }

    /** One of the streams is over, with all that the library did then. */
    void over(@Nullable Throwable error, @Nullable String how) {
        if (error != null) {
            span.error(error);
        }
        if (how != null) {
            span.metadata(how, true);
        }
        if (going.decrementAndGet() == 0) {
            end(null);
        }
    }

    /** The application may close the trace as soon as it has the answer, before its callback has returned. */
    private void atTraceEnd() {
        end(answered ? null : "abandoned");
    }

    /** Whoever closes the trace meanwhile waits until the span has ended. */
    private synchronized void end(@Nullable String how) {
        if (!ended) {
            ended = true;
            OPEN.remove(span);
            interest.lost();
            if (how != null) {
                span.metadata(how, true);
            }
            span.end();
            OpenTraces.removePending(tracer, atTraceEnd);
        }
    }
}
