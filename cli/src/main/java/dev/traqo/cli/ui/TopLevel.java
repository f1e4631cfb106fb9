package dev.traqo.cli.ui;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of the outermost object of a line are. The line may be cut anywhere, as the first bytes of a file
 * are: then the fields up to there are known.
 */
final class TopLevel {

    private static final Set<String> ENDS = Set.of("trace_start", "span_start", "span_end", "trace_end");

    /** First byte of each field's value. */
    private final Map<String, Integer> values = new HashMap<>();

    private final byte[] bytes;
    private final int from;
    private final int end;

    private TopLevel(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.from = from;
        this.end = end;
    }

    static TopLevel of(byte[] bytes, int from, int end) {
        boolean mark = end - from >= 3 && bytes[from] == (byte) 0xEF && bytes[from + 1] == (byte) 0xBB;
        TopLevel line = new TopLevel(bytes, mark ? from + 3 : from, end);
        line.scan();
        return line;
    }

    private void scan() {
        int at = skipBlanks(from);
        if (at >= end || bytes[at] != '{') {
            return;
        }
        int depth = 0;
        String key = null;
        boolean keyNext = false;
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == '"') {
                int close = closingQuote(at);
                if (depth == 1 && keyNext) {
                    key = string(at);
                    keyNext = false;
                }
                at = close;
            } else if (b == '{' || b == '[') {
                keyNext = ++depth == 1;
            } else if (b == '}' || b == ']') {
                if (--depth == 0) {
                    return;
                }
            } else if (depth == 1 && b == ',') {
                keyNext = true;
            } else if (depth == 1 && b == ':' && key != null) {
                values.put(key, skipBlanks(at + 1));
                key = null;
            }
        }
    }

    boolean isBlank() {
        return skipBlanks(from) >= end;
    }

    /** Whether this is a line of a trace. Other programs write lines of type `event` too. */
    boolean isEvent() {
        String type = text("type");
        return type != null && (ENDS.contains(type) || type.equals("event") && text("ts") != null);
    }

    /** The string that is this field's value; null if it is not there or something else. */
    @Nullable
    String text(String field) {
        Integer at = values.get(field);
        return at == null || at >= end || bytes[at] != '"' ? null : string(at);
    }

    /** First byte of the field's value; -1 if it is not there. */
    int value(String field) {
        return values.getOrDefault(field, -1);
    }

    /** The bytes between two quotes as they stand: escapes are no part of what is compared here. */
    private String string(int quote) {
        int close = Math.min(closingQuote(quote), end);
        return new String(bytes, quote + 1, Math.max(0, close - quote - 1), StandardCharsets.UTF_8);
    }

    private int closingQuote(int quote) {
        int at = quote + 1;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private int skipBlanks(int at) {
        int next = at;
        while (next < end && (bytes[next] == ' ' || bytes[next] == '\t' || bytes[next] == '\r')) {
            next++;
        }
        return next;
    }
}
