package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file of the {@link IndexCache}, open. Not safe for several threads. */
final class KeptIndex implements AutoCloseable {

    private static final int LARGEST_PART = 256 << 20;

    private final FileChannel channel;
    private final IndexHead head;
    private final long columnsAt;

    private KeptIndex(FileChannel channel, IndexHead head, long columnsAt) {
        this.channel = channel;
        this.head = head;
        this.columnsAt = columnsAt;
    }

    /** Null if this is not the index of that file in that state, or damaged. */
    static @Nullable KeptIndex read(FileChannel channel, Map<String, Object> identity) throws IOException {
        long end = channel.size() - Long.BYTES;
        if (end < 0 || checksum(channel, end) != last(channel, end)) {
            return null;
        }
        DataInputStream in = new DataInputStream(Channels.newInputStream(channel.position(0)));
        byte[] json = part(in);
        if (!(Json.parse(json, 0, json.length) instanceof Map<?, ?> whole)
                || !identity.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(whole.get(entry.getKey())))) {
            return null;
        }
        byte[] texts = part(in);
        List<IndexHead.Column> columns = new ArrayList<>();
        if (!(whole.get("columns") instanceof List<?> list) || !(whole.get("facts") instanceof Map<?, ?> map)) {
            return null;
        }
        for (Object column : list) {
            List<?> entry = (List<?>) column;
            columns.add(new IndexHead.Column(
                    (String) entry.get(0),
                    IndexHead.Type.valueOf((String) entry.get(1)),
                    ((Long) entry.get(2)).intValue()));
        }
        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> facts = (Map<String, @Nullable Object>) map;
        return new KeptIndex(channel, new IndexHead(facts, texts, columns), channel.position());
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LARGEST_PART) {
            throw new IOException("a part of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static long checksum(FileChannel channel, long end) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer block = ByteBuffer.allocateDirect(1 << 18);
        for (long at = 0; at < end; ) {
            block.clear().limit((int) Math.min(block.capacity(), end - at));
            int n = channel.read(block, at);
            if (n <= 0) {
                return -1;
            }
            sum.update(block.flip());
            at += n;
        }
        return sum.getValue();
    }

    private static long last(FileChannel channel, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
            // reads on
        }
        return bytes.getLong(0);
    }

    IndexHead head() {
        return head;
    }

    void writeColumns(OutputStream out) throws IOException {
        InputStream in = Channels.newInputStream(channel.position(columnsAt));
        byte[] block = new byte[1 << 16];
        for (long left = head.columnBytes(); left > 0; ) {
            int n = in.read(block, 0, (int) Math.min(block.length, left));
            if (n < 0) {
                throw new IOException("the cache file ends too early");
            }
            out.write(block, 0, n);
            left -= n;
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }
}
