package dev.traqo.llm;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread on which chunks of streams are decoded. It exists only while there is work. */
final class DecodingThread {

    private static final ThreadPoolExecutor EXECUTOR = executor();

    private DecodingThread() {}

    /** Runs it soon, on this thread if there can be no other. */
    static void run(Runnable task) {
        try {
            EXECUTOR.execute(task);
        } catch (Throwable e) { // no memory for a thread
            task.run();
        }
    }

    private static ThreadPoolExecutor executor() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "traqo-decoding", 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(null);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
