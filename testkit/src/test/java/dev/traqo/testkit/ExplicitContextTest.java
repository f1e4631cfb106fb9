package dev.traqo.testkit;

import dev.traqo.Span;
import dev.traqo.Tracer;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The column of an application that opens its spans itself and wraps what it hands to other threads. */
class ExplicitContextTest implements ContextContract {

    private volatile Tracer tracer;

    /** The trace that this thread is in; the application's own where the context was lost. */
    private Tracer tracer() {
        Tracer current = Tracer.current();
        return current.isRecording() ? current : tracer;
    }

    @Override
    public <T> T outer(Callable<T> work) throws Exception {
        tracer = Tracer.current();
        return tracer.span("outer").call(span -> work.call());
    }

    @Override
    public <T> T inner(Callable<T> work) throws Exception {
        return tracer().span("inner").call(span -> work.call());
    }

    @Override
    public <T> T leaf(Callable<T> work) throws Exception {
        return tracer().span("leaf").call(span -> work.call());
    }

    @Override
    public <T> CompletableFuture<T> async(Callable<CompletableFuture<T>> work) throws Exception {
        return tracer().span("async").callAsync(span -> work.call());
    }

    @Override
    public <T> Stream<T> stream(Callable<Stream<T>> work) throws Exception {
        Span span = tracer().span("stream").start();
        return work.call().onClose(span::end);
    }

    @Override
    public Map<ContextRow, ContextRow.Instead> notCovered() {
        return Map.of(ContextRow.ABANDONED_STREAM, ContextRow.Instead.STAYS_OPEN);
    }
}
