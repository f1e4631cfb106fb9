package dev.traqo.internal;

import dev.traqo.Mask;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies a finished line through a mask: the one place where values are hidden.
 *
 * <p>It works on the line, not on the objects behind it, so nothing that reaches the disk can bypass it and nothing of
 * the application can be changed by it. The line is our own and therefore valid JSON.
 */
public final class MaskedLine {

    private static final String HIDDEN = "<masked>";

    /** Where an object stands, which decides what of it is the format's and what is the application's. */
    private enum Place {
        EVENT,
        METADATA,
        USAGE,
        ERROR,
        CHILD,
        APPLICATION;

        /** Without these a trace cannot be put together again. */
        private static final Set<String> STRUCTURE = Set.of(
                "type",
                "trace_id",
                "id",
                "parent_id",
                "ts",
                "duration_s",
                "status",
                "format",
                "tracer_version",
                "pid",
                "host",
                "parent",
                "stats");

        private static final Set<String> COUNTS = Set.of(
                "input_tokens",
                "output_tokens",
                "cache_read_tokens",
                "cache_creation_tokens",
                "cache_creation_1h_tokens",
                "reasoning_tokens",
                "cost");

        boolean keepsKey(String key) {
            return switch (this) {
                case EVENT, ERROR, CHILD -> true;
                case METADATA -> key.equals("token_usage");
                case USAGE -> COUNTS.contains(key);
                case APPLICATION -> false;
            };
        }

        boolean keepsValue(String key, boolean number) {
            return switch (this) {
                case EVENT -> STRUCTURE.contains(key);
                case USAGE -> number && COUNTS.contains(key);
                case CHILD -> number || key.equals("file") || key.equals("child_file") || key.equals("status");
                case METADATA, ERROR, APPLICATION -> false;
            };
        }

        Place below(String key, boolean childEvent) {
            if (this == METADATA && key.equals("token_usage")) {
                return USAGE;
            }
            return this != EVENT
                    ? APPLICATION
                    : switch (key) {
                        case "metadata" -> METADATA;
                        case "error" -> ERROR;
                        case "children" -> CHILD;
                        case "data" -> childEvent ? CHILD : APPLICATION;
                        default -> APPLICATION;
                    };
        }
    }

    private final byte[] line;
    private final Mask mask;
    private final JsonWriter out;
    private int at;
    /** Whether this line is an event of the tracer's own about a child trace. */
    private boolean childEvent;

    private MaskedLine(byte[] line, Mask mask, JsonWriter out) {
        this.line = line;
        this.mask = mask;
        this.out = out;
    }

    /** Writes the masked form of the line that {@code from} holds. */
    public static void copy(JsonWriter from, Mask mask, JsonWriter to) {
        new MaskedLine(from.bytes(), mask, to).value("", Place.EVENT);
        to.raw('\n');
    }

    private void value(String field, Place place) {
        switch (line[at]) {
            case '{' -> {
                int end = place == Place.APPLICATION ? FileStub.end(line, at) : -1;
                if (end > 0) {
                    copy(end);
                } else {
                    object(place);
                }
            }
            case '[' -> array(field, place);
            case '"' -> masked(field, text(), true);
            case 't', 'f', 'n' -> copy(literalEnd(at));
            default -> number(field);
        }
    }

    private void object(Place place) {
        out.raw('{');
        Set<String> changed = Set.of();
        for (at++; line[at] != '}'; ) {
            if (line[at] == ',') {
                out.raw(',');
                at++;
            }
            String key = text();
            at++; // the colon
            if (place.keepsKey(key)) {
                out.name(key);
            } else {
                String name = apply("", key);
                if (!name.equals(key)) {
                    changed = changed.isEmpty() ? new HashSet<>() : changed;
                    name = unique(name, changed);
                }
                out.string(name);
            }
            out.raw(':');
            boolean number = line[at] == '-' || (line[at] >= '0' && line[at] <= '9');
            if (place.keepsValue(key, number) || (place == Place.EVENT && key.equals("name") && isChildEvent())) {
                copy(valueEnd());
            } else {
                value(key, place.below(key, childEvent));
            }
        }
        out.raw('}');
        at++;
    }

    /** Two keys that look the same once they are masked would be one to most readers. */
    private static String unique(String name, Set<String> used) {
        String free = name;
        for (int n = 2; !used.add(free); n++) {
            free = name + "-" + n;
        }
        return free;
    }

    /** Readers find children by these names. */
    private boolean isChildEvent() {
        int end = valueEnd();
        String name = new String(line, at, end - at, StandardCharsets.UTF_8);
        childEvent = name.equals("\"child_started\"") || name.equals("\"child_ended\"");
        return childEvent;
    }

    private void array(String field, Place place) {
        out.raw('[');
        for (at++; line[at] != ']'; ) {
            if (line[at] == ',') {
                out.raw(',');
                at++;
            }
            value(field, place);
        }
        out.raw(']');
        at++;
    }

    private void number(String field) {
        int end = literalEnd(at);
        String digits = new String(line, at, end - at, StandardCharsets.US_ASCII);
        at = end;
        masked(field, digits, false);
    }

    private void masked(String field, String text, boolean quoted) {
        String result = apply(field, text);
        if (quoted || !result.equals(text)) {
            out.string(result);
        } else {
            out.ascii(text);
        }
    }

    private String apply(String field, String text) {
        try {
            @Nullable String result = mask.mask(field, text);
            return result == null ? HIDDEN : result;
        } catch (Throwable e) { // the application's code; what it could not look at is hidden
            Log.warnOnce(
                    "mask " + e.getClass().getName(),
                    "the mask threw " + e.getClass().getName() + "; the values it threw at are hidden",
                    null);
            return HIDDEN;
        }
    }

    private void copy(int end) {
        out.raw(line, at, end - at);
        at = end;
    }

    private int literalEnd(int from) {
        int end = from;
        while (line[end] != ',' && line[end] != '}' && line[end] != ']') {
            end++;
        }
        return end;
    }

    private int valueEnd() {
        int end = at;
        int depth = 0;
        do {
            switch (line[end]) {
                case '{', '[' -> {
                    depth++;
                    end++;
                }
                case '}', ']' -> {
                    depth--;
                    end++;
                }
                case '"' -> end = stringEnd(end);
                case ',', ':' -> end++;
                default -> end = literalEnd(end);
            }
        } while (depth > 0);
        return end;
    }

    /** Position behind the closing quote of the string that begins here. */
    private int stringEnd(int from) {
        int end = from + 1;
        while (line[end] != '"') {
            end += line[end] == '\\' ? 2 : 1;
        }
        return end + 1;
    }

    /** Reads the string that begins here and steps behind it. */
    private String text() {
        int end = stringEnd(at);
        int from = at + 1;
        int length = end - 1 - from;
        at = end;
        String raw = new String(line, from, length, StandardCharsets.UTF_8);
        return raw.indexOf('\\') < 0 ? raw : unescaped(raw);
    }

    private static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = raw.charAt(++i);
            switch (escape) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> text.append(escape);
            }
        }
        return text.toString();
    }
}
