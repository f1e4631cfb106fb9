package dev.traqo.weave;

import dev.traqo.internal.OpenTraces;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends a span when a stage completes.
 *
 * <p>A future wakes whoever waits for it before it runs what was registered earlier, so the trace may be closed by then.
 * Closing it asks here first: a stage that has completed ends its span, one that has not stays without an end.
 */
final class StageEnd implements Runnable {

    /** Weak: a stage that nobody can complete any more must not be kept by a trace that goes on. */
    private final WeakReference<CompletionStage<?>> stage;

    private final CallSpan span;
    private final ReentrantLock ending = new ReentrantLock();
    private boolean ended;

    private StageEnd(CompletionStage<?> stage, CallSpan span) {
        this.stage = new WeakReference<>(stage);
        this.span = span;
    }

    static void await(CompletionStage<?> stage, CallSpan span) {
        StageEnd end = new StageEnd(stage, span);
        try {
            OpenTraces.addPending(span.tracer(), end);
            stage.whenComplete(end::completed);
        } catch (Throwable e) { // a stage of the application's making
            TracedCall.failed(e);
            end.completed(null, null);
        }
    }

    private void completed(@Nullable Object result, @Nullable Throwable failure) {
        ending.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
            span.end(result, cause == null ? failure : cause);
            OpenTraces.removePending(span.tracer(), this);
        } catch (Throwable e) {
            TracedCall.failed(e);
        } finally {
            ending.unlock();
        }
    }

    /** The trace is being closed: waits for a thread that is writing the end, though not for ever. */
    @Override
    public void run() {
        if (!(stage.get() instanceof CompletableFuture<?> future) || !future.isDone()) {
            return;
        }
        try {
            if (ending.tryLock() || ending.tryLock(1, TimeUnit.SECONDS)) { // the first one even when interrupted
                try {
                    CompletionStage<?> done = future;
                    done.whenComplete(this::completed); // here and now
                } finally {
                    ending.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
