package dev.traqo.examples.support;

import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A trace with its children as text, without what differs between two runs: ids, times, and which child is faster. */
final class TreeText {

    private final Path file;
    private final List<TraceEvent> events;
    private final StringBuilder text = new StringBuilder();

    private TreeText(Path file) throws IOException {
        this.file = file;
        this.events = events(file);
    }

    static List<TraceEvent> events(Path file) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(file)) {
            for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
                events.add(event);
            }
            if (!reader.skipped().isEmpty()) {
                throw new AssertionError(file + ": " + reader.skipped());
            }
        }
        return events;
    }

    static TraceEvent only(List<TraceEvent> events, String type) {
        List<TraceEvent> found =
                events.stream().filter(event -> event.type().equals(type)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " events of type " + type);
        }
        return found.get(0);
    }

    static String of(Path file) throws IOException {
        TreeText tree = new TreeText(file);
        tree.trace("");
        return tree.text.toString();
    }

    private void trace(String indent) throws IOException {
        TraceEvent start = only(events, "trace_start");
        TraceEvent end = only(events, "trace_end");
        Map<String, Object> stats = Values.map(end.fields(), "stats");
        text.append(String.format(
                Locale.ROOT,
                "%s%s: %s, %s spans, %s errors, %s+%s tokens, $%.6f%n",
                indent,
                start.name(),
                end.status(),
                stats.get("spans"),
                stats.get("errors"),
                stats.get("total_input_tokens"),
                stats.get("total_output_tokens"),
                ((Number) stats.get("total_cost")).doubleValue()));
        below(null, indent + "  ");
    }

    private void below(String parent, String indent) throws IOException {
        Map<String, String> children = new LinkedHashMap<>();
        for (TraceEvent event : events) {
            boolean here = Objects.equals(event.parentId(), parent);
            if (here && event.type().equals("span_start")) {
                span(end(event.id()), indent);
                below(event.id(), indent + "  ");
            } else if (here && event.type().equals("event")) {
                Map<String, Object> data = Values.map(event.fields(), "data");
                if (event.name().equals("child_started")) {
                    children.put(Values.text(data, "child_name"), Values.text(data, "child_file"));
                } else if (!event.name().equals("child_ended")) {
                    text.append(indent).append("* ").append(event.name()).append(System.lineSeparator());
                }
            }
        }
        for (String name : children.keySet().stream().sorted().toList()) {
            TreeText child = new TreeText(file.resolveSibling(children.get(name)));
            child.trace(indent);
            text.append(child.text);
        }
    }

    private TraceEvent end(String id) {
        return events.stream()
                .filter(event -> event.type().equals("span_end") && id.equals(event.id()))
                .findFirst()
                .orElseThrow();
    }

    private void span(TraceEvent end, String indent) {
        text.append(indent)
                .append(end.name())
                .append(" [")
                .append(end.kind())
                .append("] ")
                .append(end.status());
        Map<String, Object> usage = Values.map(end.metadata(), "token_usage");
        if (!usage.isEmpty()) {
            text.append(' ').append(usage.get("input_tokens"));
            if (usage.containsKey("output_tokens")) {
                text.append('+').append(usage.get("output_tokens"));
            }
            if (usage.containsKey("cache_read_tokens")) {
                text.append(" cached ").append(usage.get("cache_read_tokens"));
            }
            text.append(' ').append(Values.text(end.metadata(), "finish_reason"));
        }
        text.setLength(text.toString().stripTrailing().length());
        text.append(System.lineSeparator());
    }
}
