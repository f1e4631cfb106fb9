package dev.traqo;

import dev.traqo.internal.BackendPool;
import dev.traqo.internal.Carried;
import dev.traqo.internal.CarryingExecutor;
import dev.traqo.internal.Settings;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    // ---- other threads ------------------------------------------------------------------------------------------

    /**
     * The task, to run on any thread below the span that is current here, now.
     *
     * <pre>{@code
     * ExecutorService pool = Traqo.wrap(Executors.newFixedThreadPool(4)); // once: every task it is given is wrapped
     * pool.submit(() -> classify(text));
     *
     * stream.parallel().map(Traqo.wrap(this::classify)).toList();
     * client.onAnswer(Traqo.wrap((Consumer<Answer>) answer -> store(answer)));
     * }</pre>
     *
     * <p>The compiler cannot tell which overload a lambda is meant for: assign it to a variable first, or cast it, as
     * in {@code Traqo.wrap((Supplier<String>) () -> load(id))}; better still, wrap the executor once.
     *
     * <p>The task may run any number of times, also at once, and after the span has ended: what it records then stands
     * below the nearest enclosing span that is still open, or is not recorded if there is none. When it returns or
     * throws, its thread has again what was current before. Outside a trace, and for a task that is wrapped already,
     * the result is the task itself.
     *
     * @throws NullPointerException if the task is null
     */
    public static Runnable wrap(Runnable task) {
        return Carried.run(task);
    }

    /** As {@link #wrap(Runnable)}. */
    public static <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        return Carried.call(task);
    }

    /** As {@link #wrap(Runnable)}. */
    public static <T extends @Nullable Object> Supplier<T> wrap(Supplier<T> task) {
        return Carried.supply(task);
    }

    /** As {@link #wrap(Runnable)}. */
    public static <T extends @Nullable Object, R extends @Nullable Object> Function<T, R> wrap(Function<T, R> task) {
        return Carried.apply(task);
    }

    /** As {@link #wrap(Runnable)}. */
    public static <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
            BiFunction<T, U, R> wrap(BiFunction<T, U, R> task) {
        return Carried.apply(task);
    }

    /** As {@link #wrap(Runnable)}. */
    public static <T extends @Nullable Object> Consumer<T> wrap(Consumer<T> task) {
        return Carried.accept(task);
    }

    /**
     * The executor, with every task it is given run below the span that is current on the thread that gives it. Wrap it
     * once, where it is made. An executor that is wrapped already is returned as it is; one that can do more than the
     * parameter's type says keeps it (a {@code ScheduledExecutorService} stays one).
     *
     * <p>The executor receives wrapped tasks: not for one whose queue compares its tasks or looks into them.
     *
     * @throws NullPointerException if the executor is null
     */
    public static Executor wrap(Executor executor) {
        return CarryingExecutor.of(executor);
    }

    /** As {@link #wrap(Executor)}; shutting down either shuts down both. */
    public static ExecutorService wrap(ExecutorService executor) {
        return (ExecutorService) CarryingExecutor.of(executor);
    }

    /** As {@link #wrap(ExecutorService)}; a periodic task runs every time below the span in which it was scheduled. */
    public static ScheduledExecutorService wrap(ScheduledExecutorService executor) {
        return (ScheduledExecutorService) CarryingExecutor.of(executor);
    }

    // ---- backends -----------------------------------------------------------------------------------------------

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
