package dev.traqo.agent.boot;

import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A task with the context of the thread that handed it over. */
abstract class Carried {

    final Object task;
    final Object context;

    Carried(Object task, Object context) {
        this.task = task;
        this.context = context;
    }

    @Override
    public String toString() {
        return task.toString();
    }

    static final class OfRunnable extends Carried implements Runnable {

        OfRunnable(Runnable task, Object context) {
            super(task, context);
        }

        @Override
        public void run() {
            Object before = Carrier.swap(context);
            try {
                ((Runnable) task).run();
            } finally {
                Carrier.swap(before);
            }
        }
    }

    static final class OfCallable<T> extends Carried implements Callable<T> {

        OfCallable(Callable<T> task, Object context) {
            super(task, context);
        }

        @Override
        @SuppressWarnings("unchecked")
        public T call() throws Exception {
            Object before = Carrier.swap(context);
            try {
                return ((Callable<T>) task).call();
            } finally {
                Carrier.swap(before);
            }
        }
    }

    static final class OfSupplier<T> extends Carried implements Supplier<T> {

        OfSupplier(Supplier<T> task, Object context) {
            super(task, context);
        }

        @Override
        @SuppressWarnings("unchecked")
        public T get() {
            Object before = Carrier.swap(context);
            try {
                return ((Supplier<T>) task).get();
            } finally {
                Carrier.swap(before);
            }
        }
    }

    static final class OfFunction<A, R> extends Carried implements Function<A, R> {

        OfFunction(Function<A, R> task, Object context) {
            super(task, context);
        }

        @Override
        @SuppressWarnings("unchecked")
        public R apply(A argument) {
            Object before = Carrier.swap(context);
            try {
                return ((Function<A, R>) task).apply(argument);
            } finally {
                Carrier.swap(before);
            }
        }
    }

    static final class OfBiFunction<A, B, R> extends Carried implements BiFunction<A, B, R> {

        OfBiFunction(BiFunction<A, B, R> task, Object context) {
            super(task, context);
        }

        @Override
        @SuppressWarnings("unchecked")
        public R apply(A first, B second) {
            Object before = Carrier.swap(context);
            try {
                return ((BiFunction<A, B, R>) task).apply(first, second);
            } finally {
                Carrier.swap(before);
            }
        }
    }

    static final class OfConsumer<A> extends Carried implements Consumer<A> {

        OfConsumer(Consumer<A> task, Object context) {
            super(task, context);
        }

        @Override
        @SuppressWarnings("unchecked")
        public void accept(A argument) {
            Object before = Carrier.swap(context);
            try {
                ((Consumer<A>) task).accept(argument);
            } finally {
                Carrier.swap(before);
            }
        }
    }

    static final class OfBiConsumer<A, B> extends Carried implements BiConsumer<A, B> {

        OfBiConsumer(BiConsumer<A, B> task, Object context) {
            super(task, context);
        }

        @Override
        @SuppressWarnings("unchecked")
        public void accept(A first, B second) {
            Object before = Carrier.swap(context);
            try {
                ((BiConsumer<A, B>) task).accept(first, second);
            } finally {
                Carrier.swap(before);
            }
        }
    }

    /** Equals the task that it was made for, wrapped or not: queues ask what is sought, not what they hold. */
    static final class Sought implements Runnable {

        private final Runnable task;

        Sought(Runnable task) {
            this.task = task;
        }

        @Override
        public boolean equals(Object held) {
            return task.equals(held instanceof Carried carried ? carried.task : held);
        }

        @Override
        public int hashCode() {
            return task.hashCode();
        }

        @Override
        public void run() {
            task.run();
        }
    }
}
