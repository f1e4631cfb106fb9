package dev.traqo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread for all traces: it writes what has waited for half a flush interval, so that nothing waits longer
 * than one. It sleeps while every line is written through, and ends after a second without work, so that it never keeps
 * the library's class loader alive.
 */
final class Flusher implements Runnable {

    private static final long SHORTEST_TICK = 100_000;
    private static final long IDLE_NANOS = 1_000_000_000L;
    /** After work the thread stays awake for a while: waking it costs its callers several microseconds. */
    private static final long AWAKE_NANOS = 100_000_000L;
    /** So long a trace may wait to be noticed: half the default interval. */
    private static final long UNDISTURBED_NANOS = 500_000;

    private static final ConcurrentLinkedQueue<FileSink> ARRIVALS = new ConcurrentLinkedQueue<>();
    private static final AtomicReference<@Nullable Flusher> RUNNING = new AtomicReference<>();

    private final List<FileSink> watched = new ArrayList<>();
    private volatile @Nullable Thread sleeping;

    private Flusher() {}

    /** Looks after a sink until it has nothing left to write. False if there is no thread to do so. */
    static boolean watch(FileSink sink) {
        ARRIVALS.add(sink);
        if (wakeUp()) {
            return true;
        }
        ARRIVALS.remove(sink);
        return false;
    }

    /** Starts the thread, or makes it look for new work. False if no thread can be started. */
    static boolean wakeUp() {
        Flusher running = RUNNING.get();
        if (running == null) {
            return start();
        }
        Thread asleep = running.sleeping;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
        return true;
    }

    private static boolean start() {
        Flusher flusher = new Flusher();
        if (!RUNNING.compareAndSet(null, flusher)) {
            return true;
        }
        try {
            Thread thread = new Thread(null, flusher, "traqo-flusher", 256 * 1024, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
            return true;
        } catch (RuntimeException | Error e) { // the process may have no more threads
            RUNNING.set(null);
            Log.warnOnce("flusher start", "no thread can be started; every event is written by its caller", e);
            return false;
        }
    }

    @Override
    public void run() {
        long lastWork = System.nanoTime();
        while (true) {
            long tick = round();
            long now = System.nanoTime();
            if (!watched.isEmpty()) {
                lastWork = now;
                if (tick <= UNDISTURBED_NANOS) {
                    LockSupport.parkNanos(this, tick);
                } else {
                    sleep(tick); // a trace with a shorter interval may come meanwhile
                }
            } else if (now - lastWork < AWAKE_NANOS) {
                LockSupport.parkNanos(this, UNDISTURBED_NANOS);
            } else if (now - lastWork < IDLE_NANOS) {
                sleep(IDLE_NANOS - (now - lastWork));
            } else if (mayEnd() && ended()) {
                return;
            } else {
                lastWork = now - AWAKE_NANOS;
            }
        }
    }

    /** One look at every sink; returns how long to wait for the next. */
    private long round() {
        for (FileSink sink = ARRIVALS.poll(); sink != null; sink = ARRIVALS.poll()) {
            watched.add(sink);
        }
        long tick = Long.MAX_VALUE;
        long now = System.nanoTime();
        for (int i = watched.size() - 1; i >= 0; i--) {
            FileSink sink = watched.get(i);
            boolean more;
            try {
                more = sink.flush(now);
            } catch (Throwable e) { // nothing may end this thread while lines wait
                Log.warnOnce("flusher", "the flusher met an error", e);
                more = true;
            }
            if (more) {
                tick = Math.min(tick, sink.tickNanos());
            } else {
                watched.remove(i);
            }
        }
        return Math.max(tick, SHORTEST_TICK);
    }

    private void sleep(long nanos) {
        sleeping = Thread.currentThread();
        if (ARRIVALS.isEmpty()) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeping = null;
    }

    private static boolean mayEnd() {
        try {
            return OpenTraces.letGo();
        } catch (Throwable e) { // a class loader that was closed under us, or no memory
            return true;
        }
    }

    /** Ends unless a sink arrived in the last moment. */
    private boolean ended() {
        RUNNING.set(null);
        return ARRIVALS.isEmpty() || !RUNNING.compareAndSet(null, this);
    }
}
