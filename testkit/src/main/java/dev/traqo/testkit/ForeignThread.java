package dev.traqo.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;

/** A thread that is older than the trace and takes its work from a queue: nobody carries anything to it. */
final class ForeignThread implements AutoCloseable {

    private final LinkedTransferQueue<Runnable> work = new LinkedTransferQueue<>();
    private final Thread thread = new Thread(this::loop, "foreign");
    private volatile boolean closed;

    ForeignThread() {
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        while (!closed) {
            try {
                work.take().run();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Runs it there, waits for it, and throws what it throws. */
    void run(Runnable task) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        work.put(() -> {
            try {
                task.run();
                done.complete(true);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
