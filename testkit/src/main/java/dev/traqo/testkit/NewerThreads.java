package dev.traqo.testkit;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/** Threads that came after Java 17, which everything is compiled for. */
final class NewerThreads {

    private NewerThreads() {}

    /** A thread for each task; since Java 21. */
    static ExecutorService virtualExecutor() throws Exception {
        return (ExecutorService)
                call(Executors.class, "newVirtualThreadPerTaskExecutor", new Class<?>[0], Executors.class);
    }

    /** A virtual thread that has been started; since Java 21. */
    static Thread startVirtual(Runnable task) throws Exception {
        return (Thread) call(Thread.class, "startVirtualThread", new Class<?>[] {Runnable.class}, Thread.class, task);
    }

    /** A virtual thread that is started after it was made; since Java 21. */
    static Thread unstartedVirtual(Runnable task) throws Exception {
        Object builder = call(Thread.class, "ofVirtual", new Class<?>[0], Thread.class);
        return (Thread) call(
                Class.forName("java.lang.Thread$Builder"), "unstarted", new Class<?>[] {Runnable.class}, builder, task);
    }

    /** Forks the tasks in a {@code StructuredTaskScope} of Java 25 and waits for them; each is made in the scope. */
    static void forkAll(List<Supplier<Callable<String>>> tasks) throws Exception {
        Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
        AutoCloseable scope;
        try {
            scope = (AutoCloseable) call(type, "open", new Class<?>[0], type);
        } catch (UnsupportedOperationException e) {
            Assumptions.abort("StructuredTaskScope needs --enable-preview");
            throw e;
        }
        try (scope) {
            for (Supplier<Callable<String>> task : tasks) {
                call(type, "fork", new Class<?>[] {Callable.class}, scope, task.get());
            }
            call(type, "join", new Class<?>[0], scope);
        }
    }

    private static Object call(Class<?> type, String method, Class<?>[] types, Object target, Object... arguments)
            throws Exception {
        try {
            return type.getMethod(method, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
