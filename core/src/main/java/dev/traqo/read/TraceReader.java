package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Streams the events of one file. */
public final class TraceReader implements AutoCloseable {

    private final Skipped skipped = new Skipped();

    private TraceReader() {}

    /** Opens a {@code .jsonl} or {@code .jsonl.gz}. */
    public static TraceReader open(Path file) throws IOException {
        return new TraceReader();
    }

    /** The next event; null at the end. */
    public @Nullable TraceEvent next() throws IOException {
        return null;
    }

    /** What could not be used so far. */
    public Skipped skipped() {
        return skipped;
    }

    @Override
    public void close() throws IOException {}
}
