package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One trace of a file as a tree of spans, over the columns of a {@link TraceIndex}.
 *
 * <p>Spans whose parent is missing are roots and {@linkplain SpanNode#orphaned() say so}; spans without an end are
 * {@linkplain SpanNode#openEnded() open}. Order everywhere is the order of the file. Safe for any thread.
 *
 * <p>Methods that read the file throw {@link java.io.UncheckedIOException} when it can no longer be read.
 */
public final class TraceTree {

    private TraceTree() {}

    /**
     * The traces of a file, in order. The file is not kept open: content is read by opening it again. To look at
     * many inputs and outputs open a {@link TraceIndex} and ask it for its {@linkplain TraceIndex#traces() traces}.
     */
    public static List<TraceTree> read(Path file) throws IOException {
        return TraceIndex.open(file).traces();
    }

    /** The index that this tree is a part of. */
    public TraceIndex index() {
        throw new UnsupportedOperationException();
    }

    /** Name of the trace; null if it has none. */
    public @Nullable String name() {
        return null;
    }

    /** Identity of the trace; null in files of Python traqo. */
    public @Nullable String traceId() {
        return null;
    }

    /** How it ended, or that it has not. */
    public Status status() {
        return Status.OK;
    }

    /** When it was opened, in microseconds since 1970 (UTC); that of its first span if it does not say. */
    public long startMicros() {
        return Long.MIN_VALUE;
    }

    /** How long it took, in microseconds; -1 if it has no end. */
    public long durationMicros() {
        return -1;
    }

    /** All fields of its {@code trace_start}, read from the file; empty if it has none. */
    public Map<String, @Nullable Object> start() {
        return Map.of();
    }

    /** All fields of its {@code trace_end}, read from the file; empty if it has none. */
    public Map<String, @Nullable Object> end() {
        return Map.of();
    }

    /** How many spans it has. */
    public int size() {
        return 0;
    }

    /** Its top spans. */
    public List<SpanNode> roots() {
        return List.of();
    }

    /** All spans, depth first, parents before children. */
    public Iterable<SpanNode> spans() {
        return List.of();
    }

    /** The span with this id, or the only one whose id begins so. The latest one if an id was used twice. */
    public Optional<SpanNode> span(String id) {
        return Optional.empty();
    }

    /** The spans of kind {@code llm}. */
    public List<SpanNode> llmSpans() {
        return List.of();
    }

    /** What each model was used for, by model name, in order of first use; spans without usage are left out. */
    public Map<String, Totals> tokensByModel() {
        return Map.of();
    }

    /** Counts, tokens and recorded cost of this trace's own spans; children are not included. */
    public Totals totals() {
        return Totals.ZERO;
    }

    /** How many spans name a parent that the trace does not have. */
    public int orphans() {
        return 0;
    }

    /** All {@code event} lines of the trace, read from the file. */
    public List<TraceEvent> events() {
        return List.of();
    }

    /** The child traces that it started; those that have not ended too. */
    public List<TraceSummary.Child> children() {
        return List.of();
    }
}
