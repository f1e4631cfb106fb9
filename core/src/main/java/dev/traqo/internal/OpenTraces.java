package dev.traqo.internal;

import dev.traqo.weave.TracedCall;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The traces that are open now, so that the end of the process ends them as interrupted.
 *
 * <p>The shutdown hook exists only while there is something to end: a hook left behind would keep the library's class
 * loader alive in an application server.
 */
public final class OpenTraces {

    private static final int MILLIS_TO_CLOSE = 1000;
    private static final Map<Object, Open> OPEN = new ConcurrentHashMap<>();
    private static @Nullable Thread hook;

    static {
        BackendPool.isIdle(); // loaded now: at the end, an application server may have closed the class loader
    }

    private OpenTraces() {}

    /**
     * An open trace.
     *
     * @param interrupt ends it at the end of the process
     * @param pending what has to end before it: spans of results that are still being read
     */
    private record Open(Runnable interrupt, Set<Runnable> pending) {}

    /** Remembers a trace and what ends it. Of two calls for the same trace the second counts. */
    public static synchronized void add(Object trace, Runnable interrupt) {
        if (OPEN.put(trace, new Open(interrupt, ConcurrentHashMap.newKeySet())) == null) {
            TracedCall.count(1);
        }
        if (hook == null) {
            Thread ends = new Thread(null, OpenTraces::endAll, "traqo-shutdown", 0, false);
            try {
                Runtime.getRuntime().addShutdownHook(ends);
                hook = ends;
            } catch (IllegalStateException e) {
                // the process is already ending: this trace ends with it
            }
        }
        Flusher.wakeUp();
    }

    /** Forgets a trace that was closed. */
    public static void remove(Object trace) {
        if (OPEN.remove(trace) != null) {
            TracedCall.count(-1);
        }
    }

    /** Remembers what has to end before a trace is closed. Nothing if the trace is not open. */
    public static void addPending(Object trace, Runnable end) {
        Open open = OPEN.get(trace);
        if (open != null) {
            open.pending.add(end);
        }
    }

    /** Forgets what has ended by itself. */
    public static void removePending(Object trace, Runnable end) {
        Open open = OPEN.get(trace);
        if (open != null) {
            open.pending.remove(end);
        }
    }

    /** Ends what has to end before this trace is closed. */
    public static void endPending(Object trace) {
        Open open = OPEN.get(trace);
        if (open != null) {
            open.pending.forEach(end -> run(end, "a span could not be ended"));
        }
    }

    private static void endAll() {
        OPEN.forEach((trace, open) -> run(open.interrupt, "a trace could not be ended at shutdown"));
        awaitOthers();
        BackendPool.shutdownAtExit();
    }

    private static void run(Runnable end, String complaint) {
        try {
            end.run();
        } catch (Throwable e) {
            Log.warn(complaint, e);
        }
    }

    /** A trace that its own thread is closing at this moment is left to that thread, which must not be cut off. */
    private static void awaitOthers() {
        try {
            for (int i = 0; i < MILLIS_TO_CLOSE && !OPEN.isEmpty(); i++) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called by the flusher when it has had nothing to do for a while. True if it may end. */
    static synchronized boolean letGo() {
        if (!OPEN.isEmpty() || !BackendPool.isIdle()) {
            return false;
        }
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return true; // the process is ending
            }
            hook = null;
        }
        return true;
    }
}
