package dev.traqo.read;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of a content file: {@code {"span_id":…,"input":…}}. */
final class ContentLine {

    private static final byte[] HEAD = "{\"span_id\":\"".getBytes(StandardCharsets.US_ASCII);

    private ContentLine() {}

    /** The id, read from the head alone where the line has the usual form; null for a line that is no content. */
    static @Nullable String spanId(byte[] bytes, int from, int length) {
        int limit = from + length;
        if (startsWithHead(bytes, from, length)) {
            for (int i = from + HEAD.length; i < limit && bytes[i] != '\\' && bytes[i] >= ' '; i++) {
                if (bytes[i] == '"') {
                    int start = from + HEAD.length;
                    return new String(bytes, start, i - start, StandardCharsets.US_ASCII);
                }
            }
        }
        Map<String, @Nullable Object> line = parse(bytes, from, length);
        return line != null && line.get("span_id") instanceof String id ? id : null;
    }

    private static boolean startsWithHead(byte[] bytes, int from, int length) {
        if (length < HEAD.length) {
            return false;
        }
        for (int i = 0; i < HEAD.length; i++) {
            if (bytes[from + i] != HEAD[i]) {
                return false;
            }
        }
        return true;
    }

    /** The line's fields; null unless it is a complete object. */
    static @Nullable Map<String, @Nullable Object> parse(byte[] bytes, int from, int length) {
        try {
            Object value = Json.parse(bytes, from, length);
            return value instanceof Map<?, ?> ? EventStream.mutable(value) : null;
        } catch (JsonException e) {
            return null;
        }
    }
}
