package dev.traqo.read;

import dev.traqo.internal.GzipTrailer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The index that an archive carries behind its text (FORMAT.md section 5): where its gzip members are, and its first
 * and last event.
 */
final class ArchiveIndex {

    // Deflate cannot do better than 1:1032. An index that claims more is not ours.
    private static final long LARGEST_RATIO = 1100;

    private final long size;
    private final long[] fileOffsets;
    private final long[] textOffsets;
    private final @Nullable Map<String, @Nullable Object> first;
    private final @Nullable Map<String, @Nullable Object> last;

    private ArchiveIndex(
            long size, long[] fileOffsets, long[] textOffsets, Map<String, @Nullable Object> index, long end) {
        this.size = size;
        this.fileOffsets = fileOffsets;
        this.textOffsets = textOffsets;
        this.fileOffsets[fileOffsets.length - 1] = end;
        this.textOffsets[textOffsets.length - 1] = size;
        this.first = event(index.get("first"), "trace_start");
        this.last = event(index.get("last"), "trace_end");
    }

    /** The index of this file; null if it has none that fits: then it is some other gzip, or was cut. */
    static @Nullable ArchiveIndex read(FileChannel file, long fileSize) throws IOException {
        GzipTrailer.Found found = GzipTrailer.find(file, fileSize);
        if (found == null) {
            return null;
        }
        try {
            Object parsed = Json.parse(found.index(), 0, found.index().length);
            return parsed instanceof Map<?, ?> ? of(EventStream.mutable(parsed), found.at()) : null;
        } catch (JsonException e) {
            return null;
        }
    }

    private static @Nullable ArchiveIndex of(Map<String, @Nullable Object> index, long end) {
        if (!(index.get("size") instanceof Long size) || !(index.get("members") instanceof List<?> members)) {
            return null;
        }
        long[] fileOffsets = new long[members.size() + 1];
        long[] textOffsets = new long[members.size() + 1];
        for (int i = 0; i < members.size(); i++) {
            if (!(members.get(i) instanceof List<?> pair)
                    || pair.size() != 2
                    || !(pair.get(0) instanceof Long fileOffset)
                    || !(pair.get(1) instanceof Long textOffset)) {
                return null;
            }
            fileOffsets[i] = fileOffset;
            textOffsets[i] = textOffset;
        }
        ArchiveIndex result = new ArchiveIndex(size, fileOffsets, textOffsets, index, end);
        return result.fits() ? result : null;
    }

    private boolean fits() {
        if (fileOffsets[0] != 0 || textOffsets[0] != 0) {
            return false;
        }
        for (int i = 0; i < members(); i++) {
            long compressed = fileOffsets[i + 1] - fileOffsets[i];
            long text = textOffsets[i + 1] - textOffsets[i];
            if (compressed <= 0 || text < 0 || text > Integer.MAX_VALUE - 16 || text / LARGEST_RATIO > compressed) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Map<String, @Nullable Object> event(@Nullable Object value, String type) {
        return value instanceof Map<?, ?> event && type.equals(event.get("type")) ? EventStream.mutable(value) : null;
    }

    /** Bytes of text. */
    long size() {
        return size;
    }

    int members() {
        return fileOffsets.length - 1;
    }

    /** Where the member begins in the file; for {@code members()}, where the last one ends. */
    long fileOffset(int member) {
        return fileOffsets[member];
    }

    /** Where the member begins in the text; for {@code members()}, where the text ends. */
    long textOffset(int member) {
        return textOffsets[member];
    }

    /** The member that holds this byte of the text. */
    int memberAt(long textOffset) {
        int low = 0;
        int high = members() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (textOffsets[middle] <= textOffset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The {@code trace_start} of the one trace in the file, without its input; null if there are several. */
    @Nullable
    Map<String, @Nullable Object> first() {
        return first;
    }

    /** The {@code trace_end} of the one trace in the file, without its output; null if it has none. */
    @Nullable
    Map<String, @Nullable Object> last() {
        return last;
    }
}
