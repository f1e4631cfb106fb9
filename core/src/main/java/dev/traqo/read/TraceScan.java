package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of one trace add up to, for traces whose end does not say: those without an end, and those that share
 * their file. Remembers only the spans that are open.
 */
final class TraceScan {

    private Map<String, @Nullable Object> start = Map.of();
    private @Nullable Map<String, @Nullable Object> end;
    private long firstMicros = Long.MIN_VALUE;
    private long lastMicros = Long.MIN_VALUE;
    private final Map<String, Integer> open = new HashMap<>();
    private final Totals.Adder counted = new Totals.Adder();
    private final Map<String, Map<String, @Nullable Object>> children = new LinkedHashMap<>();
    private double priced;
    private long pricedSpans;

    /** The traces of the file, in order; none for a file without a usable line. */
    static List<TraceScan> traces(EventStream events) throws IOException {
        List<TraceScan> traces = new ArrayList<>();
        TraceScan current = null;
        for (TraceEvent event = events.next(); event != null; event = events.next()) {
            if (current == null || event.type().equals("trace_start")) {
                current = new TraceScan();
                traces.add(current);
            }
            current.add(event);
        }
        return traces;
    }

    private void add(TraceEvent event) {
        long micros = event.tsMicros();
        if (micros != Long.MIN_VALUE) {
            firstMicros = firstMicros == Long.MIN_VALUE ? micros : firstMicros;
            lastMicros = Math.max(lastMicros, micros);
        }
        switch (event.type()) {
            case "trace_start" -> start = event.fields();
            case "trace_end" -> end = event.fields();
            case "span_start" -> {
                counted.addSpan();
                open.merge(String.valueOf(event.id()), 1, Integer::sum);
            }
            case "span_end" -> spanEnd(event);
            default -> logged(event);
        }
    }

    private void spanEnd(TraceEvent event) {
        String id = String.valueOf(event.id());
        if (open.containsKey(id)) {
            open.computeIfPresent(id, (key, count) -> count > 1 ? count - 1 : null);
        } else {
            counted.addSpan();
        }
        if ("error".equals(event.status())) {
            counted.addError();
        }
        Map<String, @Nullable Object> metadata = event.metadata();
        if (metadata.get("token_usage") instanceof Map<?, ?>) {
            usage(TraceEvent.object(metadata.get("token_usage")), metadata.get("model"));
        }
    }

    private void usage(Map<String, @Nullable Object> usage, @Nullable Object model) {
        double cost = usage.get("cost") instanceof Number known ? known.doubleValue() : Double.NaN;
        if (Double.isNaN(cost) && model instanceof String name) {
            cost = Pricing.standard().cost(name, Totals.tokenUsage(usage)).orElse(Double.NaN);
            if (cost >= 0) {
                priced += cost;
                pricedSpans++;
            }
        }
        counted.addUsage(usage, cost);
    }

    private void logged(TraceEvent event) {
        counted.addEvent();
        boolean begins = "child_started".equals(event.name());
        if (begins || "child_ended".equals(event.name())) {
            Map<String, @Nullable Object> data =
                    TraceEvent.object(event.fields().get("data"));
            children.put(String.valueOf(data.get("child_file")), data);
            if (!begins) {
                counted.add(Totals.ofStats(data));
            }
        }
    }

    /**
     * @param status what it is while it has no end
     * @param skipped what the file's lines could not be used for
     */
    TraceSummary summary(Path file, Status status, Skipped skipped) {
        Map<String, @Nullable Object> ended = end == null ? Map.of() : end;
        Totals totals = ended.get("stats") instanceof Map<?, ?> ? recorded(ended) : counted.toTotals();
        return new TraceSummary(
                file,
                start,
                ended,
                end == null ? status : Status.ofTraceEnd(ended),
                totals,
                children(file, ended),
                this,
                skipped);
    }

    /** The recorded totals, and what its unpriced spans cost by today's table. */
    private Totals recorded(Map<String, @Nullable Object> ended) {
        Totals stats = Totals.ofStats(TraceEvent.object(ended.get("stats")));
        long unpriced = Math.max(stats.unpriced(), counted.toTotals().unpriced() + pricedSpans);
        return stats.withCost(stats.cost() + priced, Math.max(0, unpriced - pricedSpans));
    }

    private List<TraceSummary.Child> children(Path file, Map<String, @Nullable Object> ended) {
        if (ended.get("children") instanceof List<?>) {
            return TraceSummary.Child.all(file, ended);
        }
        return children.values().stream()
                .map(data -> TraceSummary.Child.ofEvent(file, data))
                .toList();
    }

    Map<String, @Nullable Object> start() {
        return start;
    }

    boolean ended() {
        return end != null;
    }

    /** When the trace began, in epoch microseconds; {@code Long.MIN_VALUE} if no line says. */
    long firstMicros() {
        return firstMicros;
    }

    /** When the last event happened. */
    long lastMicros() {
        return lastMicros;
    }
}
