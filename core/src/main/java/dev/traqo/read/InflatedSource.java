package dev.traqo.read;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The text of a gzip file without members to jump to, inflated once: to memory if small, else to a temporary file. */
final class InflatedSource extends ByteSource {

    private static final int IN_MEMORY = 8 << 20;

    private final ByteSource text;
    private final boolean truncated;

    private InflatedSource(ByteSource text, boolean truncated) {
        this.text = text;
        this.truncated = truncated;
    }

    static ByteSource of(FileChannel compressed, long size) throws IOException {
        try (TextStream stream = new TextStream(new ChannelStream(compressed, 0, size))) {
            byte[] head = stream.readNBytes(IN_MEMORY);
            ByteSource text = head.length < IN_MEMORY ? new Memory(head) : onDisk(head, stream);
            return new InflatedSource(text, stream.truncated());
        }
    }

    private static ByteSource onDisk(byte[] head, TextStream rest) throws IOException {
        Path temporary = Files.createTempFile("traqo-", ".jsonl");
        FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            OutputStream out = Channels.newOutputStream(channel);
            out.write(head);
            rest.transferTo(out);
            return new RawSource(channel, channel.size());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    long length() {
        return text.length();
    }

    @Override
    int read(long position, byte[] into, int offset, int length) throws IOException {
        return text.read(position, into, offset, length);
    }

    @Override
    boolean parallel() {
        return true;
    }

    @Override
    boolean truncated() {
        return truncated;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    private static final class Memory extends ByteSource {
        private final byte[] bytes;

        Memory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        long length() {
            return bytes.length;
        }

        @Override
        int read(long position, byte[] into, int offset, int length) {
            if (position >= bytes.length) {
                return length == 0 ? 0 : -1;
            }
            int n = (int) Math.min(length, bytes.length - position);
            System.arraycopy(bytes, (int) position, into, offset, n);
            return n;
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
        public void close() {}
    }
}
