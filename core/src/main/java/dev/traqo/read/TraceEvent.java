package dev.traqo.read;

import dev.traqo.TokenUsage;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One event of a trace file: the typed view of a line. A field of an unexpected type reads as if it were absent;
 * {@link #fields()} has it as it stands. Immutable as long as nobody changes the values inside {@code fields()}.
 */
public final class TraceEvent {

    private final String type;
    private final Map<String, @Nullable Object> fields;
    private final long line;
    private final long offset;

    TraceEvent(String type, Map<String, @Nullable Object> fields, long line, long offset) {
        this.type = type;
        this.fields = Collections.unmodifiableMap(fields);
        this.line = line;
        this.offset = offset;
    }

    /** {@code trace_start}, {@code span_start}, {@code span_end}, {@code event} or {@code trace_end}. */
    public String type() {
        return type;
    }

    /** Id of the span or event; never null for spans. */
    public @Nullable String id() {
        return string("id");
    }

    /** Id of the enclosing span; null at the top of the trace. */
    public @Nullable String parentId() {
        return string("parent_id");
    }

    /** What the trace, span or event is called. */
    public @Nullable String name() {
        return string("name");
    }

    /** {@code llm}, {@code tool}, … or null. */
    public @Nullable String kind() {
        return string("kind");
    }

    /** Of a {@code span_start}: the thread on which it began, if that is why its parent is not known; else null. */
    public @Nullable String thread() {
        return string("thread");
    }

    /** {@code ok}, {@code error}, {@code interrupted}; null for events that are no end. */
    public @Nullable String status() {
        return string("status");
    }

    /** Identity of the trace, on its first and last event. */
    public @Nullable String traceId() {
        return string("trace_id");
    }

    /** When it happened, in microseconds since 1970 (UTC); {@code Long.MIN_VALUE} if the line does not say. */
    public long tsMicros() {
        return micros(fields.get("ts"));
    }

    /** How long the span or trace took, in seconds. Empty for events that are no end. */
    public OptionalDouble durationSeconds() {
        return fields.get("duration_s") instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** Tags; empty if none. */
    public List<String> tags() {
        return strings(fields.get("tags"));
    }

    /** Metadata; empty if none. */
    public Map<String, @Nullable Object> metadata() {
        return object(fields.get("metadata"));
    }

    /** What the model call consumed; null if the line does not say. */
    public @Nullable TokenUsage tokenUsage() {
        Object usage = metadata().get("token_usage");
        return usage instanceof Map<?, ?> ? Totals.tokenUsage(object(usage)) : null;
    }

    /** Model that answered, or was asked for; null if the line does not say. */
    public @Nullable String model() {
        return metadata().get("model") instanceof String model ? model : null;
    }

    /** What went wrong: {@code type}, {@code message}, {@code traceback}; null if the line says nothing. */
    public @Nullable Map<String, @Nullable Object> error() {
        return fields.get("error") instanceof Map<?, ?> error ? object(error) : null;
    }

    /** What an {@code event} carries; null if nothing. */
    public @Nullable Object data() {
        return fields.get("data");
    }

    /** Everything as it stands in the line, in its order. Values as {@link Json#parse(String)} gives them. */
    public Map<String, @Nullable Object> fields() {
        return fields;
    }

    /** Number of the line in the file's text, from 1. */
    public long line() {
        return line;
    }

    /** Where the line begins in the file's (decompressed) text, in bytes. */
    public long offset() {
        return offset;
    }

    @Override
    public String toString() {
        return type + (name() == null ? "" : " " + name()) + " (line " + line + ")";
    }

    private @Nullable String string(String key) {
        return fields.get(key) instanceof String text ? text : null;
    }

    static List<String> strings(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                ? Collections.unmodifiableMap((Map<String, @Nullable Object>) map)
                : Map.of();
    }

    static Instant instant(long micros) {
        return Timestamps.instant(micros);
    }

    static long micros(@Nullable Object ts) {
        return Timestamps.micros(ts);
    }
}
