package dev.traqo.cli.ui;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The first bytes of a file's text: enough to tell a trace from other files of JSON lines, and what it is about. */
final class Beginning {

    private static final int LENGTH = 16 << 10;

    private static final Set<String> TYPES = Set.of("trace_start", "span_start", "span_end", "trace_end");

    private final boolean empty;
    private final @Nullable Map<?, ?> firstEvent;

    private Beginning(byte[] text) {
        this.empty = text.length == 0;
        this.firstEvent = firstEvent(text);
    }

    static Beginning of(Path file) throws IOException {
        return new Beginning(text(file, LENGTH));
    }

    /** The first bytes of the file's text, decompressed and without a byte order mark. */
    static byte[] text(Path file, int length) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(length);
        }
        boolean gzip = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        boolean mark = bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB;
        return gzip ? inflated(bytes, length) : mark ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }

    /** As far as it goes: the compressed bytes are cut, and may be damaged. */
    private static byte[] inflated(byte[] bytes, int most) {
        byte[] text = new byte[most];
        int length = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), LENGTH)) {
            for (int n = 0; n >= 0 && length < most; n = in.read(text, length, most - length)) {
                length += n;
            }
        } catch (IOException e) {
            // What came before is what there is.
        }
        return Arrays.copyOf(text, length);
    }

    /**
     * Whether one of the first lines is an event of a trace. A file without any text is a trace that has not been
     * written to yet.
     */
    boolean isTrace() {
        return empty || firstEvent != null;
    }

    /** What the trace was asked to do, if its first line tells: at most 200 characters, one line. */
    @Nullable
    String preview() {
        return firstEvent == null || !"trace_start".equals(firstEvent.get("type"))
                ? null
                : Preview.of(firstEvent.get("input"));
    }

    private static @Nullable Map<?, ?> firstEvent(byte[] text) {
        for (int from = 0; from < text.length; ) {
            int end = from;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            Map<?, ?> line = CutJson.object(text, from, end);
            if (line != null && isEvent(line)) {
                return line;
            }
            from = end + 1;
        }
        return null;
    }

    /** Other programs write lines of type `event` too. */
    private static boolean isEvent(Map<?, ?> line) {
        return line.get("type") instanceof String type
                && (TYPES.contains(type) || type.equals("event") && line.get("ts") instanceof String);
    }
}
