package dev.traqo.agent.boot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries what is current on a thread to wherever the thread hands work: what the JDK's executors call once they are
 * woven.
 *
 * <p>Lives in the bootstrap class loader, so it knows the JDK only. What is current is the first element of the box of
 * a thread; core's {@code Context} uses the same boxes. Nothing current, the usual case, costs one look at a
 * thread-local and leaves the task as it is.
 *
 * <p>No lambdas and no string concatenation here: they would run {@code invokedynamic} inside the JDK's own classes.
 */
public final class Carrier {

    /** The box of each thread; shared with core. */
    public static final ThreadLocal<Object[]> BOXES = new Boxes();

    /** What {@link #begin} returns when nothing was current before. */
    private static final Object NOTHING = new Object();

    /** Contexts of fork-join tasks and of threads that have not begun: neither can be wrapped. */
    private static final WeakTable HANDED_OVER = new WeakTable();

    private Carrier() {}

    private static Object current() {
        return BOXES.get()[0];
    }

    static Object swap(Object context) {
        Object[] box = BOXES.get();
        Object before = box[0];
        box[0] = context;
        return before;
    }

    // ---- tasks that can be wrapped --------------------------------------------------------------------------------

    public static Runnable carry(Runnable task) {
        Object context = current();
        if (context == null
                || task == null
                || task instanceof Carried
                || task instanceof CompletableFuture.AsynchronousCompletionTask) { // its function is wrapped
            return task;
        }
        if (task instanceof ForkJoinTask<?>) {
            HANDED_OVER.put(task, context);
            return task;
        }
        return new Carried.OfRunnable(task, context);
    }

    public static <T> Callable<T> carry(Callable<T> task) {
        Object context = current();
        return context == null || task == null || task instanceof Carried
                ? task
                : new Carried.OfCallable<>(task, context);
    }

    public static <T> Supplier<T> carry(Supplier<T> task) {
        Object context = current();
        return context == null || task == null || task instanceof Carried
                ? task
                : new Carried.OfSupplier<>(task, context);
    }

    public static <A, R> Function<A, R> carry(Function<A, R> task) {
        Object context = current();
        return context == null || task == null || task instanceof Carried
                ? task
                : new Carried.OfFunction<>(task, context);
    }

    public static <A, B, R> BiFunction<A, B, R> carry(BiFunction<A, B, R> task) {
        Object context = current();
        return context == null || task == null || task instanceof Carried
                ? task
                : new Carried.OfBiFunction<>(task, context);
    }

    public static <A> Consumer<A> carry(Consumer<A> task) {
        Object context = current();
        return context == null || task == null || task instanceof Carried
                ? task
                : new Carried.OfConsumer<>(task, context);
    }

    public static <A, B> BiConsumer<A, B> carry(BiConsumer<A, B> task) {
        Object context = current();
        return context == null || task == null || task instanceof Carried
                ? task
                : new Carried.OfBiConsumer<>(task, context);
    }

    public static Collection<?> carry(Collection<?> tasks) {
        if (tasks == null || current() == null) {
            return tasks;
        }
        ArrayList<Object> carried = new ArrayList<>(tasks.size());
        for (Object task : tasks) {
            carried.add(task instanceof Callable<?> callable ? carry(callable) : task);
        }
        return carried;
    }

    /**
     * The task of a pool that calls it by its own name: in {@code execute} of a pool that someone extended, or gave a
     * queue or a handler of their own, the task may be cast to what was handed over. A lambda cannot be.
     */
    public static Runnable carry(Runnable task, ThreadPoolExecutor pool) {
        if (task == null || current() == null || task instanceof Future<?>) {
            return task; // a future carries its context since it was made
        }
        Class<?> type = task.getClass();
        if (!type.isHidden() && (type.getClassLoader() == null || !isPlain(pool))) {
            return task;
        }
        return carry(task);
    }

    private static boolean isPlain(ThreadPoolExecutor pool) {
        if (pool.getClass().getClassLoader() != null) {
            return false; // first: its methods may be the application's
        }
        BlockingQueue<?> queue = pool.getQueue();
        return queue.getClass().getClassLoader() == null
                && !(queue instanceof PriorityBlockingQueue<?>)
                && pool.getRejectedExecutionHandler().getClass().getClassLoader() == null;
    }

    /** What a pool looks for when it is asked to remove a task: the task, wrapped or not. */
    public static Runnable sought(Runnable task) {
        return task == null || task instanceof Future<?> ? task : new Carried.Sought(task);
    }

    // ---- tasks that cannot be wrapped -----------------------------------------------------------------------------

    /** A fork-join task is forked or submitted. */
    public static void handOver(ForkJoinTask<?> task) {
        Object context = current();
        if (context != null && task != null) {
            HANDED_OVER.put(task, context);
        }
    }

    /** A platform thread is started. Threads of pools and of the JDK live too long to belong to whoever starts them. */
    public static void handOver(Thread thread, Runnable target) {
        if (target == null || thread.getClass() != Thread.class || current() == null) {
            return;
        }
        if (target.getClass().getClassLoader() != null && !(target instanceof Carried)) {
            HANDED_OVER.put(thread, current());
        }
    }

    /** What was handed over begins. Returns what {@link #end} needs. */
    public static Object begin(Object task) {
        if (HANDED_OVER.isEmpty()) {
            return null;
        }
        Object context = HANDED_OVER.remove(task);
        if (context == null) {
            return null;
        }
        Object before = swap(context);
        return before == null ? NOTHING : before;
    }

    /** A pool starts a thread: nothing is current meanwhile. Returns what {@link #end} needs. */
    public static Object hide() {
        return current() == null ? null : swap(null);
    }

    /** What was handed over has ended. */
    public static void end(Object begun) {
        if (begun != null) {
            swap(begun == NOTHING ? null : begun);
        }
    }
}
