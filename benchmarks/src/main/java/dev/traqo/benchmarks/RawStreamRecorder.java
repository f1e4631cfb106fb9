package dev.traqo.benchmarks;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The limit: finished bytes, copied into a buffer, written when it is full. No tracer can cost less than this. */
final class RawStreamRecorder implements Recorder {

    private final Payload payload = new Payload();
    private final byte[] buffer = new byte[256 << 10];
    private final Path file;
    private final FileOutputStream out;
    private int filled;

    RawStreamRecorder(Path file) throws IOException {
        this.file = file;
        this.out = new FileOutputStream(file.toFile());
    }

    @Override
    public void span(int i) {
        byte[] lines = payload.lines(i);
        if (buffer.length - filled < lines.length) {
            drain();
        }
        System.arraycopy(lines, 0, buffer, filled, lines.length);
        filled += lines.length;
    }

    private void drain() {
        try {
            out.write(buffer, 0, filled);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        filled = 0;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public void truncate() throws IOException {
        out.getChannel().truncate(0);
    }

    @Override
    public void close() throws IOException {
        drain();
        out.close();
    }
}
