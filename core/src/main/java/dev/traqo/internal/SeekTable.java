package dev.traqo.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;

/**
 * Where the frames of a Zstandard file are: the table in a skippable frame that the seekable format puts at the end. A
 * file without one reads as a single frame.
 */
public final class SeekTable {

    private static final int SKIPPABLE = 0x184D2A5E;
    private static final int MAGIC = 0x8F92EAB1;
    private static final int FOOTER = 9;
    private static final int CHECKSUM_FLAG = 0x80;

    private final long[] fileOffsets;
    private final long[] textOffsets;

    private SeekTable(long[] fileOffsets, long[] textOffsets) {
        this.fileOffsets = fileOffsets;
        this.textOffsets = textOffsets;
    }

    /** The table of this file; one frame from the beginning if it has none that fits. */
    public static SeekTable find(FileChannel file) throws IOException {
        SeekTable single = new SeekTable(new long[1], new long[1]);
        long size = file.size();
        if (size < FOOTER + 8) {
            return single;
        }
        ByteBuffer footer = read(file, size - FOOTER, FOOTER);
        if (footer.limit() < FOOTER || footer.getInt(5) != MAGIC) {
            return single;
        }
        int entry = (footer.get(4) & CHECKSUM_FLAG) != 0 ? 12 : 8;
        long frames = footer.getInt(0) & 0xFFFF_FFFFL;
        long length = frames * entry + FOOTER + 8;
        if (frames == 0 || length > size || length > Integer.MAX_VALUE) {
            return single;
        }
        ByteBuffer table = read(file, size - length, (int) length - FOOTER);
        return table.getInt(0) == SKIPPABLE ? parse(table, (int) frames, entry, size - length, single) : single;
    }

    private static SeekTable parse(ByteBuffer table, int frames, int entry, long end, SeekTable otherwise) {
        long[] fileOffsets = new long[frames];
        long[] textOffsets = new long[frames];
        long file = 0;
        long text = 0;
        for (int i = 0; i < frames; i++) {
            fileOffsets[i] = file;
            textOffsets[i] = text;
            file += table.getInt(8 + i * entry) & 0xFFFF_FFFFL;
            text += table.getInt(12 + i * entry) & 0xFFFF_FFFFL;
        }
        return file <= end ? new SeekTable(fileOffsets, textOffsets) : otherwise;
    }

    /**
     * The table as it is written behind the frames.
     *
     * @param sizes for each frame, its compressed and its decompressed size
     */
    public static byte[] encode(List<long[]> sizes) {
        ByteBuffer out = ByteBuffer.allocate(8 + sizes.size() * 8 + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(SKIPPABLE).putInt(sizes.size() * 8 + FOOTER);
        for (long[] frame : sizes) {
            out.putInt((int) frame[0]).putInt((int) frame[1]);
        }
        return out.putInt(sizes.size()).put((byte) 0).putInt(MAGIC).array();
    }

    /** How many frames there are, at least one. */
    public int frames() {
        return fileOffsets.length;
    }

    /** Number of the frame that holds this byte of the text. */
    public int frameAt(long textOffset) {
        int found = Arrays.binarySearch(textOffsets, textOffset);
        int frame = found >= 0 ? found : -found - 2;
        // Empty frames share their offset with the next one, where the text is.
        while (frame + 1 < textOffsets.length && textOffsets[frame + 1] == textOffset) {
            frame++;
        }
        return frame;
    }

    /** Where the frame begins in the file. */
    public long fileOffset(int frame) {
        return fileOffsets[frame];
    }

    /** Where the frame begins in the text. */
    public long textOffset(int frame) {
        return textOffsets[frame];
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.flip();
    }
}
