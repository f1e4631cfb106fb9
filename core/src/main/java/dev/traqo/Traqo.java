package dev.traqo;

import dev.traqo.internal.BackendPool;
import dev.traqo.internal.Settings;
import java.time.Duration;

/** What concerns all traces of the process. */
public final class Traqo {

    /** Version of this library, as it stands in {@code tracer_version}. */
    public static final String VERSION = "0.1.0";

    private static volatile boolean disabled = Settings.disabled();

    private Traqo() {}

    /** Switches tracing off: nothing is recorded until {@link #enable}. Also {@code TRAQO_DISABLED=1}. */
    public static void disable() {
        disabled = true;
    }

    /** Switches tracing on again; open traces go on. */
    public static void enable() {
        disabled = false;
    }

    /** Whether tracing is switched on. */
    public static boolean isEnabled() {
        return !disabled;
    }

    /**
     * A trace of its own for a part of the work: a child of the current trace if there is one, otherwise a trace like
     * any other. For code that does not know whether its caller traces.
     *
     * @param name what the trace is called; its file is named after it
     */
    public static TraceBuilder subtrace(String name) {
        return Tracer.current().child(name);
    }

    /**
     * Waits until the backends have taken every trace that was closed so far.
     *
     * @return false if that took longer than the timeout
     */
    public static boolean flushBackends(Duration timeout) throws InterruptedException {
        return BackendPool.flush(timeout);
    }

    /**
     * Waits as {@link #flushBackends}, then closes the backends. Happens by itself when the process ends.
     *
     * @return false if the wait took longer than the timeout; the backends are closed all the same
     */
    public static boolean shutdownBackends(Duration timeout) throws InterruptedException {
        return BackendPool.shutdown(timeout);
    }
}
