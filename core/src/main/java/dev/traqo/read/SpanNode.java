package dev.traqo.read;

import dev.traqo.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A span in a {@link TraceTree}: a light handle, made on demand. Equal handles denote the same span.
 *
 * <p>Immutable, safe for any thread. {@link #tags}, {@link #metadata}, {@link #input}, {@link #output},
 * {@link #error} and {@link #events} read the file and throw {@link java.io.UncheckedIOException} when it can no
 * longer be read; everything else comes from memory.
 */
public final class SpanNode {

    private SpanNode() {}

    /** Id of the span. */
    public String id() {
        return "";
    }

    /** What the step is called; empty if the file does not say. */
    public String name() {
        return "";
    }

    /** {@code llm}, {@code tool}, … or null. */
    public @Nullable String kind() {
        return null;
    }

    /** How it ended: ok, error or interrupted; running or interrupted if it has no end. */
    public Status status() {
        return Status.OK;
    }

    /** Whether it names a parent that the trace does not have. */
    public boolean orphaned() {
        return false;
    }

    /** Whether it has no end in the file. */
    public boolean openEnded() {
        return true;
    }

    /** When it began, in microseconds since 1970 (UTC); {@code Long.MIN_VALUE} if the file does not say. */
    public long startMicros() {
        return Long.MIN_VALUE;
    }

    /** How long it took, in microseconds; -1 if it has not ended. */
    public long durationMicros() {
        return -1;
    }

    /** Row in the {@link TraceIndex}. */
    public int row() {
        return -1;
    }

    /** The enclosing span; null at the top. */
    public @Nullable SpanNode parent() {
        return null;
    }

    /** The spans directly inside it, in the order of the file. */
    public List<SpanNode> children() {
        return List.of();
    }

    /** How many spans enclose it: 0 at the top. */
    public int depth() {
        return 0;
    }

    /** What the model call consumed; null if the span does not say. */
    public @Nullable TokenUsage tokenUsage() {
        return null;
    }

    /** Model that answered, or was asked for; null if the span does not say. */
    public @Nullable String model() {
        return null;
    }

    /** Seconds from the request to the first content of the answer. */
    public OptionalDouble timeToFirstTokenSeconds() {
        return OptionalDouble.empty();
    }

    /** Tags, those of the end if it has any. */
    public List<String> tags() {
        return List.of();
    }

    /** Metadata of the start with that of the end put over it. */
    public Map<String, @Nullable Object> metadata() {
        return Map.of();
    }

    /** What went in, an externalised input too; null if nothing was recorded. */
    public @Nullable Object input() {
        return null;
    }

    /** What came out; null if nothing was recorded. */
    public @Nullable Object output() {
        return null;
    }

    /** {@code type}, {@code message}, {@code traceback}; null if no error was recorded. */
    public @Nullable Map<String, @Nullable Object> error() {
        return null;
    }

    /** The {@code event} lines inside it, in the order of the file. */
    public List<TraceEvent> events() {
        return List.of();
    }

    /** Counts, tokens and recorded cost of the span and everything below it. */
    public Totals subtree() {
        return Totals.ZERO;
    }
}
