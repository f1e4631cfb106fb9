package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the beginning of a JSON object: what is open where the text was cut is closed there. */
final class CutJson {

    private final byte[] bytes;
    private final int from;
    private final int end;

    /** What closes the containers that are open. */
    private final Deque<Byte> open = new ArrayDeque<>();

    /** Up to here the text is complete but for {@link #open}. */
    private int complete;

    private boolean key;
    private boolean inString;

    private CutJson(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.from = from;
        this.end = end;
        this.complete = from;
    }

    /** The object that begins there, as far as it goes; null if it is none. */
    static @Nullable Map<?, ?> object(byte[] bytes, int from, int end) {
        int start = from;
        while (start < end && (bytes[start] == ' ' || bytes[start] == '\t' || bytes[start] == '\r')) {
            start++;
        }
        if (start >= end || bytes[start] != '{') {
            return null;
        }
        try {
            byte[] whole = new CutJson(bytes, start, end).closed();
            return Json.parse(whole, 0, whole.length) instanceof Map<?, ?> map ? map : null;
        } catch (JsonException e) {
            return null;
        }
    }

    private byte[] closed() {
        int at = from;
        do {
            at = step(at);
        } while (at < end && !open.isEmpty());
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - from + open.size() + 1);
        out.write(bytes, from, Math.min(end, open.isEmpty() ? end : complete) - from);
        if (inString) {
            out.write('"');
        }
        open.forEach(out::write);
        return out.toByteArray();
    }

    private int step(int at) {
        switch (bytes[at]) {
            case '{', '[' -> {
                open.push((byte) (bytes[at] == '{' ? '}' : ']'));
                key = bytes[at] == '{';
                complete = at + 1;
            }
            case '}', ']' -> {
                open.poll();
                key = false;
                complete = at + 1;
            }
            case ',' -> {
                complete = at;
                key = !open.isEmpty() && open.peek() == '}';
            }
            case ':' -> key = false;
            case '"' -> {
                return string(at);
            }
            default -> {}
        }
        return at + 1;
    }

    private int string(int quote) {
        int at = quote + 1;
        while (at < end && bytes[at] != '"') {
            int length = bytes[at] != '\\' ? 1 : at + 1 < end && bytes[at + 1] == 'u' ? 6 : 2;
            if (at + length > end) {
                break;
            }
            at += length;
        }
        boolean closed = at < end && bytes[at] == '"';
        if (!key) {
            inString = !closed;
            complete = closed ? at + 1 : at;
        }
        return closed ? at + 1 : end;
    }
}
