package dev.traqo.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Part of a file as a stream. Closing it leaves the channel open. */
final class ChannelStream extends InputStream {

    private final FileChannel file;
    private final long end;
    private long position;

    ChannelStream(FileChannel file, long from, long end) {
        this.file = file;
        this.position = from;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, end - position);
        if (wanted <= 0) {
            return length == 0 ? 0 : -1;
        }
        int n = file.read(ByteBuffer.wrap(into, offset, wanted), position);
        position += Math.max(n, 0);
        return n;
    }
}
