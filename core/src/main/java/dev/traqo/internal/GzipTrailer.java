package dev.traqo.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The empty gzip members behind the text of an archive, which carry its index in their extra field (FORMAT.md section
 * 5). Tools that know nothing of them see members that inflate to nothing.
 */
public final class GzipTrailer {

    private static final int PART = 60_000;
    // 10 header, 2 extra length, 4 subfield head, 2 empty deflate block, 8 checksum and size.
    private static final int OVERHEAD = 26;
    private static final byte[] MAGIC = {'T', 'Q', 'X', '1'};
    private static final int LAST = OVERHEAD + 16;
    private static final int FIRST_READ = 4096;

    private GzipTrailer() {}

    /**
     * The members that carry this index.
     *
     * @param index any bytes
     * @param at where in the file the first of these members will stand
     */
    public static byte[] encode(byte[] index, long at) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(index.length + LAST + OVERHEAD);
        for (int from = 0; from < index.length; from += PART) {
            member(out, index, from, Math.min(PART, index.length - from));
        }
        byte[] last = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putLong(at)
                .putInt(index.length)
                .array();
        member(out, last, 0, last.length);
        return out.toByteArray();
    }

    private static void member(ByteArrayOutputStream out, byte[] payload, int from, int length) {
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 255});
        out.write((length + 4) & 255);
        out.write((length + 4) >> 8);
        out.write('T');
        out.write('Q');
        out.write(length & 255);
        out.write(length >> 8);
        out.write(payload, from, length);
        out.writeBytes(new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    /** An index that was found, and where in the file its first member stands: there the text's members end. */
    public record Found(byte[] index, long at) {}

    /** The index of this file; null if it has none, or none that fits the file. */
    public static @Nullable Found find(FileChannel file, long fileSize) throws IOException {
        if (fileSize < LAST) {
            return null;
        }
        int tailSize = (int) Math.min(fileSize, FIRST_READ);
        ByteBuffer tail = read(file, fileSize - tailSize, tailSize);
        int last = tail.limit() - LAST;
        if (last < 0 || !isMember(tail, last, 16) || !hasMagic(tail, last + 16)) {
            return null;
        }
        long at = tail.getLong(last + 20);
        long length = tail.getInt(last + 28) & 0xFFFF_FFFFL;
        long parts = (length + PART - 1) / PART;
        long members = length + parts * OVERHEAD;
        if (at < 0 || members > Integer.MAX_VALUE - 64 || at != fileSize - LAST - members) {
            return null;
        }
        ByteBuffer body = members + LAST <= tailSize
                ? tail.slice(tailSize - LAST - (int) members, (int) members).order(ByteOrder.LITTLE_ENDIAN)
                : read(file, at, (int) members);
        byte[] index = body.limit() == members ? join(body, (int) length) : null;
        return index == null ? null : new Found(index, at);
    }

    private static byte @Nullable [] join(ByteBuffer members, int length) {
        byte[] index = new byte[length];
        int position = 0;
        for (int from = 0; from < length; from += PART) {
            int part = Math.min(PART, length - from);
            if (!isMember(members, position, part)) {
                return null;
            }
            members.get(position + 16, index, from, part);
            position += part + OVERHEAD;
        }
        return index;
    }

    private static boolean hasMagic(ByteBuffer bytes, int at) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.get(at + i) != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMember(ByteBuffer bytes, int at, int payload) {
        return at + payload + OVERHEAD <= bytes.limit()
                && (bytes.getShort(at) & 0xFFFF) == 0x8b1f
                && bytes.get(at + 3) == 4
                && (bytes.getShort(at + 10) & 0xFFFF) == payload + 4
                && bytes.get(at + 12) == 'T'
                && bytes.get(at + 13) == 'Q'
                && (bytes.getShort(at + 14) & 0xFFFF) == payload;
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.flip();
    }
}
