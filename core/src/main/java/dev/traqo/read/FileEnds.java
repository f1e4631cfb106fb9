package dev.traqo.read;

import dev.traqo.internal.LineReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * First and last event of a file, if they are {@code trace_start} and {@code trace_end} of the only trace in it: then a
 * list needs nothing else. Costs one small read at each end of the file.
 */
final class FileEnds {

    /** Fields that a list does not show and that may be large. */
    static final Set<String> LARGE = Set.of("input", "output", "data");

    private static final int FIRST_READ = 4096;
    // A first or last line beyond this is left to the scan of the whole file, which holds one line only.
    private static final int LARGEST_READ = 64 << 20;
    // Python traqo writes no trace id: below this size the whole file says whether a second trace stands in it.
    private static final int CHEAP_TO_SCAN = 1 << 20;

    private final Map<String, @Nullable Object> start;
    private final Map<String, @Nullable Object> end;

    private FileEnds(Map<String, @Nullable Object> start, Map<String, @Nullable Object> end) {
        this.start = start;
        this.end = end;
    }

    Map<String, @Nullable Object> start() {
        return start;
    }

    Map<String, @Nullable Object> end() {
        return end;
    }

    /** Null if the whole file must be read. */
    static @Nullable FileEnds read(FileChannel file) throws IOException {
        long size = file.size();
        // Most traces are small: both ends with one read.
        byte[] head = bytes(file, 0, (int) Math.min(size, 2 * FIRST_READ));
        if (head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return archived(ArchiveIndex.read(file, size));
        }
        Map<String, @Nullable Object> first = first(file, size, head);
        if (first == null || !"trace_start".equals(first.get("type"))) {
            return null;
        }
        Map<String, @Nullable Object> last = last(file, size, head);
        if (last == null || !"trace_end".equals(last.get("type"))) {
            return null;
        }
        Object id = first.get("trace_id");
        boolean one =
                id != null ? id.equals(last.get("trace_id")) : !last.containsKey("trace_id") && size > CHEAP_TO_SCAN;
        return one ? new FileEnds(first, last) : null;
    }

    private static @Nullable FileEnds archived(@Nullable ArchiveIndex index) {
        if (index == null || index.first() == null || index.last() == null) {
            return null;
        }
        return new FileEnds(index.first(), index.last());
    }

    private static @Nullable Map<String, @Nullable Object> first(FileChannel file, long size, byte[] head)
            throws IOException {
        byte[] bytes = head;
        int newline = indexOfNewline(bytes, 0);
        while (newline < 0 && bytes.length < size && bytes.length < LARGEST_READ) {
            int scanned = bytes.length;
            bytes = bytes(file, 0, (int) Math.min(size, bytes.length * 4L));
            newline = indexOfNewline(bytes, scanned);
        }
        int from = EventStream.startsWithByteOrderMark(bytes, 0, bytes.length) ? 3 : 0;
        return newline < 0 ? null : event(bytes, from, newline - from);
    }

    private static @Nullable Map<String, @Nullable Object> last(FileChannel file, long size, byte[] head)
            throws IOException {
        byte[] tail = head.length == size ? head : bytes(file, size - FIRST_READ, FIRST_READ);
        int end = endOfText(tail);
        int newline = lastIndexOfNewline(tail, end);
        while (newline < 0 && tail.length < size && tail.length < LARGEST_READ) {
            int length = (int) Math.min(size, tail.length * 4L);
            tail = bytes(file, size - length, length);
            end = endOfText(tail);
            newline = lastIndexOfNewline(tail, end);
        }
        return newline < 0 ? null : event(tail, newline + 1, end - newline - 1);
    }

    private static @Nullable Map<String, @Nullable Object> event(byte[] bytes, int from, int length) {
        try {
            Object value = Json.parse(bytes, from, length, LARGE);
            return EventStream.unusable(value) == null ? EventStream.mutable(value) : null;
        } catch (JsonException e) {
            return null;
        }
    }

    private static int indexOfNewline(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOfNewline(byte[] bytes, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Where the last line that is not blank ends. */
    private static int endOfText(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || LineReader.isBlank(bytes, end - 1, 1))) {
            end--;
        }
        return end;
    }

    private static byte[] bytes(FileChannel file, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        int n = ByteSource.readFully(file, ByteBuffer.wrap(bytes), position);
        return n == length ? bytes : Arrays.copyOf(bytes, n);
    }
}
