package dev.traqo.internal;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Background threads on which backends receive finished traces. They end when there is nothing to do. */
public final class BackendPool {

    private static final int THREADS = 4;
    private static final long AT_EXIT_SECONDS = 30;
    private static final long TO_CLOSE_SECONDS = 5;

    private static final ThreadPoolExecutor POOL = pool();
    private static final Object CHANGED = new Object();
    /** By identity: how backends compare is the application's business. Guarded by {@code CHANGED}. */
    private static final Set<AutoCloseable> USED = Collections.newSetFromMap(new IdentityHashMap<>());

    private static int pending;
    private static boolean shutDown;

    private BackendPool() {}

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 500, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "traqo-backend", 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(null);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs work for a backend; on the caller's thread where no other can be had. */
    public static void submit(AutoCloseable backend, Runnable work) {
        synchronized (CHANGED) {
            pending++;
            USED.add(backend);
        }
        Runnable counted = () -> {
            try {
                work.run();
            } catch (Throwable e) {
                Log.warn(describe(backend) + " failed", e);
            } finally {
                synchronized (CHANGED) {
                    pending--;
                    CHANGED.notifyAll();
                }
            }
        };
        try {
            POOL.execute(counted);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // an error: the process may have no more threads
            counted.run();
        }
    }

    /** Waits until all submitted work is done. False if that took longer than the timeout. */
    public static boolean flush(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (CHANGED) {
            while (pending > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(CHANGED, left);
            }
            return true;
        }
    }

    /** Waits as {@link #flush}, then closes every backend that was used. */
    public static boolean shutdown(Duration timeout) throws InterruptedException {
        boolean flushed = flush(timeout);
        List<AutoCloseable> used;
        synchronized (CHANGED) {
            used = List.copyOf(USED);
            USED.clear();
        }
        for (AutoCloseable backend : used) {
            try {
                backend.close();
            } catch (Throwable e) { // the application's code
                Log.warn(describe(backend) + " could not be closed", e);
            }
        }
        return flushed;
    }

    /** A backend, for messages. */
    public static String describe(AutoCloseable backend) {
        try {
            return "backend " + backend;
        } catch (Throwable e) { // the application's code
            return "backend " + backend.getClass().getName();
        }
    }

    static void shutdownAtExit() {
        synchronized (CHANGED) {
            if (shutDown || (pending == 0 && USED.isEmpty())) {
                return;
            }
            shutDown = true;
        }
        // On a thread of its own: a backend that never returns must not keep the process alive.
        Thread last = new Thread(null, BackendPool::shutdownQuietly, "traqo-backend-shutdown", 0, false);
        last.setDaemon(true);
        last.start();
        try {
            last.join(TimeUnit.SECONDS.toMillis(AT_EXIT_SECONDS + TO_CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (last.isAlive()) {
            Log.warn("backends were not closed in time; the process ends without them", null);
        }
    }

    private static void shutdownQuietly() {
        try {
            if (!shutdown(Duration.ofSeconds(AT_EXIT_SECONDS))) {
                Log.warn("backends were not done " + AT_EXIT_SECONDS + " s after the end of the application", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static boolean isIdle() {
        synchronized (CHANGED) {
            return pending == 0 && USED.isEmpty();
        }
    }
}
