package dev.traqo.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One trace of a file as a tree of spans, over the columns of a {@link TraceIndex}.
 *
 * <p>Spans whose parent is missing are roots and {@linkplain SpanNode#orphaned() say so}, and so do roots that
 * {@linkplain SpanNode#lostParent() lost their parent} while they were recorded; spans without an end are
 * {@linkplain SpanNode#openEnded() open}. Order everywhere is the order of the file. Safe for any thread.
 *
 * <p>Methods that read the file throw {@link UncheckedIOException} when it can no longer be read.
 */
public final class TraceTree {

    private static final String NO_MODEL = "unknown";

    private final TraceIndex index;
    private final Columns columns;
    private final EventLines lines;
    private final Merge.Part part;
    private final Status status;
    private volatile @Nullable Links children;
    private volatile @Nullable Links events;
    private volatile @Nullable Lost lost;

    /** Rows of the spans that lost their parent, and for each the span that was open then, or -1. */
    private record Lost(int[] rows, int[] open) {}

    TraceTree(TraceIndex index, Columns columns, EventLines lines, Merge.Part part, Status status) {
        this.index = index;
        this.columns = columns;
        this.lines = lines;
        this.part = part;
        this.status = status;
    }

    /**
     * The traces of a file, in order. The file is not kept open: each look at an input or output opens it again. To
     * look at many, open a {@link TraceIndex} and ask it for its {@linkplain TraceIndex#traces() traces}.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there
     * @throws IOException if it cannot be read; never because of what a line holds
     */
    public static List<TraceTree> read(Path file) throws IOException {
        try (TraceIndex index = TraceIndex.open(file)) {
            return index.traces();
        }
    }

    /** The index that this tree is a part of. */
    public TraceIndex index() {
        return index;
    }

    /** Name of the trace; null if it has none. */
    public @Nullable String name() {
        return part.startFields().get("name") instanceof String name ? name : null;
    }

    /** Identity of the trace; null in files of Python traqo. */
    public @Nullable String traceId() {
        Object id = part.startFields().get("trace_id");
        return (id != null ? id : part.endFields().get("trace_id")) instanceof String text ? text : null;
    }

    /** How it ended, or that it has not. */
    public Status status() {
        return status;
    }

    /**
     * When it was opened, in microseconds since 1970 (UTC); without a {@code trace_start}, when its earliest span
     * began. {@code Long.MIN_VALUE} if nothing says.
     */
    public long startMicros() {
        long start = TraceEvent.micros(part.startFields().get("ts"));
        if (start != Long.MIN_VALUE) {
            return start;
        }
        for (int row = part.firstRow; row < part.endRow; row++) {
            if (columns.start[row] != Head.NONE && (start == Head.NONE || columns.start[row] < start)) {
                start = columns.start[row];
            }
        }
        return start;
    }

    /** How long it took, in microseconds; -1 if it has no end. */
    public long durationMicros() {
        if (part.end == null) {
            return -1;
        }
        long recorded = Head.micros(part.endFields().get("duration_s"));
        return Segment.duration(
                startMicros(), TraceEvent.micros(part.endFields().get("ts")), recorded);
    }

    /** All fields of its {@code trace_start}, read from the file; empty if it has none. */
    public Map<String, @Nullable Object> start() {
        return boundary(part.start);
    }

    /** All fields of its {@code trace_end}, read from the file; empty if it has none. */
    public Map<String, @Nullable Object> end() {
        return boundary(part.end);
    }

    private Map<String, @Nullable Object> boundary(Segment.@Nullable Boundary boundary) {
        return boundary == null ? Map.of() : fields(boundary.at(), boundary.length());
    }

    /** Whether its first or its last line begins at this byte. */
    boolean isBoundary(long offset) {
        return part.start != null && part.start.at() == offset || part.end != null && part.end.at() == offset;
    }

    Map<String, @Nullable Object> fields(long at, int length) {
        return lines.fields(at, length);
    }

    /** All fields of its {@code trace_start} but the input, from memory; empty if it has none. */
    public Map<String, @Nullable Object> startWithoutInput() {
        return Collections.unmodifiableMap(part.startFields());
    }

    /** All fields of its {@code trace_end} but the output, from memory; empty if it has none. */
    public Map<String, @Nullable Object> endWithoutOutput() {
        return Collections.unmodifiableMap(part.endFields());
    }

    /** Whether it has a {@code trace_end}. */
    boolean hasEnd() {
        return part.end != null;
    }

    /** Whether its {@code trace_start} has an input. */
    public boolean hasInput() {
        return part.start != null && part.start.content();
    }

    /** Whether its {@code trace_end} has an output. */
    public boolean hasOutput() {
        return part.end != null && part.end.content();
    }

    /** Its {@code trace_start}. */
    public EventLine startLine() {
        return line(part.start);
    }

    /** Its {@code trace_end}. */
    public EventLine endLine() {
        return line(part.end);
    }

    private EventLine line(Segment.@Nullable Boundary boundary) {
        return boundary == null ? new EventLine(lines, 0, 0) : new EventLine(lines, boundary.at(), boundary.length());
    }

    Map<String, @Nullable Object> startFields(int row) {
        return fields(columns.startAt[row], columns.startLength[row]);
    }

    Map<String, @Nullable Object> endFields(int row) {
        return fields(columns.endAt[row], columns.endLength[row]);
    }

    /** Span of the parent's file in which this trace was started; null for a root, or where no line says. */
    public @Nullable String parentSpanId() {
        Map<String, @Nullable Object> start = part.startFields();
        if (start.get("parent") instanceof Map<?, ?> parent) {
            return parent.get("span_id") instanceof String id ? id : null;
        }
        if (!TraceEvent.object(start.get("metadata")).containsKey("parent_trace")) {
            return null;
        }
        // Python traqo: the top spans of a child name a span of the parent's file as their parent.
        for (SpanNode root : roots()) {
            if (root.parentId() != null) {
                return root.parentId();
            }
        }
        return null;
    }

    /** How many spans it has. */
    public int size() {
        return part.endRow - part.firstRow;
    }

    /** Its top spans. */
    public List<SpanNode> roots() {
        return nodes(part.firstRow - 1);
    }

    /** The spans below a row, as a view; below the row before the first stand the roots. */
    List<SpanNode> nodes(int row) {
        Links links = childLinks();
        int owner = row - part.firstRow;
        return new AbstractList<>() {
            @Override
            public SpanNode get(int i) {
                if (i < 0 || i >= size()) {
                    throw new IndexOutOfBoundsException(i);
                }
                return node(links.member(owner, i));
            }

            @Override
            public int size() {
                return links.count(owner);
            }
        };
    }

    /** All spans, depth first, parents before children. */
    public Iterable<SpanNode> spans() {
        return () -> new Walk(part.firstRow - 1);
    }

    /** The span with this id, or the only one whose id begins so. The latest one if an id was used twice. */
    public Optional<SpanNode> span(String id) {
        int found = -1;
        String foundId = "";
        boolean several = false;
        for (int row = part.endRow - 1; row >= part.firstRow; row--) {
            String candidate = index.id(row);
            if (candidate.equals(id)) {
                return Optional.of(node(row));
            }
            if (!id.isEmpty() && candidate.startsWith(id)) {
                several |= found >= 0 && !candidate.equals(foundId);
                foundId = found < 0 ? candidate : foundId;
                found = Math.max(found, row);
            }
        }
        return found < 0 || several ? Optional.empty() : Optional.of(node(found));
    }

    /** The spans of kind {@code llm}, in the order of the file. */
    public List<SpanNode> llmSpans() {
        List<SpanNode> spans = new ArrayList<>();
        for (int row = part.firstRow; row < part.endRow; row++) {
            if ("llm".equals(index.kind(row))) {
                spans.add(node(row));
            }
        }
        return spans;
    }

    /**
     * What each model was used for, by model name, in order of first use; costs as recorded. Spans without token usage
     * are left out; usage without a model goes under {@code unknown}.
     */
    public Map<String, Totals> tokensByModel() {
        Map<String, Totals.Adder> adders = new LinkedHashMap<>();
        for (int row = part.firstRow; row < part.endRow; row++) {
            if (index.hasTokenUsage(row)) {
                String model = index.model(row);
                adders.computeIfAbsent(model == null ? NO_MODEL : model, name -> new Totals.Adder())
                        .add(totals(row, 0));
            }
        }
        Map<String, Totals> totals = new LinkedHashMap<>();
        adders.forEach((model, adder) -> totals.put(model, adder.toTotals()));
        return totals;
    }

    /** Counts, tokens and recorded cost of this trace's own spans; children are not included. */
    public Totals totals() {
        Totals.Adder adder = new Totals.Adder();
        for (int row = part.firstRow; row < part.endRow; row++) {
            adder.add(totals(row, 0));
        }
        for (int event = part.firstEvent; event < part.endEvent; event++) {
            adder.addEvent();
        }
        return adder.toTotals();
    }

    /** Of the span alone. */
    private Totals totals(int row, int events) {
        double cost = index.cost(row);
        boolean usage = index.hasTokenUsage(row);
        return new Totals(
                1,
                events,
                index.status(row) == Status.ERROR ? 1 : 0,
                usage && Double.isNaN(cost) ? 1 : 0,
                Math.max(0, index.inputTokens(row)),
                Math.max(0, index.outputTokens(row)),
                Math.max(0, index.cacheReadTokens(row)),
                Math.max(0, index.cacheCreationTokens(row)),
                Math.max(0, index.reasoningTokens(row)),
                Double.isNaN(cost) ? 0 : cost);
    }

    /** Of a span and everything below it. */
    Totals subtree(int row) {
        Links events = eventLinks();
        Totals.Adder adder = new Totals.Adder();
        adder.add(totals(row, events.count(row - part.firstRow)));
        for (Walk below = new Walk(row); below.hasNext(); ) {
            int inner = below.nextRow();
            adder.add(totals(inner, events.count(inner - part.firstRow)));
        }
        return adder.toTotals();
    }

    /** How many spans name a parent that the trace does not have. */
    public int orphans() {
        int orphans = 0;
        for (int row = part.firstRow; row < part.endRow; row++) {
            orphans += index.orphaned(row) ? 1 : 0;
        }
        return orphans;
    }

    /** How many spans have {@linkplain SpanNode#lostParent() lost their parent} while they were recorded. */
    public int lostParents() {
        return lost().rows.length;
    }

    /** The spans whose parent is not known, because it was lost or is missing, in the order of the file. */
    public List<SpanNode> withoutParent() {
        List<SpanNode> spans = new ArrayList<>();
        for (int row = part.firstRow; row < part.endRow; row++) {
            if (index.orphaned(row) || index.lostParent(row)) {
                spans.add(node(row));
            }
        }
        return spans;
    }

    /** Row of the span that was open when this one began, if it has lost its parent; -1 otherwise. */
    int openAtStart(int row) {
        if (!index.lostParent(row)) {
            return -1;
        }
        Lost spans = lost();
        return spans.open[Arrays.binarySearch(spans.rows, row)];
    }

    private Lost lost() {
        Lost known = lost;
        if (known == null) {
            int[] rows = IntStream.range(part.firstRow, part.endRow)
                    .filter(index::lostParent)
                    .toArray();
            known = new Lost(rows, OpenSpans.around(columns, part.firstRow, part.endRow, rows));
            lost = known;
        }
        return known;
    }

    /** All {@code event} lines of the trace, each read from the file when the list is asked for it. */
    public List<TraceEvent> events() {
        return eventList(part.endEvent - part.firstEvent, i -> part.firstEvent + i);
    }

    /** The {@code event} lines directly inside a span. */
    List<TraceEvent> events(int row) {
        Links links = eventLinks();
        int owner = row - part.firstRow;
        return eventList(links.count(owner), i -> links.member(owner, i));
    }

    /** The child traces that it started; without a {@code trace_end}, as its events name them. */
    public List<TraceSummary.Child> children() {
        if (part.endFields().get("children") instanceof List<?>) {
            return TraceSummary.Child.all(index.file(), part.endFields());
        }
        Map<String, TraceSummary.Child> found = new LinkedHashMap<>();
        for (int event = part.firstEvent; event < part.endEvent; event++) {
            int name = columns.eventName[event];
            String text = name < 0 ? "" : columns.string(name);
            if (text.equals("child_started") || text.equals("child_ended")) {
                Map<String, @Nullable Object> data =
                        TraceEvent.object(fields(columns.eventAt[event], columns.eventLength[event])
                                .get("data"));
                found.put(String.valueOf(data.get("child_file")), TraceSummary.Child.ofEvent(index.file(), data));
            }
        }
        return List.copyOf(found.values());
    }

    /**
     * The child traces and where they were started: as {@link #children()}, and also those that the end of the trace
     * does not list because they went on.
     */
    public List<StartedChild> startedChildren() {
        return StartedChild.of(this);
    }

    /** Row of its first span in the {@link TraceIndex}; the row behind its last is {@code firstRow() + size()}. */
    public int firstRow() {
        return part.firstRow;
    }

    /** The first of its events among the {@link TraceIndex#points} of the file. */
    public int firstEvent() {
        return part.firstEvent;
    }

    /** How many events it has. */
    public int eventCount() {
        return part.endEvent - part.firstEvent;
    }

    SpanNode node(int row) {
        return new SpanNode(this, row);
    }

    private List<TraceEvent> eventList(int size, IntUnaryOperator events) {
        return new AbstractList<>() {
            @Override
            public TraceEvent get(int i) {
                int event = events.applyAsInt(Objects.checkIndex(i, size));
                long at = columns.eventAt[event];
                return new TraceEvent("event", fields(at, columns.eventLength[event]), columns.eventLine[event], at);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private Links childLinks() {
        Links links = children;
        if (links == null) {
            links = new Links(columns.parent, part.firstRow, part.endRow, part.firstRow, size());
            children = links;
        }
        return links;
    }

    private Links eventLinks() {
        Links links = events;
        if (links == null) {
            links = new Links(columns.eventParent, part.firstEvent, part.endEvent, part.firstRow, size());
            events = links;
        }
        return links;
    }

    /** Depth first, with its own stack: nesting costs heap, never the thread's stack. */
    private final class Walk implements Iterator<SpanNode> {
        private final Links links = childLinks();
        private int[] owners = new int[16];
        private int[] next = new int[16];
        private int depth;

        Walk(int below) {
            owners[0] = below - part.firstRow;
        }

        @Override
        public boolean hasNext() {
            while (depth >= 0 && next[depth] == links.count(owners[depth])) {
                depth--;
            }
            return depth >= 0;
        }

        @Override
        public SpanNode next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return node(nextRow());
        }

        int nextRow() {
            int row = links.member(owners[depth], next[depth]++);
            if (++depth == owners.length) {
                owners = Arrays.copyOf(owners, depth * 2);
                next = Arrays.copyOf(next, depth * 2);
            }
            owners[depth] = row - part.firstRow;
            next[depth] = 0;
            return row;
        }
    }
}
