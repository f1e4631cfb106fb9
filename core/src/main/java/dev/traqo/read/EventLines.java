package dev.traqo.read;

import dev.traqo.internal.TraceNames;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    /**
     * An input in the second file.
     *
     * @param input its JSON text; null if it is not there
     * @param missing whether it is not there although it should be
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Apart(byte @Nullable [] input, boolean missing) {}

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
        Map<String, @Nullable Object> fields = TraceEvent.object(parse(line, fill(at, line, length)));
        return ContentFile.isStub(fields) ? resolve(fields) : fields;
    }

    /** As {@link #read}, for callers that promise no {@link IOException}. */
    Map<String, @Nullable Object> fields(long at, int length) {
        try {
            return read(at, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    Path file() {
        return file;
    }

    /** Reads up to {@code length} bytes from this position; fewer only at the end of the text. */
    int fill(long at, byte[] into, int length) throws IOException {
        ByteSource open;
        synchronized (this) {
            open = source;
        }
        if (open != null) {
            return open.read(at, into, 0, length);
        }
        try (ByteSource once = ByteSource.open(file)) {
            return once.read(at, into, 0, length);
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
        ContentFile second = second();
        return second == null ? fields : second.resolve(fields);
    }

    /** What is known of an input whose stub stands in a line of this span. */
    synchronized Apart apart(String id) throws IOException {
        if (closed) {
            try (ContentFile once = ContentFile.besides(file)) {
                return apart(once, id);
            }
        }
        return apart(second(), id);
    }

    private Apart apart(@Nullable ContentFile second, String id) throws IOException {
        if (second == null) {
            return new Apart(null, TraceNames.isArchive(TraceNames.name(file)));
        }
        byte[] input = second.input(id);
        return new Apart(input, input == null && second.truncated());
    }

    private @Nullable ContentFile second() throws IOException {
        if (!contentSought) {
            contentSought = true;
            content = ContentFile.besides(file);
        }
        return content;
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
