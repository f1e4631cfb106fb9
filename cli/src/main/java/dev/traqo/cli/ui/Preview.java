package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value in few words, for a list: of a conversation what the user said last. */
final class Preview {

    private static final int LONGEST = 200;

    /** What is looked into before the rest, from the fields of an object. */
    private static final List<String> TELLING = List.of(
            "content", "text", "messages", "input", "question", "query", "prompt", "message", "contents", "parts");

    /** Nested deeper, a value is shown as the JSON that it is. */
    private static final int DEEPEST = 6;

    private Preview() {}

    /** At most 200 characters, one line; null for null and what is empty. */
    static @Nullable String of(@Nullable Object value) {
        String text = text(value, 0);
        return text == null ? null : line(text);
    }

    /** At most 200 characters without line breaks and control characters; null if nothing is left. */
    static @Nullable String line(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST));
        boolean blank = false;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                blank = line.length() > 0;
                continue;
            }
            if (line.length() + (blank ? 2 : 1) + Character.charCount(c) > LONGEST) {
                return line.append('…').toString();
            }
            line.append(blank ? " " : "").appendCodePoint(c);
            blank = false;
        }
        return line.isEmpty() ? null : line.toString();
    }

    private static @Nullable String text(@Nullable Object value, int depth) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        if (depth < DEEPEST && value instanceof List<?> list) {
            return ofList(list, depth);
        }
        if (depth < DEEPEST && value instanceof Map<?, ?> map) {
            for (String name : TELLING) {
                String found = text(map.get(name), depth + 1);
                if (found != null && !found.isBlank()) {
                    return found;
                }
            }
            if (map.size() == 1) {
                return text(map.values().iterator().next(), depth + 1);
            }
        }
        return Json.write(value);
    }

    private static @Nullable String ofList(List<?> list, int depth) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i) instanceof Map<?, ?> message && "user".equals(message.get("role"))) {
                return text(message, depth + 1);
            }
        }
        for (Object item : list) {
            if (item instanceof String || item instanceof Map<?, ?> part && part.get("text") instanceof String) {
                return text(item, depth + 1);
            }
        }
        return list.isEmpty() ? null : list.size() == 1 ? text(list.get(0), depth + 1) : Json.write(list);
    }
}
