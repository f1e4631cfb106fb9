package dev.traqo.internal;

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
public final class StageEnd implements Runnable {

    /** Weak: a stage that nobody can complete any more must not be kept by a trace that goes on. */
    private final WeakReference<CompletionStage<?>> stage;

    private final Object trace;
    private final Step span;
    private final ReentrantLock ending = new ReentrantLock();
    private boolean ended;

    private StageEnd(CompletionStage<?> stage, Object trace, Step span) {
        this.stage = new WeakReference<>(stage);
        this.trace = trace;
        this.span = span;
    }

    /** Has the stage end a span of this trace. Never throws. */
    public static void await(CompletionStage<?> stage, Object trace, Step span) {
        StageEnd end = new StageEnd(stage, trace, span);
        try {
            OpenTraces.addPending(trace, end);
            stage.whenComplete(end::completed);
        } catch (Throwable e) { // a stage of the application's making
            Log.warnOnce("stage", "a stage could not be listened to; its span ends now", e);
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
            OpenTraces.removePending(trace, this);
        } catch (Throwable e) {
            Log.warnOnce("stage end", "the span of a stage could not be ended", e);
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
