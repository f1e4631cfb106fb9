package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Columnar index of one trace file: one row for each span, in the order in which the spans appear in the file. The tree,
 * the program and the viewer are built on it.
 *
 * <p>Each line is read once, in parallel, and only as far as its small fields reach; inputs and outputs stay on disk and
 * are read on demand by their offset. A span takes about 100 bytes of memory. In a file that promises the key order of
 * format 1 the large values are not even checked: a span whose input is broken is here, where {@link TraceReader} skips
 * its line.
 *
 * <p>Safe for any thread once opened, {@link #startEvent} and {@link #endEvent} too. {@link #close} releases the file;
 * columns stay readable after it.
 */
public final class TraceIndex implements AutoCloseable {

    private final Path file;
    private final Columns columns;
    private final Skipped skipped;
    private final EventLines lines;
    private final PointEvents points;
    private final long bytes;
    private final List<TraceTree> traces;
    private volatile @Nullable LinesByOffset linesByOffset;

    TraceIndex(Path file, ByteSource source, IndexBuilder built) throws IOException {
        this.file = file;
        this.columns = built.columns;
        this.skipped = built.skipped;
        this.lines = new EventLines(file, source);
        this.points = new PointEvents(columns, lines);
        this.bytes = built.bytes;
        List<TraceTree> trees = new ArrayList<>();
        for (Merge.Part part : built.parts) {
            boolean last = trees.size() == built.parts.size() - 1;
            trees.add(new TraceTree(this, columns, lines, part, status(file, part, last)));
        }
        this.traces = List.copyOf(trees);
    }

    private static Status status(Path file, Merge.Part part, boolean last) throws IOException {
        if (part.end != null) {
            return Status.ofTraceEnd(part.endFields());
        }
        // Whoever began the next trace in this file had found this one abandoned.
        return last ? Liveness.of(file, part.startFields()) : Status.CRASHED;
    }

    /**
     * Indexes a {@code .jsonl} or {@code .jsonl.gz} with as many threads as there are cores, at most four.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there
     * @throws IOException if it cannot be read; never because of what a line holds
     */
    public static TraceIndex open(Path file) throws IOException {
        return open(file, Math.min(Runtime.getRuntime().availableProcessors(), 4));
    }

    /** As {@link #open(Path)} with this many threads, at least one. */
    public static TraceIndex open(Path file, int threads) throws IOException {
        return open(file, threads, (done, total) -> {});
    }

    /** Told how far indexing is, in bytes of text. Called by several threads, each in its own order. */
    public interface Progress {
        /** {@code done} of {@code total} bytes have been read. */
        void read(long done, long total);
    }

    /** As {@link #open(Path, int)}, telling how far it is, about every megabyte. */
    public static TraceIndex open(Path file, int threads, Progress progress) throws IOException {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        ByteSource source = ByteSource.open(file);
        try {
            return new TraceIndex(file, source, IndexBuilder.of(source, threads, progress));
        } catch (IOException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /** The file that was indexed. */
    public Path file() {
        return file;
    }

    /** Bytes of text that are in the index: all but a last line that is not complete. */
    public long bytes() {
        return bytes;
    }

    /** Whether a line begins at this byte of the text, or would if there were more of it. */
    public boolean beginsLine(long at) throws IOException {
        if (at == 0 || at == bytes) {
            return true;
        }
        byte[] before = new byte[1];
        return at > 0 && at < bytes && lines.fill(at - 1, before, 1) == 1 && before[0] == '\n';
    }

    /** How many spans the file holds: rows are {@code 0} to {@code size() - 1}. */
    public int size() {
        return columns.size;
    }

    /** What could not be used. */
    public Skipped skipped() {
        return skipped;
    }

    /** The traces of the file, in order. Empty only if the file has no event at all. */
    public List<TraceTree> traces() {
        return traces;
    }

    /** The trace that a span belongs to. */
    public TraceTree trace(int row) {
        int low = 0;
        int high = traces.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (traces.get(middle).firstRow() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return traces.get(low);
    }

    /** The events that are no spans. */
    public PointEvents points() {
        return points;
    }

    /** How the last trace stands now: a process may have ended since the file was indexed. */
    public Status statusNow() throws IOException {
        if (traces.isEmpty()) {
            return Status.CRASHED;
        }
        TraceTree last = traces.get(traces.size() - 1);
        return last.hasEnd() ? last.status() : Liveness.of(file, last.startWithoutInput());
    }

    /** Row of the span with this id, the latest one if it was used several times; -1 if there is none. */
    public int row(String id) {
        return columns.row(id);
    }

    /**
     * Row of the span to which the line belongs that begins at this byte of the text: its start, its end, or an event
     * inside of it. -1 for the first or last line of a trace, and for an event outside of spans; -2 if no line that was
     * understood begins there.
     */
    public int rowAt(long offset) {
        LinesByOffset known = linesByOffset;
        if (known == null) {
            known = new LinesByOffset(columns, bytes);
            linesByOffset = known;
        }
        int row = known.row(offset);
        return row == LinesByOffset.NONE && traces.stream().anyMatch(trace -> trace.isBoundary(offset)) ? -1 : row;
    }

    /** How many different strings {@link #string} knows. */
    public int strings() {
        return columns.dictionary.size();
    }

    /** The name, kind or model with this number, from zero. */
    public String string(int number) {
        return columns.string(number);
    }

    /** Number of the span's name for {@link #string}; -1 if it has none. */
    public int nameNumber(int row) {
        return columns.name[row];
    }

    /** Number of the span's kind for {@link #string}; -1 if it has none. */
    public int kindNumber(int row) {
        return columns.kind[row];
    }

    /** Number of the span's model for {@link #string}; -1 if it has none. */
    public int modelNumber(int row) {
        return columns.model[row];
    }

    /** Where the span's {@code span_start} begins, in bytes of text; -1 if it has none. */
    public long startOffset(int row) {
        return columns.startLength[row] == 0 ? -1 : columns.startAt[row];
    }

    /** Where the span's {@code span_end} begins, in bytes of text; -1 if it has none. */
    public long endOffset(int row) {
        return columns.endLength[row] == 0 ? -1 : columns.endAt[row];
    }

    /** The span's {@code span_start}. */
    public EventLine startLine(int row) {
        return new EventLine(lines, columns.startAt[row], columns.startLength[row]);
    }

    /** The span's {@code span_end}. */
    public EventLine endLine(int row) {
        return new EventLine(lines, columns.endAt[row], columns.endLength[row]);
    }

    /** Id of the span. */
    public String id(int row) {
        return columns.text(columns.id[row], columns.form(row));
    }

    /** Id of the enclosing span as it stands in the file; null at the top of the trace. */
    public @Nullable String parentId(int row) {
        if (columns.parent[row] >= 0) {
            return id(columns.parent[row]);
        }
        int lost = columns.lost(row);
        return lost < 0 ? null : columns.text(columns.lostIds[lost], columns.lostForms[lost]);
    }

    /** Row of the enclosing span; -1 if the span is shown at the top. */
    public int parent(int row) {
        return columns.parent[row];
    }

    /** Whether the span names a parent that its trace does not have. */
    public boolean orphaned(int row) {
        return (columns.flags[row] & Columns.ORPHAN) != 0;
    }

    /**
     * Whether the span stands at the top because nothing of its trace was current on the thread on which it began: it
     * probably has a parent, but the file does not know it.
     */
    public boolean lostParent(int row) {
        return (columns.flags[row] & Columns.LOST) != 0;
    }

    /** What the step is called; empty if the file does not say. */
    public String name(int row) {
        return columns.name[row] < 0 ? "" : columns.string(columns.name[row]);
    }

    /** {@code llm}, {@code tool}, … or null. */
    public @Nullable String kind(int row) {
        return columns.kind[row] < 0 ? null : columns.string(columns.kind[row]);
    }

    /** When the span began, in microseconds since 1970 (UTC); {@code Long.MIN_VALUE} if the file does not say. */
    public long startMicros(int row) {
        return columns.start[row];
    }

    /** How long the span took, in microseconds; -1 if it has not ended. */
    public long durationMicros(int row) {
        return columns.duration[row];
    }

    /** How the span ended: ok, error or interrupted; running or interrupted if it has no end. */
    public Status status(int row) {
        if (!columns.ended(row)) {
            return trace(row).status() == Status.RUNNING ? Status.RUNNING : Status.INTERRUPTED;
        }
        return switch ((columns.flags[row] & Segment.STATUS) >> Segment.STATUS_SHIFT) {
            case Head.ERROR -> Status.ERROR;
            case Head.INTERRUPTED -> Status.INTERRUPTED;
            default -> Status.OK;
        };
    }

    /** Whether the span has no end in the file. */
    public boolean openEnded(int row) {
        return !columns.ended(row);
    }

    /** Model that answered, or was asked for; null if the span does not say. */
    public @Nullable String model(int row) {
        return columns.model[row] < 0 ? null : columns.string(columns.model[row]);
    }

    /** Whether the span has a {@code token_usage}. */
    public boolean hasTokenUsage(int row) {
        return (columns.flags[row] & Segment.USAGE) != 0;
    }

    /** All input tokens, cached ones included; -1 if the span does not say. */
    public long inputTokens(int row) {
        return tokens(row, 0);
    }

    /** All output tokens, reasoning included; -1 if the span does not say. */
    public long outputTokens(int row) {
        return tokens(row, 1);
    }

    /** The part of the input read from the provider's cache; -1 if the span does not say. */
    public long cacheReadTokens(int row) {
        return tokens(row, 2);
    }

    /** The part of the input written to the provider's cache; -1 if the span does not say. */
    public long cacheCreationTokens(int row) {
        return tokens(row, 3);
    }

    /** The part of the input written to the provider's cache for one hour; -1 if the span does not say. */
    public long cacheCreation1hTokens(int row) {
        return tokens(row, 4);
    }

    /** The part of the output that was reasoning; -1 if the span does not say. */
    public long reasoningTokens(int row) {
        return tokens(row, 5);
    }

    private long tokens(int row, int token) {
        return columns.usage[row] < 0 ? -1 : columns.usages.tokens(columns.usage[row], token);
    }

    /** The recorded cost in US dollars; NaN if the span does not say. */
    public double cost(int row) {
        return columns.usage[row] < 0 ? Double.NaN : columns.usages.cost(columns.usage[row]);
    }

    /** Seconds from the request to the first content of the answer; NaN if the span does not say. */
    public double timeToFirstTokenSeconds(int row) {
        return columns.usage[row] < 0 ? Double.NaN : columns.usages.firstToken(columns.usage[row]);
    }

    /**
     * All fields of the span's {@code span_start}, read from the file; empty if it has none, or if its large values
     * turn out to be broken. An input that an archive keeps in its second file is put back.
     */
    public Map<String, @Nullable Object> startEvent(int row) throws IOException {
        return lines.read(columns.startAt[row], columns.startLength[row]);
    }

    /** All fields of the span's {@code span_end}, read from the file; empty if it has none. */
    public Map<String, @Nullable Object> endEvent(int row) throws IOException {
        return lines.read(columns.endAt[row], columns.endLength[row]);
    }

    /** Releases the file. Whoever asks for an event after that pays for opening it again. */
    @Override
    public void close() throws IOException {
        lines.close();
    }
}
