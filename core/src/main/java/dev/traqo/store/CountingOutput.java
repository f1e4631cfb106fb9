package dev.traqo.store;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file that is written from front to back, and knows where it is. */
final class CountingOutput extends FilterOutputStream {

    private final FileChannel channel;
    private long written;

    private CountingOutput(FileChannel channel) {
        super(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
        this.channel = channel;
    }

    /** Creates the file; an existing one is an error. */
    static CountingOutput create(Path file) throws IOException {
        return new CountingOutput(FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        written++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written += length;
    }

    long written() {
        return written;
    }

    /** Returns when the disk has it. */
    void force() throws IOException {
        out.flush();
        channel.force(true);
    }
}
