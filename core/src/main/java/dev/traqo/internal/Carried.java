package dev.traqo.internal;

import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs with what was current where it was handed over, on whatever thread, any number of times, also at
 * once. Afterwards the thread has again what it had before, whatever the task left behind.
 *
 * <p>The tasks write to the box of the thread themselves: putting back what was there calls nothing, so that not even a
 * stack that is full prevents it.
 */
public abstract sealed class Carried<F> {

    final F task;
    final Object context;

    private Carried(F task, Object context) {
        this.task = task;
        this.context = context;
    }

    public static Runnable run(Runnable task) {
        Object context = context(task);
        return context == null ? task : new Run(task, context);
    }

    public static <T extends @Nullable Object> Callable<T> call(Callable<T> task) {
        Object context = context(task);
        return context == null ? task : new Call<>(task, context);
    }

    public static <T extends @Nullable Object> Supplier<T> supply(Supplier<T> task) {
        Object context = context(task);
        return context == null ? task : new Supply<>(task, context);
    }

    public static <T extends @Nullable Object, R extends @Nullable Object> Function<T, R> apply(Function<T, R> task) {
        Object context = context(task);
        return context == null ? task : new Apply<>(task, context);
    }

    public static <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
            BiFunction<T, U, R> apply(BiFunction<T, U, R> task) {
        Object context = context(task);
        return context == null ? task : new ApplyBoth<>(task, context);
    }

    public static <T extends @Nullable Object> Consumer<T> accept(Consumer<T> task) {
        Object context = context(task);
        return context == null ? task : new Accept<>(task, context);
    }

    /** What the task has to take along; null if nothing, or if it has it already. */
    private static @Nullable Object context(Object task) {
        if (task == null) {
            throw new NullPointerException("task == null");
        }
        return task instanceof Carried ? null : Context.current();
    }

    @Override
    public String toString() {
        return "Traqo.wrap(" + task + ")";
    }

    private static final class Run extends Carried<Runnable> implements Runnable {
        Run(Runnable task, Object context) {
            super(task, context);
        }

        @Override
        public void run() {
            @Nullable Object[] box = Context.box();
            Object before = box[0];
            box[0] = context;
            try {
                task.run();
            } finally {
                box[0] = before;
            }
        }
    }

    private static final class Call<T extends @Nullable Object> extends Carried<Callable<T>> implements Callable<T> {
        Call(Callable<T> task, Object context) {
            super(task, context);
        }

        @Override
        public T call() throws Exception {
            @Nullable Object[] box = Context.box();
            Object before = box[0];
            box[0] = context;
            try {
                return task.call();
            } finally {
                box[0] = before;
            }
        }
    }

    private static final class Supply<T extends @Nullable Object> extends Carried<Supplier<T>> implements Supplier<T> {
        Supply(Supplier<T> task, Object context) {
            super(task, context);
        }

        @Override
        public T get() {
            @Nullable Object[] box = Context.box();
            Object before = box[0];
            box[0] = context;
            try {
                return task.get();
            } finally {
                box[0] = before;
            }
        }
    }

    private static final class Apply<T extends @Nullable Object, R extends @Nullable Object>
            extends Carried<Function<T, R>> implements Function<T, R> {
        Apply(Function<T, R> task, Object context) {
            super(task, context);
        }

        @Override
        public R apply(T argument) {
            @Nullable Object[] box = Context.box();
            Object before = box[0];
            box[0] = context;
            try {
                return task.apply(argument);
            } finally {
                box[0] = before;
            }
        }
    }

    private static final class ApplyBoth<
                    T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
            extends Carried<BiFunction<T, U, R>> implements BiFunction<T, U, R> {
        ApplyBoth(BiFunction<T, U, R> task, Object context) {
            super(task, context);
        }

        @Override
        public R apply(T first, U second) {
            @Nullable Object[] box = Context.box();
            Object before = box[0];
            box[0] = context;
            try {
                return task.apply(first, second);
            } finally {
                box[0] = before;
            }
        }
    }

    private static final class Accept<T extends @Nullable Object> extends Carried<Consumer<T>> implements Consumer<T> {
        Accept(Consumer<T> task, Object context) {
            super(task, context);
        }

        @Override
        public void accept(T argument) {
            @Nullable Object[] box = Context.box();
            Object before = box[0];
            box[0] = context;
            try {
                task.accept(argument);
            } finally {
                box[0] = before;
            }
        }
    }
}
