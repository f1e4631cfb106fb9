package dev.traqo.internal;

import java.util.Map;
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
    private static final Map<Object, Runnable> OPEN = new ConcurrentHashMap<>();
    private static @Nullable Thread hook;

    static {
        BackendPool.isIdle(); // loaded now: at the end, an application server may have closed the class loader
    }

    private OpenTraces() {}

    /** Remembers a trace and what ends it. */
    public static synchronized void add(Object trace, Runnable interrupt) {
        OPEN.put(trace, interrupt);
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
        OPEN.remove(trace);
    }

    private static void endAll() {
        OPEN.forEach((trace, interrupt) -> {
            try {
                interrupt.run();
            } catch (Throwable e) {
                Log.warn("a trace could not be ended at shutdown", e);
            }
        });
        awaitOthers();
        BackendPool.shutdownAtExit();
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
