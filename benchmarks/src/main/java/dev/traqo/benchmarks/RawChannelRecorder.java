package dev.traqo.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The limit again, through a direct buffer, which spares the copy that a stream makes on its way to the kernel. */
final class RawChannelRecorder implements Recorder {

    private final Payload payload = new Payload();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
    private final Path file;
    private final FileChannel out;

    RawChannelRecorder(Path file) throws IOException {
        this.file = file;
        this.out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void span(int i) {
        byte[] lines = payload.lines(i);
        if (buffer.remaining() < lines.length) {
            drain();
        }
        buffer.put(lines);
    }

    private void drain() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer.clear();
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public void truncate() throws IOException {
        out.truncate(0);
    }

    @Override
    public void close() throws IOException {
        drain();
        out.close();
    }
}
