package dev.traqo.read;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What an index must hold, worked out the slow way: every line parsed by Jackson, everything in maps. */
final class IndexOracle {

    static final class Span {
        int trace;
        String id;
        String parentId;
        Span parent;
        boolean orphaned;
        boolean lost;
        String name = "";
        String kind;
        String model;
        long start = Long.MIN_VALUE;
        long duration = -1;
        String status;
        boolean endOnly;
        boolean named;
        Map<?, ?> usage;
        double firstToken = Double.NaN;
        String startLine;
        String endLine;
        int events;
        int row;
    }

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100_000)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    final List<Span> spans = new ArrayList<>();
    final List<String> traceNames = new ArrayList<>();
    final Map<Skipped.Reason, Long> skipped = new EnumMap<>(Skipped.Reason.class);
    final Map<Skipped.Reason, Long> firstSkipped = new EnumMap<>(Skipped.Reason.class);
    final List<String> points = new ArrayList<>();
    int events;

    private final Map<String, List<Span>> byId = new HashMap<>();
    private final List<Span> trace = new ArrayList<>();
    private final List<Object[]> pendingEvents = new ArrayList<>();
    private boolean child;

    IndexOracle(byte[] file) {
        int line = 0;
        for (int from = 0; from < file.length; ) {
            int to = from;
            while (to < file.length && file[to] != '\n') {
                to++;
            }
            line++;
            boolean mark =
                    line == 1 && to >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB && file[2] == (byte) 0xBF;
            int start = mark ? 3 : from;
            line(new String(file, start, to - start, StandardCharsets.UTF_8), line, to == file.length);
            from = to + 1;
        }
        closeTrace();
    }

    private void line(String text, int line, boolean last) {
        if (text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r')) {
            return;
        }
        Object value;
        try {
            value = MAPPER.readValue(text, Object.class);
        } catch (JacksonException e) {
            skip(last ? Skipped.Reason.TORN : Skipped.Reason.GARBAGE, line);
            return;
        }
        if (!(value instanceof Map<?, ?> fields)) {
            skip(Skipped.Reason.NOT_AN_OBJECT, line);
            return;
        }
        Object type = fields.get("type");
        Set<String> types = Set.of("trace_start", "span_start", "span_end", "event", "trace_end");
        if (!(type instanceof String) || !types.contains(type)) {
            skip(Skipped.Reason.UNKNOWN_TYPE, line);
        } else if (((String) type).startsWith("span") && !(fields.get("id") instanceof String)) {
            skip(Skipped.Reason.NO_ID, line);
        } else {
            event((String) type, fields, text);
        }
    }

    private void skip(Skipped.Reason reason, int line) {
        skipped.merge(reason, 1L, Long::sum);
        firstSkipped.putIfAbsent(reason, (long) line);
    }

    private void event(String type, Map<?, ?> fields, String text) {
        if (type.equals("trace_start")) {
            closeTrace();
            traceNames.add(fields.get("name") instanceof String name ? name : null);
            child = fields.get("parent") instanceof Map
                    || fields.get("metadata") instanceof Map<?, ?> metadata
                            && metadata.get("parent_trace") instanceof String;
            return;
        }
        if (traceNames.isEmpty()) {
            traceNames.add(null);
        }
        switch (type) {
            case "span_start" -> spanStart(fields, text);
            case "span_end" -> spanEnd(fields, text);
            case "event" -> {
                events++;
                points.add(point(TraceEvent.micros(fields.get("ts")), string(fields.get("name"), "")));
                Span parent = parent(fields.get("parent_id"));
                pendingEvents.add(new Object[] {fields.get("parent_id"), parent});
            }
            default -> {}
        }
    }

    static String point(long micros, String name) {
        return micros + " " + name;
    }

    private void spanStart(Map<?, ?> fields, String text) {
        Span span = add(fields);
        span.start = TraceEvent.micros(fields.get("ts"));
        span.lost = span.parentId == null && fields.get("thread") instanceof String;
        span.startLine = text;
        metadata(span, fields);
        register(span);
    }

    private void spanEnd(Map<?, ?> fields, String text) {
        Span span = null;
        for (Span candidate : byId.getOrDefault(fields.get("id"), List.of())) {
            span = candidate.endLine == null ? candidate : span;
        }
        long ts = TraceEvent.micros(fields.get("ts"));
        Number recorded = number(fields.get("duration_s"));
        if (span == null) {
            span = add(fields);
            span.endOnly = true;
            register(span);
        } else {
            span.name = span.name.isEmpty() && !span.named ? string(fields.get("name"), "") : span.name;
            span.kind = string(fields.get("kind"), span.kind);
        }
        if (recorded != null) {
            span.duration = Math.max(0, Math.round(recorded.doubleValue() * 1e6));
        } else {
            span.duration = span.start == Long.MIN_VALUE || ts == Long.MIN_VALUE ? 0 : Math.max(0, ts - span.start);
        }
        if (span.start == Long.MIN_VALUE && ts != Long.MIN_VALUE) {
            span.start = ts - span.duration;
        }
        Object status = fields.get("status");
        span.status = "error".equals(status) || "interrupted".equals(status) ? (String) status : "ok";
        span.endLine = text;
        metadata(span, fields);
    }

    private Span add(Map<?, ?> fields) {
        Span span = new Span();
        span.trace = traceNames.size() - 1;
        span.row = spans.size();
        span.id = (String) fields.get("id");
        span.parentId = string(fields.get("parent_id"), null);
        span.name = string(fields.get("name"), "");
        span.named = fields.get("name") instanceof String;
        span.kind = string(fields.get("kind"), null);
        span.parent = parent(span.parentId);
        spans.add(span);
        trace.add(span);
        return span;
    }

    private void register(Span span) {
        byId.computeIfAbsent(span.id, id -> new ArrayList<>()).add(span);
    }

    private Span parent(Object id) {
        Span found = null;
        boolean open = false;
        for (Span candidate : byId.getOrDefault(id, List.of())) {
            boolean candidateOpen = candidate.endLine == null;
            if (candidateOpen || !open) {
                found = candidate;
                open = candidateOpen;
            }
        }
        return found;
    }

    private static void metadata(Span span, Map<?, ?> fields) {
        if (!(fields.get("metadata") instanceof Map<?, ?> metadata)) {
            return;
        }
        span.model = string(metadata.get("model"), span.model);
        if (metadata.get("token_usage") instanceof Map<?, ?> usage) {
            span.usage = usage;
        }
        Number first = number(metadata.get("time_to_first_token_s"));
        span.firstToken = first == null ? span.firstToken : first.doubleValue();
    }

    private void closeTrace() {
        for (Span span : trace) {
            if (span.parent == null && span.parentId != null) {
                List<Span> later = byId.getOrDefault(span.parentId, List.of());
                if (later.isEmpty()) {
                    span.orphaned = !child;
                } else {
                    span.parent = later.get(0);
                }
            }
        }
        for (Object[] event : pendingEvents) {
            Span parent = (Span) event[1];
            if (parent == null && event[0] instanceof String) {
                parent = byId.getOrDefault(event[0], List.of()).stream()
                        .findFirst()
                        .orElse(null);
            }
            if (parent != null) {
                parent.events++;
            }
        }
        for (Span span : trace) {
            Set<Span> seen = new HashSet<>();
            Span at = span;
            while (at != null && seen.add(at)) {
                at = at.parent;
            }
            if (at == span) {
                // spans come in order, so this is the first one of its cycle
                span.parent = null;
            }
        }
        trace.clear();
        byId.clear();
        pendingEvents.clear();
        child = false;
    }

    static long tokens(Span span, String key) {
        Number count = span.usage == null ? null : number(span.usage.get(key));
        return count == null ? -1 : Math.max(0, count.longValue());
    }

    static double cost(Span span) {
        Number cost = span.usage == null ? null : number(span.usage.get("cost"));
        return cost == null || !(cost.doubleValue() >= 0) ? Double.NaN : cost.doubleValue();
    }

    private static Number number(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue()) ? number : null;
    }

    private static String string(Object value, String otherwise) {
        return value instanceof String text
                ? text.codePoints()
                        .collect(
                                StringBuilder::new,
                                (b, c) -> b.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c),
                                StringBuilder::append)
                        .toString()
                : otherwise;
    }
}
