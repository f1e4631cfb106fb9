package dev.traqo.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** An executor whose tasks run with what is current on the thread that hands them over. */
public sealed class CarryingExecutor implements Executor permits CarryingExecutorService {

    private final Executor delegate;

    CarryingExecutor(Executor delegate) {
        this.delegate = delegate;
    }

    /** The executor itself if it carries already; otherwise one that can do whatever the given one can. */
    public static Executor of(Executor executor) {
        if (executor == null) {
            throw new NullPointerException("executor == null");
        }
        if (executor instanceof CarryingExecutor) {
            return executor;
        }
        if (executor instanceof ScheduledExecutorService scheduled) {
            return new CarryingScheduledExecutor(scheduled);
        }
        if (executor instanceof ExecutorService service) {
            return new CarryingExecutorService(service);
        }
        return new CarryingExecutor(executor);
    }

    @Override
    public final void execute(Runnable task) {
        delegate.execute(Carried.run(task));
    }

    @Override
    public final String toString() {
        return "Traqo.wrap(" + delegate + ")";
    }
}
