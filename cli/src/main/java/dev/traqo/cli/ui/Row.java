package dev.traqo.cli.ui;

import dev.traqo.cli.list.Entry;
import dev.traqo.read.Status;
import dev.traqo.read.Totals;
import dev.traqo.read.TraceSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A trace in the list: {@code TraceRow} of the protocol. Immutable but for its parent, which is set as it is made. */
final class Row {

    /**
     * Where a trace stands.
     *
     * @param file relative to the root
     * @param part which of the file's traces
     * @param parts how many those are
     * @param preview of its input
     * @param known the file as it was read
     */
    record Origin(
            String file, int part, int parts, @Nullable String preview, KnownFile known) {}

    private final Origin origin;
    private final TraceSummary summary;
    private final @Nullable Row parent;
    private final int children;
    private final @Nullable String preview;
    // Read from the lines once: a list asks each row several times.
    private final @Nullable Long start;
    private final @Nullable Long duration;
    private final List<String> tags;
    private final String searched;

    private Row(Origin origin, Entry entry, @Nullable Row parent) {
        this.origin = origin;
        this.summary = entry.summary();
        this.parent = parent;
        this.children = Math.max(entry.children().size(), summary.children().size());
        String failure = summary.status() == Status.ERROR ? failure() : null;
        this.preview = failure == null ? origin.preview : failure;
        Instant begun = summary.start();
        this.start = begun == null ? null : begun.getEpochSecond() * 1_000_000 + begun.getNano() / 1000;
        this.duration = summary.status() == Status.CRASHED
                ? null
                : summary.duration().map(Row::micros).orElse(null);
        this.tags = summary.tags();
        this.searched = searched(origin, summary, preview, tags);
    }

    /** All traces below these, children behind their parents. */
    static List<Row> all(List<Entry> roots, IdentityHashMap<TraceSummary, Origin> origins) {
        List<Row> rows = new ArrayList<>(origins.size());
        roots.forEach(root -> add(root, null, origins, rows));
        return rows;
    }

    private static void add(
            Entry entry, @Nullable Row parent, IdentityHashMap<TraceSummary, Origin> origins, List<Row> rows) {
        Row row = new Row(Objects.requireNonNull(origins.get(entry.summary())), entry, parent);
        rows.add(row);
        entry.children().forEach(child -> add(child, row, origins, rows));
    }

    private @Nullable String failure() {
        Map<String, @Nullable Object> error = summary.error();
        if (error == null) {
            return null;
        }
        String type = error.get("type") instanceof String name ? name.substring(name.lastIndexOf('.') + 1) : "";
        String message = error.get("message") instanceof String text ? text : "";
        return Preview.line(type.isEmpty() || message.isEmpty() ? type + message : type + ": " + message);
    }

    private static String searched(Origin origin, TraceSummary summary, @Nullable String preview, List<String> tags) {
        StringBuilder text = new StringBuilder();
        for (String part : new @Nullable String[] {
            summary.name(),
            origin.file,
            summary.threadId(),
            summary.release(),
            preview,
            origin.preview,
            summary.traceId()
        }) {
            text.append(part == null ? "" : part).append('\n');
        }
        tags.forEach(tag -> text.append(tag).append('\n'));
        return text.toString().toLowerCase(Locale.ROOT);
    }

    String file() {
        return origin.file;
    }

    int part() {
        return origin.part;
    }

    String name() {
        return summary.name();
    }

    Status status() {
        return summary.status();
    }

    Totals totals() {
        return summary.totals();
    }

    List<String> tags() {
        return tags;
    }

    /** As far as they have been found by now. */
    List<String> models() {
        return origin.known.models();
    }

    @Nullable
    String thread() {
        return summary.threadId();
    }

    /** The trace that started this one, if it is in the list. */
    @Nullable
    Row parent() {
        return parent;
    }

    /** Microseconds since 1970. */
    @Nullable
    Long start() {
        return start;
    }

    /** Microseconds; null while it runs, and of a crashed trace. */
    @Nullable
    Long duration() {
        return duration;
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1000;
    }

    /** Whether this is below the folder of this name; everything is below the nameless one. */
    boolean isBelow(String dir) {
        return dir.isEmpty()
                || origin.file.length() > dir.length()
                        && origin.file.startsWith(dir)
                        && origin.file.charAt(dir.length()) == '/';
    }

    /** Whether no trace below the folder started this one. */
    boolean isRootBelow(String dir) {
        return parent == null || !parent.isBelow(dir);
    }

    /** Whether all of the words occur; they are in lower case. */
    boolean mentions(List<String> words) {
        return words.stream().allMatch(word -> searched.contains(word) || asked(word));
    }

    private boolean asked(String word) {
        return models().stream()
                .anyMatch(model -> model.toLowerCase(Locale.ROOT).contains(word));
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("file", origin.file);
        json.put("part", origin.part);
        json.put("parts", origin.parts);
        json.put("traceId", summary.traceId());
        json.put("name", name());
        json.put("status", status().label());
        json.put("start", start());
        json.put("duration", duration());
        json.put("totals", json(totals()));
        json.put("tags", tags());
        json.put("models", models());
        json.put("thread", thread());
        json.put("release", summary.release());
        json.put("preview", preview);
        json.put("error", error());
        json.put("children", children);
        json.put("bytes", origin.known.bytes());
        return json;
    }

    private @Nullable Map<String, @Nullable Object> error() {
        Map<String, @Nullable Object> error = summary.error();
        if (error == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("type", error.get("type") instanceof String type ? type : null);
        json.put("message", error.get("message") instanceof String message ? message : null);
        return json;
    }

    /** {@code Totals} of the protocol. */
    static Map<String, @Nullable Object> json(Totals totals) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("spans", totals.spans());
        json.put("errors", totals.errors());
        json.put("inputTokens", totals.inputTokens());
        json.put("outputTokens", totals.outputTokens());
        json.put("cacheReadTokens", totals.cacheReadTokens());
        json.put("cacheCreationTokens", totals.cacheCreationTokens());
        json.put("reasoningTokens", totals.reasoningTokens());
        json.put("cost", totals.cost());
        json.put("unpriced", totals.unpriced());
        return json;
    }
}
