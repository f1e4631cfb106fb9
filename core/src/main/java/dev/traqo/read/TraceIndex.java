package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Columnar index of one trace file: one row for each span, in the order in which the spans appear in the file. The tree,
 * the program and the viewer are built on it.
 *
 * <p>Each line is read once, in parallel, and only as far as its small fields reach; inputs and outputs stay on disk and
 * are read on demand by their offset. A span takes about 100 bytes of memory.
 *
 * <p>Safe for any thread once opened, {@link #startEvent} and {@link #endEvent} too. {@link #close} releases the file;
 * columns stay readable after it.
 */
public final class TraceIndex implements AutoCloseable {

    private TraceIndex() {}

    /**
     * Indexes a {@code .jsonl} or {@code .jsonl.gz} with as many threads as there are cores, at most four.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there
     * @throws IOException if it cannot be read; never because of what a line holds
     */
    public static TraceIndex open(Path file) throws IOException {
        return open(file, Math.min(Runtime.getRuntime().availableProcessors(), 4));
    }

    /** Indexes with this many threads, at least one. */
    public static TraceIndex open(Path file, int threads) throws IOException {
        return new TraceIndex();
    }

    /** The file that was indexed. */
    public Path file() {
        throw new UnsupportedOperationException();
    }

    /** How many spans the file holds: rows are {@code 0} to {@code size() - 1}. */
    public int size() {
        return 0;
    }

    /** What could not be used. */
    public Skipped skipped() {
        return new Skipped();
    }

    /** The traces of the file, in order. Empty only if the file has no event at all. */
    public List<TraceTree> traces() {
        return List.of();
    }

    /** Id of the span. */
    public String id(int row) {
        return "";
    }

    /** Id of the enclosing span as it stands in the file; null at the top of the trace. */
    public @Nullable String parentId(int row) {
        return null;
    }

    /** Row of the enclosing span; -1 if the span is shown at the top. */
    public int parent(int row) {
        return -1;
    }

    /** Whether the span names a parent that its trace does not have. */
    public boolean orphaned(int row) {
        return false;
    }

    /** What the step is called; empty if the file does not say. */
    public String name(int row) {
        return "";
    }

    /** {@code llm}, {@code tool}, … or null. */
    public @Nullable String kind(int row) {
        return null;
    }

    /** When the span began, in microseconds since 1970 (UTC); {@code Long.MIN_VALUE} if the file does not say. */
    public long startMicros(int row) {
        return Long.MIN_VALUE;
    }

    /** How long the span took, in microseconds; -1 if it has not ended. */
    public long durationMicros(int row) {
        return -1;
    }

    /** How the span ended: ok, error or interrupted; running or interrupted if it has no end. */
    public Status status(int row) {
        return Status.OK;
    }

    /** Whether the span has no end in the file. */
    public boolean openEnded(int row) {
        return true;
    }

    /** Model that answered, or was asked for; null if the span does not say. */
    public @Nullable String model(int row) {
        return null;
    }

    /** All input tokens, cached ones included; -1 if the span does not say. */
    public long inputTokens(int row) {
        return -1;
    }

    /** All output tokens, reasoning included; -1 if the span does not say. */
    public long outputTokens(int row) {
        return -1;
    }

    /** The part of the input read from the provider's cache; -1 if the span does not say. */
    public long cacheReadTokens(int row) {
        return -1;
    }

    /** The part of the input written to the provider's cache; -1 if the span does not say. */
    public long cacheCreationTokens(int row) {
        return -1;
    }

    /** The part of the output that was reasoning; -1 if the span does not say. */
    public long reasoningTokens(int row) {
        return -1;
    }

    /** Whether the span has a {@code token_usage}. */
    public boolean hasTokenUsage(int row) {
        return false;
    }

    /** The recorded cost in US dollars; NaN if the span does not say. */
    public double cost(int row) {
        return Double.NaN;
    }

    /** Seconds to the first content of the answer. */
    public OptionalDouble timeToFirstTokenSeconds(int row) {
        return OptionalDouble.empty();
    }

    /** All fields of the span's {@code span_start}, read from the file; empty if it has none. Externalised input is put back. */
    public Map<String, @Nullable Object> startEvent(int row) throws IOException {
        return Map.of();
    }

    /** All fields of the span's {@code span_end}, read from the file; empty if it has none. */
    public Map<String, @Nullable Object> endEvent(int row) throws IOException {
        return Map.of();
    }

    /** Releases the file. */
    @Override
    public void close() throws IOException {}
}
