package dev.traqo.cli.ui;

import dev.traqo.read.Skipped;
import dev.traqo.read.StartedChild;
import dev.traqo.read.Status;
import dev.traqo.read.Totals;
import dev.traqo.read.TraceIndex;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the header of an index says of a file and its traces (protocol.ts), as plain JSON values. Other files are named
 * as the trace names them: {@link Relatives} knows where they are, and that may change while the trace does not.
 */
final class TraceFacts {

    /** Key of what stands in place of {@code file} in a parent and a child. */
    static final String NAMED = "named";

    /** Key of what all starts count from. */
    static final String T0 = "t0";

    private static final int FORMAT = 1;
    private static final int LOOKED_AT = 500;

    private TraceFacts() {}

    /** The facts of the whole file, without its names and columns. */
    static Map<String, @Nullable Object> of(TraceIndex index, Relatives relatives) throws IOException {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("v", 1);
        facts.put("n", index.size());
        facts.put("events", index.points().size());
        facts.put(T0, origin(index, Long.MAX_VALUE));
        facts.put("bytes", index.bytes());
        facts.put("live", live(index));
        facts.put("traces", traces(index, relatives));
        facts.put("skipped", skipped(index.skipped()));
        facts.put("warnings", warnings(index));
        return facts;
    }

    /** Whether the last trace of the file is being written. */
    static boolean live(TraceIndex index) {
        List<TraceTree> trees = index.traces();
        return !trees.isEmpty() && trees.get(trees.size() - 1).status() == Status.RUNNING;
    }

    /**
     * The earliest start of what begins before this byte of the text: what the starts in an index of that much text
     * count from. 0 if nothing says when it started.
     */
    static long origin(TraceIndex index, long before) {
        long origin = Long.MAX_VALUE;
        for (TraceTree tree : index.traces()) {
            Object begun = tree.startWithoutInput().get("ts");
            if (begun instanceof String && tree.startLine().offset() < before) {
                origin = Math.min(origin, known(tree.startMicros()));
            }
        }
        for (int row = 0; row < index.size() && firstOffset(index, row) < before; row++) {
            origin = Math.min(origin, known(index.startMicros(row)));
        }
        return origin == Long.MAX_VALUE ? 0 : origin;
    }

    private static long known(long micros) {
        return micros == Long.MIN_VALUE ? Long.MAX_VALUE : micros;
    }

    /** Where the line stands that a row came from first. Rows are in this order. */
    static long firstOffset(TraceIndex index, int row) {
        long start = index.startOffset(row);
        return start < 0 ? index.endOffset(row) : start;
    }

    static List<Map<String, @Nullable Object>> traces(TraceIndex index, Relatives relatives) {
        List<Map<String, @Nullable Object>> traces = new ArrayList<>();
        Costs costs = new Costs(index, dev.traqo.read.Pricing.standard());
        for (TraceTree tree : index.traces()) {
            traces.add(trace(tree, costs, relatives));
        }
        return traces;
    }

    private static Map<String, @Nullable Object> trace(TraceTree tree, Costs costs, Relatives relatives) {
        Map<String, @Nullable Object> start = tree.startWithoutInput();
        Map<String, @Nullable Object> end = tree.endWithoutOutput();
        List<StartedChild> children = tree.startedChildren();
        Map<String, @Nullable Object> trace = new LinkedHashMap<>();
        String name = tree.name();
        trace.put("name", name == null ? stem(tree.index().file()) : name);
        trace.put("traceId", tree.traceId());
        trace.put("status", tree.status().label());
        trace.put("start", time(tree.startMicros()));
        trace.put("duration", tree.durationMicros() < 0 ? null : tree.durationMicros());
        trace.put("firstRow", tree.firstRow());
        trace.put("rows", tree.size());
        trace.put("totals", totals(total(tree, end, children, costs)));
        trace.put("tags", strings(start.get("tags")));
        trace.put("thread", string(start.get("thread_id")));
        trace.put("release", string(start.get("release")));
        trace.put("hasInput", tree.hasInput());
        trace.put("hasOutput", tree.hasOutput());
        trace.put("error", error(end.get("error")));
        trace.put("parent", parent(tree));
        trace.put(
                "children",
                children.stream().map(child -> child(tree, child, relatives)).toList());
        return trace;
    }

    /** Children included: as the end of the trace says, otherwise added up; with prices for what has none. */
    private static Totals total(
            TraceTree tree, Map<String, @Nullable Object> end, List<StartedChild> children, Costs costs) {
        TraceIndex index = tree.index();
        double priced = 0;
        long pricedSpans = 0;
        long without = 0;
        for (int row = tree.firstRow(); row < tree.firstRow() + tree.size(); row++) {
            if (index.hasTokenUsage(row) && Double.isNaN(index.cost(row))) {
                double cost = costs.of(row);
                without++;
                priced += Double.isNaN(cost) ? 0 : cost;
                pricedSpans += Double.isNaN(cost) ? 0 : 1;
            }
        }
        Totals sum;
        if (end.get("stats") instanceof Map<?, ?> stats) {
            sum = Totals.ofStats(object(stats));
        } else {
            sum = tree.totals();
            for (StartedChild child : children) {
                sum = sum.plus(child.child().totals());
            }
        }
        long unpriced = Math.max(sum.unpriced(), without);
        return new Totals(
                sum.spans(),
                sum.events(),
                sum.errors(),
                Math.max(0, unpriced - pricedSpans),
                sum.inputTokens(),
                sum.outputTokens(),
                sum.cacheReadTokens(),
                sum.cacheCreationTokens(),
                sum.reasoningTokens(),
                sum.cost() + priced);
    }

