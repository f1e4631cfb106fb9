package dev.traqo.read;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.traqo.internal.LineReader;
import dev.traqo.internal.SeekTable;
import dev.traqo.internal.TraceNames;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The large inputs of an archive: {@code NAME.content.jsonl.zst}. Read forwards as far as a wanted id; what was passed
 * on the way is found again through the offsets remembered, one frame away. Not safe for several threads.
 */
final class ContentFile implements AutoCloseable {

    private final FileChannel file;
    private final SeekTable table;
    private final Map<String, Long> offsets = new HashMap<>();
    private final Zstd scanText;
    private final LineReader scan;
    private boolean scanned;
    private boolean truncated;

    private ContentFile(FileChannel file) throws IOException {
        this.file = file;
        this.table = SeekTable.find(file);
        this.scanText = new Zstd(new ChannelStream(file, 0, file.size()));
        this.scan = new LineReader(scanText, false);
    }

    /** The content file beside this trace file; null if there is none. */
    static @Nullable ContentFile besides(Path traceFile) throws IOException {
        FileChannel channel = channel(traceFile);
        if (channel == null) {
            return null;
        }
        try {
            return new ContentFile(channel);
        } catch (IOException | RuntimeException | LinkageError e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileChannel channel(Path traceFile) throws IOException {
        try {
            return FileChannel.open(TraceNames.content(traceFile), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** All its text, from front to back; null if there is no such file. Closing it closes the file. */
    static @Nullable InputStream text(Path traceFile) throws IOException {
        FileChannel channel = channel(traceFile);
        if (channel == null) {
            return null;
        }
        try {
            return new Zstd(new ChannelStream(channel, 0, channel.size())) {
                @Override
                public void close() throws IOException {
                    try (FileChannel closed = channel) {
                        super.close();
                    }
                }
            };
        } catch (IOException | RuntimeException | LinkageError e) {
            channel.close();
            throw e;
        }
    }

    /** Whether the input has the form of a stub for this event. User data may have it too. */
    static boolean isStub(Map<String, @Nullable Object> fields) {
        return fields.get("input") instanceof Map<?, ?> input
                && input.size() == 2
                && input.get("_ref") instanceof String ref
                && input.get("_size") instanceof Number
                && ref.equals(fields.get("id"));
    }

    /**
     * The fields with their stub replaced by the input it stands for; the same object if {@code input} is no stub or
     * this file does not hold its id.
     */
    Map<String, @Nullable Object> resolve(Map<String, @Nullable Object> fields) throws IOException {
        if (!isStub(fields)) {
            return fields;
        }
        Map<String, @Nullable Object> line = find(Objects.requireNonNull((String) fields.get("id")));
        if (line == null) {
            return fields;
        }
        Map<String, @Nullable Object> resolved = new LinkedHashMap<>(fields);
        resolved.put("input", line.get("input"));
        return resolved;
    }

    /** The next line, for whoever wants all of them and resolves nothing; null behind the last. */
    @Nullable
    LineReader next() throws IOException {
        return scan.next() ? scan : null;
    }

    /** Whether the file was found to be cut or damaged. */
    boolean truncated() {
        return truncated;
    }

    /** JSON text of the input of this span; null if this file does not hold it. */
    byte @Nullable [] input(String id) throws IOException {
        byte[] line = line(id);
        if (line == null) {
            return null;
        }
        for (FieldScan.Field field : FieldScan.of(line, 0, line.length)) {
            if (field.name().equals("input")) {
                return Arrays.copyOfRange(line, (int) field.from(), (int) field.to());
            }
        }
        return null;
    }

    private @Nullable Map<String, @Nullable Object> find(String id) throws IOException {
        byte[] line = line(id);
        return line == null ? null : ContentLine.parse(line, 0, line.length);
    }

    /** The line of this id, if it is there and is complete JSON or has its newline. */
    private byte @Nullable [] line(String id) throws IOException {
        Long known = offsets.get(id);
        if (known != null) {
            return at(known);
        }
        while (!scanned) {
            if (!scan.next()) {
                scanned = true;
                truncated |= scanText.truncated;
                scan.close();
                break;
            }
            String found = ContentLine.spanId(scan.buffer(), scan.start(), scan.length());
            if (found != null && offsets.putIfAbsent(found, scan.offset()) == null && found.equals(id)) {
                return copy(scan);
            }
        }
        return null;
    }

    private byte @Nullable [] at(long offset) throws IOException {
        int frame = table.frameAt(offset);
        long from = table.fileOffset(frame);
        try (Zstd text = new Zstd(new ChannelStream(file, from, file.size()));
                LineReader lines = new LineReader(text, false)) {
            long wanted = offset - table.textOffset(frame);
            return text.skip(wanted) == wanted && lines.next() ? copy(lines) : null;
        }
    }

    private byte @Nullable [] copy(LineReader lines) {
        boolean cut = !lines.terminated() && ContentLine.parse(lines.buffer(), lines.start(), lines.length()) == null;
        truncated |= cut;
        return cut ? null : Arrays.copyOfRange(lines.buffer(), lines.start(), lines.start() + lines.length());
    }

    @Override
    public void close() throws IOException {
        scan.close();
        file.close();
    }

    /** Zstandard text that ends where it is damaged, and says so. */
    private static class Zstd extends FilterInputStream {
        private boolean truncated;

        Zstd(InputStream in) throws IOException {
            super(new ZstdInputStreamNoFinalizer(in));
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (truncated) {
                return -1;
            }
            try {
                return in.read(into, offset, length);
            } catch (ZstdIOException e) {
                truncated = true;
                return -1;
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override
        public long skip(long bytes) throws IOException {
            byte[] scratch = new byte[1 << 16];
            long left = bytes;
            while (left > 0) {
                int n = read(scratch, 0, (int) Math.min(left, scratch.length));
                if (n < 0) {
                    break;
                }
                left -= n;
            }
            return bytes - left;
        }
    }
}
