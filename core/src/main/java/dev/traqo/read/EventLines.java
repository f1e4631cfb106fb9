package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whole events of an indexed file, by where their lines are. Safe for any thread. */
final class EventLines implements AutoCloseable {

    private final Path file;
    private @Nullable ByteSource source;
    private @Nullable ContentFile content;
    private boolean contentSought;
    private boolean closed;

    EventLines(Path file, ByteSource source) {
        this.file = file;
        this.source = source;
    }

    /** The fields of the line at this position; empty if its length is zero or it is not JSON. */
    Map<String, @Nullable Object> read(long at, int length) throws IOException {
        if (length == 0) {
            return Map.of();
        }
        byte[] line = new byte[length];
        Map<String, @Nullable Object> fields = TraceEvent.object(parse(line, fill(at, line)));
        return ContentFile.isStub(fields) ? resolve(fields) : fields;
    }

    private int fill(long at, byte[] line) throws IOException {
        ByteSource open;
        synchronized (this) {
            open = source;
        }
        if (open != null) {
            return open.read(at, line, 0, line.length);
        }
        try (ByteSource once = ByteSource.open(file)) {
            return once.read(at, line, 0, line.length);
        }
    }

    /** Null for a line that is not JSON: its head was, or the file was changed since. */
    private static @Nullable Object parse(byte[] line, int held) {
        try {
            int from = EventStream.startsWithByteOrderMark(line, 0, held) ? 3 : 0;
            return Json.parse(line, from, Math.max(0, held - from));
        } catch (JsonException e) {
            return null;
        }
    }

    private synchronized Map<String, @Nullable Object> resolve(Map<String, @Nullable Object> fields)
            throws IOException {
        if (closed) {
            try (ContentFile once = ContentFile.besides(file)) {
                return once == null ? fields : once.resolve(fields);
            }
        }
        if (!contentSought) {
            contentSought = true;
            content = ContentFile.besides(file);
        }
        return content == null ? fields : content.resolve(fields);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try (ByteSource first = source;
                ContentFile second = content) {
            source = null;
            content = null;
        }
    }
}
