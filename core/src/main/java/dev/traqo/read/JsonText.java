package dev.traqo.read;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a plain value as JSON, in a loop with its own stack: nesting costs heap, never the thread's stack. */
final class JsonText {

    // Deeper levels stand one below the other: a text must not grow with the square of its depth.
    private static final int DEEPEST_INDENT = 60;

    // Above, zeros would look like digits that are known.
    private static final double PLAIN_FROM = 1e-6;
    private static final double PLAIN_BELOW = 1e15;

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;
    private final Deque<Open> open = new ArrayDeque<>();

    private JsonText(boolean pretty) {
        this.pretty = pretty;
    }

    /** An object or array that is being written; {@code entries} gives Map.Entry for an object. */
    private static final class Open {
        final Iterator<?> entries;
        final char close;
        boolean first = true;

        Open(Iterator<?> entries, char close) {
            this.entries = entries;
            this.close = close;
        }
    }

    static String write(@Nullable Object value, boolean pretty) {
        JsonText text = new JsonText(pretty);
        text.begin(value);
        while (!text.open.isEmpty()) {
            text.step(text.open.peek());
        }
        return text.out.toString();
    }

    private void step(Open container) {
        if (!container.entries.hasNext()) {
            open.pop();
            if (!container.first) {
                newLine();
            }
            out.append(container.close);
            return;
        }
        if (!container.first) {
            out.append(',');
        }
        container.first = false;
        newLine();
        Object next = container.entries.next();
        if (container.close == '}') {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) next;
            string(String.valueOf(entry.getKey()));
            out.append(pretty ? ": " : ":");
            begin(entry.getValue());
        } else {
            begin(next);
        }
    }

    /** Writes a scalar, or opens a container whose entries the loop then writes. */
    private void begin(@Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof CharSequence text) {
            string(text);
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            open.push(new Open(map.entrySet().iterator(), '}'));
        } else if (value instanceof Iterable<?> items) {
            out.append('[');
            open.push(new Open(items.iterator(), ']'));
        } else if (value instanceof Object[] items) {
            out.append('[');
            open.push(new Open(Arrays.asList(items).iterator(), ']'));
        } else if (value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            out.append(Double.isFinite(number) ? decimal(number, value.toString()) : "null");
        } else if (value instanceof Number) {
            out.append(value);
        } else {
            string(value.toString());
        }
    }

    /** As people write it, and as it stands in most files: 0.000012, where Java says 1.2E-5. */
    private static String decimal(double number, String text) {
        double size = Math.abs(number);
        if (text.indexOf('E') < 0 || size < PLAIN_FROM || size >= PLAIN_BELOW) {
            return text;
        }
        String plain = new BigDecimal(text).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private void newLine() {
        if (pretty) {
            out.append('\n').append("  ".repeat(Math.min(open.size(), DEEPEST_INDENT)));
        }
    }

    private void string(CharSequence text) {
        out.append('"');
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                control(c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append('\uFFFD');
            }
        }
        out.append('"');
    }

    private void control(char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                out.append("\\u00").append(c < 16 ? '0' : '1');
                out.append(Character.forDigit(c & 15, 16));
            }
        }
    }
}
