package dev.traqo.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The text of a trace file, at any place, whether or not it is compressed: for whoever looks at all of it. Positions are
 * those of {@link TraceEvent#offset()}. Safe for any thread; several gain from reading at different places at once.
 */
public final class TraceText implements AutoCloseable {

    private final ByteSource source;

    private TraceText(ByteSource source) {
        this.source = source;
    }

    /**
     * Opens the file as it stands. A gzip file without an index of its members is inflated now, as a whole.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there
     * @throws IOException if it cannot be read
     */
    public static TraceText open(Path file) throws IOException {
        return new TraceText(ByteSource.open(file));
    }

    /** Bytes of text, as of opening. */
    public long length() {
        return source.length();
    }

    /** Reads up to {@code length} bytes; fewer only at the end of the text; -1 at or behind it. */
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        return source.read(position, into, offset, length);
    }

    /** Whether compressed text was found to be cut or damaged. */
    public boolean truncated() {
        return source.truncated();
    }

    /**
     * The text of an archive's second file, front to back: lines {@code {"span_id":…,"input":…}}. Ends where the file
     * is damaged. Null if this trace file has no second one.
     *
     * @throws IOException if it cannot be read
     */
    public static @Nullable InputStream inputs(Path traceFile) throws IOException {
        return ContentFile.text(traceFile);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
