package dev.traqo.cli.ui;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that answer: one a connection that is doing something, so that a slow client waits for itself alone. */
final class Threads {

    /** The first Java in which a virtual thread that waits inside of `synchronized`, as the JDK's server does, is free. */
    private static final int VIRTUAL_SINCE = 24;

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";
    private static final int FEWEST_CARRIERS = 16;

    /** More than the clients of one person can occupy, and few enough to survive. */
    private static final int MOST = 512;

    private Threads() {}

    static ExecutorService forRequests() {
        if (Runtime.version().feature() >= VIRTUAL_SINCE) {
            // Searching and indexing calculate: on as many carriers as cores, two of them would make everybody else
            // wait. With more, the system shares out the cores.
            if (System.getProperty(CARRIERS) == null) {
                System.setProperty(
                        CARRIERS,
                        Integer.toString(
                                Math.max(FEWEST_CARRIERS, Runtime.getRuntime().availableProcessors())));
            }
            try {
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("virtual threads cannot be made", e);
            }
        }
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(MOST, MOST, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "traqo-ui");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
