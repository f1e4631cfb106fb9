package dev.traqo.store;

import dev.traqo.internal.GzipTrailer;
import dev.traqo.read.Json;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Writes the first file of an archive: gzip members cut at line ends, and their index behind them. */
final class EventsOutput implements Closeable {

    private static final int MEMBER = 256 << 10;
    // No name and no time: the same text always gives the same bytes.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    private final CountingOutput out;
    private final Deflater deflater = new Deflater(6, true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 15];
    private final List<List<Long>> members = new ArrayList<>();
    private long text;
    private int member;
    private boolean open;

    EventsOutput(CountingOutput out) {
        this.out = out;
    }

    /** Announces a line of this many bytes, newline included. */
    void beginLine(int length) throws IOException {
        if (open && member + (long) length > MEMBER) {
            endMember();
        }
        if (!open) {
            members.add(List.of(out.written(), text));
            out.write(HEADER);
            open = true;
            member = 0;
        }
    }

    /** Part of the line that was announced. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        deflater.setInput(bytes, offset, length);
        while (!deflater.needsInput()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        member += length;
        text += length;
    }

    private void endMember() throws IOException {
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt(member)
                .array());
        deflater.reset();
        crc.reset();
        open = false;
    }

    /** Ends the text and writes the index, with the trace's first and last event if they are given. */
    void finish(@Nullable Map<String, @Nullable Object> first, @Nullable Map<String, @Nullable Object> last)
            throws IOException {
        if (open) {
            endMember();
        }
        Map<String, @Nullable Object> index = new LinkedHashMap<>();
        index.put("size", text);
        index.put("members", members);
        if (first != null && last != null) {
            index.put("first", first);
            index.put("last", last);
        }
        byte[] json = Json.write(index).getBytes(StandardCharsets.UTF_8);
        out.write(GzipTrailer.encode(json, out.written()));
        out.force();
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        out.close();
    }
}
