package dev.traqo.examples.annotations;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The annotated program without a word about traces: it opens none, and wraps no executor. With the agent and {@code
 * TRAQO_TRACE_DIR} each outermost call of a {@link dev.traqo.Trace} method is a trace.
 */
public final class Unprepared {

    private Unprepared() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            System.out.println("Answer: " + String.join(" ", new Annotated(threads).work()));
        } finally {
            threads.shutdown();
        }
    }
}
