package dev.traqo.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random access to the text of a trace file; positions count decompressed bytes. */
abstract class ByteSource implements AutoCloseable {

    static ByteSource open(Path file) throws IOException {
        return new Raw(FileChannel.open(file, StandardOpenOption.READ));
    }

    /** Bytes of text, as of opening. */
    abstract long length();

    /** Reads up to {@code length} bytes; fewer only at the end of the text; -1 at or behind it. */
    abstract int read(long position, byte[] into, int offset, int length) throws IOException;

    /** Whether several threads gain from reading at different positions at once. It is always allowed. */
    abstract boolean parallel();

    /** Whether the compressed text ended early or was damaged: what is there is what could be read. */
    abstract boolean truncated();

    @Override
    public abstract void close() throws IOException;

    private static final class Raw extends ByteSource {
        private final FileChannel channel;
        private final long length;

        Raw(FileChannel channel) throws IOException {
            this.channel = channel;
            this.length = channel.size();
        }

        @Override
        long length() {
            return length;
        }

        @Override
        int read(long position, byte[] into, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
            while (buffer.hasRemaining()) {
                int n = channel.read(buffer, position + buffer.position() - offset);
                if (n < 0) {
                    break;
                }
            }
            int n = buffer.position() - offset;
            return n == 0 && length > 0 ? -1 : n;
        }

        @Override
        boolean parallel() {
            return true;
        }

        @Override
        boolean truncated() {
            return false;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
