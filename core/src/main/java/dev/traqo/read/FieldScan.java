package dev.traqo.read;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the fields of one object stand in its text, which is fed in pieces. Judges nothing: values are walked over by
 * their quotes and brackets alone. Not safe for several threads.
 */
final class FieldScan {

    /**
     * A field.
     *
     * @param key position of the quote before the key
     * @param from position of its value
     * @param to position behind its value
     */
    record Field(String name, long key, long from, long to) {

        long length() {
            return to - from;
        }
    }

    private enum State {
        BEFORE,
        KEY,
        IN_KEY,
        COLON,
        VALUE,
        IN_VALUE,
        DONE
    }

    private final List<Field> fields = new ArrayList<>();
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private State state = State.BEFORE;
    private long position;
    private long key;
    private long from;
    private long to;
    private int depth;
    private boolean string;
    private boolean escape;

    /** The fields of this object. */
    static List<Field> of(byte[] object, int offset, int length) {
        FieldScan scan = new FieldScan();
        scan.feed(object, offset, offset + length);
        return scan.fields();
    }

    /** The complete fields so far, in the order of the text; positions count what was fed. */
    List<Field> fields() {
        return fields;
    }

    /** Takes the next piece of the text: {@code bytes[at]} to {@code bytes[end - 1]}. */
    void feed(byte[] bytes, int at, int end) {
        long base = position - at;
        int i = at;
        while (i < end && state != State.DONE) {
            if (state == State.IN_VALUE) {
                i = value(bytes, i, end, base);
                continue;
            }
            byte c = bytes[i];
            if (state == State.IN_KEY) {
                inKey(c);
            } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                between(c, base + i);
            }
            // the first byte of a value is looked at again, as a part of it
            i += state == State.IN_VALUE ? 0 : 1;
        }
        position = base + end;
    }

    private void between(byte c, long at) {
        switch (state) {
            case BEFORE -> state = c == '{' ? State.KEY : state;
            case KEY -> {
                if (c == '"') {
                    key = at;
                    name.reset();
                    state = State.IN_KEY;
                } else if (c != ',') {
                    state = State.DONE;
                }
            }
            case COLON -> state = c == ':' ? State.VALUE : State.DONE;
            default -> {
                from = at;
                to = at;
                state = State.IN_VALUE;
            }
        }
    }

    private void inKey(byte c) {
        if (c == '"' && !escape) {
            state = State.COLON;
            return;
        }
        name.write(c);
        escape = c == '\\' && !escape;
    }

    /** Goes on in a value; returns where it stopped. */
    private int value(byte[] bytes, int at, int end, long base) {
        for (int i = at; i < end; i++) {
            byte c = bytes[i];
            if (string) {
                if (escape) {
                    escape = false;
                } else if (c == '\\') {
                    escape = true;
                } else if (c == '"') {
                    string = false;
                    to = base + i + 1;
                }
                continue;
            }
            switch (c) {
                case '"' -> string = true;
                case '{', '[' -> depth++;
                case '}', ']', ',' -> {
                    if (depth == 0) {
                        state = c == ',' ? State.KEY : State.DONE;
                        fields.add(new Field(name(), key, from, to));
                        return i + 1;
                    }
                    depth -= c == ',' ? 0 : 1;
                    to = base + i + 1;
                }
                default -> to = c == ' ' || c == '\t' || c == '\r' || c == '\n' ? to : base + i + 1;
            }
        }
        return end;
    }

    private String name() {
        String raw = name.toString(StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        try {
            return String.valueOf(Json.parse('"' + raw + '"'));
        } catch (JsonException e) {
            return raw;
        }
    }
}
