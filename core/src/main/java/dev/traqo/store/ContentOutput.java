package dev.traqo.store;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.traqo.internal.SeekTable;
import dev.traqo.read.Json;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the second file of an archive: large inputs, in Zstandard frames of about 64 MB that are cut at line ends and
 * closed by a seek table.
 */
final class ContentOutput implements Closeable {

    private static final int LEVEL = 3;
    // Inputs of a conversation repeat what came before: matches reach back this far. Python's reader refuses more.
    private static final int WINDOW_LOG = 27;
    private static final long FRAME = 64 << 20;
    // Compressed in one piece, a small content says how small it is: its reader needs no window of 128 MB.
    private static final int IN_ONE_PIECE = 8 << 20;

    private final CountingOutput out;
    private final Set<String> ids = new HashSet<>();
    private final List<long[]> frames = new ArrayList<>();
    private final ByteArrayOutputStream small = new ByteArrayOutputStream();
    private @Nullable ZstdOutputStreamNoFinalizer large;
    private long frameBegin;
    private long frameText;

    ContentOutput(CountingOutput out) {
        this.out = out;
    }

    /** Adds an input; false if one was added for this id before: two cannot be told apart. */
    boolean add(String id, byte[] bytes, int offset, int length) throws IOException {
        if (!ids.add(id)) {
            return false;
        }
        byte[] head = ("{\"span_id\":" + Json.write(id) + ",\"input\":").getBytes(StandardCharsets.UTF_8);
        write(head, 0, head.length);
        write(bytes, offset, length);
        write(new byte[] {'}', '\n'}, 0, 2);
        if (large != null && frameText >= FRAME) {
            endFrame(large);
        }
        return true;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        frameText += length;
        if (large == null && small.size() + (long) length > IN_ONE_PIECE) {
            large = new ZstdOutputStreamNoFinalizer(notClosing(out), LEVEL)
                    .setLong(WINDOW_LOG)
                    .setChecksum(true)
                    .setCloseFrameOnFlush(true);
            small.writeTo(large);
            small.reset();
        }
        if (large == null) {
            small.write(bytes, offset, length);
        } else {
            large.write(bytes, offset, length);
        }
    }

    private void endFrame(ZstdOutputStreamNoFinalizer zstd) throws IOException {
        zstd.flush();
        addFrame();
    }

    private void addFrame() {
        frames.add(new long[] {out.written() - frameBegin, frameText});
        frameBegin = out.written();
        frameText = 0;
    }

    /** Writes what is left and the seek table. */
    void finish() throws IOException {
        if (large != null) {
            if (frameText > 0) {
                endFrame(large);
            }
        } else {
            try (ZstdCompressCtx context = new ZstdCompressCtx()) {
                context.setLevel(LEVEL).setLong(WINDOW_LOG).setChecksum(true);
                out.write(context.compress(small.toByteArray()));
            }
            addFrame();
        }
        out.write(SeekTable.encode(frames));
        out.force();
    }

    @Override
    public void close() throws IOException {
        try (CountingOutput file = out) {
            if (large != null) {
                large.close();
            }
        }
    }

    private static OutputStream notClosing(OutputStream target) {
        return new FilterOutputStream(target) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                target.write(bytes, offset, length);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