    static Map<String, Object> totals(Totals totals) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("spans", totals.spans());
        map.put("errors", totals.errors());
        map.put("inputTokens", totals.inputTokens());
        map.put("outputTokens", totals.outputTokens());
        map.put("cacheReadTokens", totals.cacheReadTokens());
        map.put("cacheCreationTokens", totals.cacheCreationTokens());
        map.put("reasoningTokens", totals.reasoningTokens());
        map.put("cost", totals.cost());
        map.put("unpriced", totals.unpriced());
        return map;
    }

    private static @Nullable Map<String, @Nullable Object> error(@Nullable Object error) {
        if (!(error instanceof Map<?, ?> fields)) {
            return null;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String key : List.of("type", "message", "traceback")) {
            map.put(key, string(fields.get(key)));
        }
        return map;
    }

    private static @Nullable Map<String, @Nullable Object> parent(TraceTree tree) {
        Map<String, @Nullable Object> start = tree.startWithoutInput();
        Object named = object(start.get("parent")).get("file");
        if (named == null) {
            named = object(start.get("metadata")).get("parent_trace");
        }
        if (named == null && !(start.get("parent") instanceof Map)) {
            return null;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(NAMED, string(named));
        map.put("spanId", tree.parentSpanId());
        return map;
    }

    private static int row(TraceTree tree, StartedChild started, Relatives relatives) {
        if (started.row() >= 0) {
            return started.row();
        }
        String span = relatives.startedIn(tree.index().file(), started.child().file());
        int row = span == null ? -1 : tree.index().row(span);
        return row >= tree.firstRow() && row < tree.firstRow() + tree.size() ? row : -1;
    }

    private static Map<String, @Nullable Object> child(TraceTree tree, StartedChild started, Relatives relatives) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", started.child().name());
        map.put(NAMED, started.child().file());
        map.put("row", row(tree, started, relatives));
        map.put("status", started.child().status().label());
        map.put("start", time(started.startMicros()));
        map.put(
                "duration",
                started.child().duration().map(took -> took.toNanos() / 1000).orElse(null));
        map.put("totals", totals(started.child().totals()));
        return map;
    }

    static List<Map<String, Object>> skipped(Skipped skipped) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Map.Entry<Skipped.Reason, Long> entry : skipped.counts().entrySet()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("reason", entry.getKey().label());
            map.put("count", entry.getValue());
            map.put("firstLine", skipped.firstLine(entry.getKey()));
            list.add(map);
        }
        return list;
    }

    /** Sentences about the file as a whole. */
    static List<String> warnings(TraceIndex index) throws IOException {
        List<String> warnings = new ArrayList<>();
        if (index.skipped().count(Skipped.Reason.TORN) > 0 && !live(index)) {
            warnings.add("The file ends in the middle of a line: its writer was stopped, or the file was cut.");
        }
        if (index.skipped().count(Skipped.Reason.TRUNCATED) > 0) {
            warnings.add("The compressed file is cut or damaged: this is what could be read of it.");
        }
        for (TraceTree tree : index.traces()) {
            if (tree.startWithoutInput().get("format") instanceof Long format && format > FORMAT) {
                warnings.add("The file has format " + format + ", which is newer than this program: some of it may be"
                        + " missing here. Update traqo.");
                break;
            }
        }
        String second = missingSecond(index);
        if (second != null) {
            warnings.add("Large inputs of this archive are in " + second
                    + ", which is missing or damaged: put it beside the archive.");
        }
        return warnings;
    }

    /** An archive whose second file is not there need not have had one: its first spans tell. */
    private static @Nullable String missingSecond(TraceIndex index) throws IOException {
        String name = String.valueOf(index.file().getFileName());
        if (!name.endsWith(".jsonl.gz")
                || Files.exists(index.file().resolveSibling(stem(index.file()) + ".content.jsonl.zst"))) {
            return null;
        }
        for (int row = 0; row < Math.min(LOOKED_AT, index.size()); row++) {
            String missing = index.startLine(row).missing();
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int end = name.lastIndexOf(".jsonl");
        return end < 0 ? name : name.substring(0, end);
    }

    private static @Nullable Object time(long micros) {
        return micros == Long.MIN_VALUE ? null : micros;
    }

    private static @Nullable String string(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> ? (Map<String, @Nullable Object>) value : Map.of();
    }
}
