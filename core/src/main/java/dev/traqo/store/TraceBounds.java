package dev.traqo.store;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Watches the lines of a file go by and keeps its first and last event, if they enclose one single trace. */
final class TraceBounds {

    private static final byte[] TYPE = "{\"type\":".getBytes(StandardCharsets.US_ASCII);
    private static final String START = "trace_start";
    private static final String END = "trace_end";

    private @Nullable Map<String, @Nullable Object> first;
    private @Nullable Map<String, @Nullable Object> last;
    private long lines;
    private int starts;
    private int ends;
    private boolean beginsWithStart;
    private boolean endsWithEnd;

    /** Takes a line that is not blank. */
    void line(byte[] bytes, int offset, int length) {
        lines++;
        endsWithEnd = false;
        if (isInside(bytes, offset, length)) {
            return;
        }
        Map<String, @Nullable Object> event = parse(bytes, offset, length);
        Object type = event == null ? null : event.get("type");
        if (START.equals(type)) {
            starts++;
            beginsWithStart |= lines == 1;
            first = event;
        } else if (END.equals(type)) {
            ends++;
            endsWithEnd = true;
            last = event;
        }
    }

    /** Whether the first field of the line says that it is neither the start nor the end of a trace. */
    private static boolean isInside(byte[] bytes, int offset, int length) {
        int limit = offset + Math.min(length, TYPE.length + 16);
        if (limit - offset < TYPE.length) {
            return false;
        }
        int i = offset;
        for (byte expected : TYPE) {
            if (bytes[i++] != expected) {
                return false;
            }
        }
        while (i < limit && bytes[i] == ' ') {
            i++;
        }
        String value = new String(bytes, i, limit - i, StandardCharsets.US_ASCII);
        return value.startsWith("\"span_") || value.startsWith("\"event\"");
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, @Nullable Object> parse(byte[] bytes, int offset, int length) {
        try {
            return Json.parse(bytes, offset, length) instanceof Map<?, ?> map
                    ? (Map<String, @Nullable Object>) map
                    : null;
        } catch (JsonException e) {
            return null;
        }
    }

    private boolean single() {
        return beginsWithStart
                && endsWithEnd
                && starts == 1
                && ends == 1
                && first != null
                && last != null
                && Objects.equals(first.get("trace_id"), last.get("trace_id"));
    }

    /** The start, without its large values; null unless the file is one single trace. */
    @Nullable
    Map<String, @Nullable Object> first() {
        return single() ? small(first) : null;
    }

    /** The end, without its large values; null unless the file is one single trace. */
    @Nullable
    Map<String, @Nullable Object> last() {
        return single() ? small(last) : null;
    }

    private static @Nullable Map<String, @Nullable Object> small(@Nullable Map<String, @Nullable Object> event) {
        if (event != null) {
            event.remove("input");
            event.remove("output");
        }
        return event;
    }
}
