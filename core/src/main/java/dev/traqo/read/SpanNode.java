package dev.traqo.read;

import dev.traqo.TokenUsage;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A span in a {@link TraceTree}: a light handle, made on demand. Equal handles denote the same span.
 *
 * <p>Immutable, safe for any thread. {@link #thread}, {@link #tags}, {@link #metadata}, {@link #input},
 * {@link #output}, {@link #error} and {@link #events} read the file and throw {@link java.io.UncheckedIOException} when it can no
 * longer be read; everything else comes from memory.
 */
public final class SpanNode {

    private final TraceTree tree;
    private final int row;

    SpanNode(TraceTree tree, int row) {
        this.tree = tree;
        this.row = row;
    }

    private TraceIndex index() {
        return tree.index();
    }

    /** Id of the span. */
    public String id() {
        return index().id(row);
    }

    /** Id of the enclosing span as it stands in the file, whether or not there is one; null at the top of the trace. */
    public @Nullable String parentId() {
        return index().parentId(row);
    }

    /** What the step is called; empty if the file does not say. */
    public String name() {
        return index().name(row);
    }

    /** {@code llm}, {@code tool}, … or null. */
    public @Nullable String kind() {
        return index().kind(row);
    }

    /** How it ended: ok, error or interrupted; running or interrupted if it has no end. */
    public Status status() {
        return index().status(row);
    }

    /** Whether it names a parent that the trace does not have. */
    public boolean orphaned() {
        return index().orphaned(row);
    }

    /**
     * Whether it stands at the top because nothing of its trace was current on the thread on which it began: it
     * probably has a parent, but the file does not know it.
     */
    public boolean lostParent() {
        return index().lostParent(row);
    }

    /** The thread on which it began, of a span that has {@linkplain #lostParent lost its parent}; null otherwise. */
    public @Nullable String thread() {
        return lostParent() && start().get("thread") instanceof String thread ? thread : null;
    }

    /**
     * A hint for a span that has {@linkplain #lostParent lost its parent}: the innermost span that was open when it
     * began and had every other open span inside it, those without a known parent aside. Null if there was none, and
     * for all other spans.
     */
    public @Nullable SpanNode openAtStart() {
        int open = tree.openAtStart(row);
        return open < 0 ? null : tree.node(open);
    }

    /** Whether it has no end in the file. */
    public boolean openEnded() {
        return index().openEnded(row);
    }

    /** When it began, in microseconds since 1970 (UTC); {@code Long.MIN_VALUE} if the file does not say. */
    public long startMicros() {
        return index().startMicros(row);
    }

    /** How long it took, in microseconds; -1 if it has not ended. */
    public long durationMicros() {
        return index().durationMicros(row);
    }

    /** Row in the {@link TraceIndex}. */
    public int row() {
        return row;
    }

    /** The trace that it belongs to. */
    public TraceTree tree() {
        return tree;
    }

    /** The enclosing span; null at the top. */
    public @Nullable SpanNode parent() {
        int parent = index().parent(row);
        return parent < 0 ? null : tree.node(parent);
    }

    /** The spans directly inside it, in the order of the file. */
    public List<SpanNode> children() {
        return tree.nodes(row);
    }

    /** How many spans enclose it: 0 at the top. */
    public int depth() {
        int depth = 0;
        for (int above = index().parent(row); above >= 0; above = index().parent(above)) {
            depth++;
        }
        return depth;
    }

    /** What the model call consumed; null if the span does not say. */
    public @Nullable TokenUsage tokenUsage() {
        if (!index().hasTokenUsage(row)) {
            return null;
        }
        return TokenUsage.of(index().inputTokens(row), index().outputTokens(row))
                .withCacheRead(index().cacheReadTokens(row))
                .withCacheCreation(index().cacheCreationTokens(row))
                .withCacheCreation1h(index().cacheCreation1hTokens(row))
                .withReasoning(index().reasoningTokens(row))
                .withCost(index().cost(row));
    }

    /** Model that answered, or was asked for; null if the span does not say. */
    public @Nullable String model() {
        return index().model(row);
    }

    /** Seconds from the request to the first content of the answer. */
    public OptionalDouble timeToFirstTokenSeconds() {
        double seconds = index().timeToFirstTokenSeconds(row);
        return Double.isNaN(seconds) ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    /** US dollars: what was recorded, otherwise what the tokens cost; empty without usage or without a known price. */
    public OptionalDouble cost(Pricing pricing) {
        TokenUsage usage = tokenUsage();
        if (usage == null) {
            return OptionalDouble.empty();
        }
        if (!Double.isNaN(usage.cost())) {
            return OptionalDouble.of(usage.cost());
        }
        long start = startMicros();
        LocalDate day = start == Long.MIN_VALUE
                ? null
                : TraceEvent.instant(start).atOffset(ZoneOffset.UTC).toLocalDate();
        return pricing.cost(model(), usage, day);
    }

    /** Tags, those of the end if it has any. */
    public List<String> tags() {
        List<String> tags = TraceEvent.strings(end().get("tags"));
        return tags.isEmpty() ? TraceEvent.strings(start().get("tags")) : tags;
    }

    /** Metadata of the start with that of the end put over it. */
    public Map<String, @Nullable Object> metadata() {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>(TraceEvent.object(start().get("metadata")));
        metadata.putAll(TraceEvent.object(end().get("metadata")));
        return Collections.unmodifiableMap(metadata);
    }

    /** What went in, an input that an archive keeps apart too; null if nothing was recorded. */
    public @Nullable Object input() {
        return start().get("input");
    }

    /** What came out; null if nothing was recorded. */
    public @Nullable Object output() {
        return end().get("output");
    }

    /** {@code type}, {@code message}, {@code traceback}; null if no error was recorded. */
    public @Nullable Map<String, @Nullable Object> error() {
        Object error = end().get("error");
        return error instanceof Map<?, ?> ? TraceEvent.object(error) : null;
    }

    /** The {@code event} lines directly inside it, in the order of the file; each is read when the list is asked for it. */
    public List<TraceEvent> events() {
        return tree.events(row);
    }

    /** Counts, tokens and recorded cost of the span and everything below it. */
    public Totals subtree() {
        return tree.subtree(row);
    }

    private Map<String, @Nullable Object> start() {
        return tree.startFields(row);
    }

    private Map<String, @Nullable Object> end() {
        return tree.endFields(row);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpanNode that && index() == that.index() && row == that.row;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(index()) * 31 + row;
    }

    @Override
    public String toString() {
        return name() + " (" + id() + ")";
    }
}
