package dev.traqo;

/**
 * Sends traces somewhere else. Implement what you need:
 *
 * <pre>{@code
 * Backend backend = new Backend() {
 *     public void onTraceComplete(FinishedTrace trace) {
 *         upload(trace.file());
 *     }
 * };
 * try (Tracer tracer = Tracer.builder(path).backends(backend).open()) { … }
 * Traqo.flushBackends(Duration.ofMinutes(1));
 * }</pre>
 *
 * <p>Whatever a backend throws is logged and goes no further; the local file is never deleted because of one. One
 * backend may serve many traces at once and is called from several threads.
 */
public interface Backend extends AutoCloseable {

    /**
     * An event has been handed to the file. Called on the thread that recorded it: be quick, do not block.
     *
     * @param traceId the trace it belongs to
     * @param line the event as JSON, without a line end, masked like the file
     */
    default void onEvent(String traceId, String line) {}

    /** A trace has been closed and is complete on disk. Called on a background thread. */
    default void onTraceComplete(FinishedTrace trace) {}

    /** No more traces will come. Called by {@link Traqo#shutdownBackends} and at the end of the process. */
    @Override
    default void close() {}
}
