package dev.traqo.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Random access to the text of a trace file; positions count bytes of text, whether or not the file is compressed. Safe
 * for any thread.
 */
abstract class ByteSource implements AutoCloseable {

    /**
     * Opens a raw file as it stands; an archive through the index of its members; any other gzip by inflating it once,
     * to memory or, if large, to a temporary file.
     */
    static ByteSource open(Path file) throws IOException {
        FileChannel channel = channel(file);
        try {
            long size = channel.size();
            if (!isGzip(channel)) {
                return new RawSource(channel, size);
            }
            ArchiveIndex index = ArchiveIndex.read(channel, size);
            if (index != null) {
                return new MemberSource(channel, index);
            }
            try (FileChannel closed = channel) {
                return InflatedSource.of(closed, size);
            }
        } catch (IOException e) {
            channel.close();
            throw explained(file, e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A folder opens as a file does, and only refuses to be read, in words that do not name it. */
    static IOException explained(Path file, IOException e) {
        return Files.isDirectory(file)
                ? new FileSystemException(file.toString(), null, "is a folder; name a trace file in it")
                : e;
    }

    static FileChannel channel(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "no such file");
        } catch (IOException e) {
            throw explained(file, e);
        }
    }

    static boolean isGzip(FileChannel channel) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(2);
        return readFully(channel, magic, 0) == 2 && magic.getShort(0) == 0x1f8b;
    }

    /** Reads until the buffer is full or the file ends; the number of bytes read. */
    static int readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        int before = into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, position + into.position() - before) < 0) {
                break;
            }
        }
        return into.position() - before;
    }

    /** Bytes of text, as of opening. */
    abstract long length();

    /** Reads up to {@code length} bytes; fewer only at the end of the text; -1 at or behind it. */
    abstract int read(long position, byte[] into, int offset, int length) throws IOException;

    /** Whether several threads gain from reading at different positions at once. It is always allowed. */
    abstract boolean parallel();

    /**
     * Whether compressed text was found to be cut or damaged. Text that is lost from the middle of an archive reads as
     * newlines, so that what follows keeps its place.
     */
    abstract boolean truncated();

    @Override
    public abstract void close() throws IOException;

    /** A file that is its own text. */
    static final class RawSource extends ByteSource {
        private final FileChannel channel;
        private final long length;

        RawSource(FileChannel channel, long length) {
            this.channel = channel;
            this.length = length;
        }

        @Override
        long length() {
            return length;
        }

        @Override
        int read(long position, byte[] into, int offset, int length) throws IOException {
            int n = readFully(channel, ByteBuffer.wrap(into, offset, length), position);
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
