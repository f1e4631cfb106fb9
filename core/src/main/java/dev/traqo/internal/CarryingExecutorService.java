package dev.traqo.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** As {@link CarryingExecutor}, with results and an end. */
sealed class CarryingExecutorService extends CarryingExecutor implements ExecutorService
        permits CarryingScheduledExecutor {

    private final ExecutorService delegate;

    CarryingExecutorService(ExecutorService delegate) {
        super(delegate);
        this.delegate = delegate;
    }

    @Override
    public final <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        return delegate.submit(Carried.call(task));
    }

    @Override
    public final <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
        return delegate.submit(Carried.run(task), result);
    }

    @Override
    public final Future<?> submit(Runnable task) {
        return delegate.submit(Carried.run(task));
    }

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return delegate.invokeAll(carried(tasks));
    }

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return delegate.invokeAll(carried(tasks), timeout, unit);
    }

    @Override
    public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        return delegate.invokeAny(carried(tasks));
    }

    @Override
    public final <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return delegate.invokeAny(carried(tasks), timeout, unit);
    }

    private static <T extends @Nullable Object> List<Callable<T>> carried(Collection<? extends Callable<T>> tasks) {
        List<Callable<T>> carried = new ArrayList<>(tasks.size());
        for (Callable<T> task : tasks) {
            carried.add(Carried.call(task));
        }
        return carried;
    }

    @Override
    public final void shutdown() {
        delegate.shutdown();
    }

    @Override
    public final List<Runnable> shutdownNow() {
        return delegate.shutdownNow();
    }

    @Override
    public final boolean isShutdown() {
        return delegate.isShutdown();
    }

    @Override
    public final boolean isTerminated() {
        return delegate.isTerminated();
    }

    @Override
    public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return delegate.awaitTermination(timeout, unit);
    }

    /**
     * Overrides the method that {@code ExecutorService} has since Java 19: its default would wait for ever for an
     * executor that cannot be shut down, such as the common pool, whose own {@code close} knows that.
     */
    public final void close() {
        if (!(delegate instanceof AutoCloseable closeable)) {
            delegate.shutdown();
            return;
        }
        try {
            closeable.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
