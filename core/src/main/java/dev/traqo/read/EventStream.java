package dev.traqo.read;

import dev.traqo.internal.LineReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The usable lines of one file as events, and the count of the others. */
final class EventStream implements AutoCloseable {

    static final Set<String> TYPES = Set.of("trace_start", "span_start", "span_end", "event", "trace_end");

    private final TextStream text;
    private final LineReader lines;
    private final Set<String> without;
    private final Skipped skipped = new Skipped();
    private boolean cutReported;

    private EventStream(TextStream text, Set<String> without, boolean wholeLinesOnly) {
        this.text = text;
        this.lines = new LineReader(text, wholeLinesOnly);
        this.without = without;
    }

    /**
     * @param without top-level fields whose values are not built
     * @param wholeLinesOnly whether a last line without newline is left for later
     */
    static EventStream open(Path file, Set<String> without, boolean wholeLinesOnly) throws IOException {
        return new EventStream(TextStream.open(file), without, wholeLinesOnly);
    }

    @Nullable
    TraceEvent next() throws IOException {
        while (lines.next()) {
            TraceEvent event = event();
            if (event != null) {
                return event;
            }
        }
        if (text.truncated() && !cutReported) {
            reportCut(Math.max(1, lines.line()));
        }
        return null;
    }

    Skipped skipped() {
        return skipped;
    }

    /** Counts compressed text that ends too early, once for all files of a pair. */
    void reportCut(long line) {
        if (!cutReported) {
            cutReported = true;
            skipped.add(Skipped.Reason.TRUNCATED, line);
        }
    }

    private @Nullable TraceEvent event() {
        byte[] bytes = lines.buffer();
        int from = lines.start();
        int length = lines.length();
        if (lines.line() == 1 && startsWithByteOrderMark(bytes, from, length)) {
            from += 3;
            length -= 3;
        }
        if (lines.tooLong()) {
            skipped.add(Skipped.Reason.GARBAGE, lines.line());
            return null;
        }
        if (LineReader.isBlank(bytes, from, length)) {
            return null;
        }
        Object value;
        try {
            value = Json.parse(bytes, from, length, without);
        } catch (JsonException e) {
            notJson();
            return null;
        }
        Skipped.Reason reason = unusable(value);
        if (reason != null) {
            skipped.add(reason, lines.line());
            return null;
        }
        Map<String, @Nullable Object> fields = mutable(value);
        return new TraceEvent(String.valueOf(fields.get("type")), fields, lines.line(), lines.offset());
    }

    private void notJson() {
        if (lines.terminated()) {
            skipped.add(Skipped.Reason.GARBAGE, lines.line());
        } else if (text.truncated()) {
            reportCut(lines.line());
        } else {
            skipped.add(Skipped.Reason.TORN, lines.line());
        }
    }

    /** Why this value is no event; null if it is one. */
    static Skipped.@Nullable Reason unusable(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            return Skipped.Reason.NOT_AN_OBJECT;
        }
        if (!(fields.get("type") instanceof String type) || !TYPES.contains(type)) {
            return Skipped.Reason.UNKNOWN_TYPE;
        }
        return type.startsWith("span_") && !(fields.get("id") instanceof String) ? Skipped.Reason.NO_ID : null;
    }

    static boolean startsWithByteOrderMark(byte[] bytes, int from, int length) {
        return length >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> mutable(@Nullable Object value) {
        return value instanceof Map<?, ?> ? (Map<String, @Nullable Object>) value : Map.of();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
