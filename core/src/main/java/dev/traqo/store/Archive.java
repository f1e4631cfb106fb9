package dev.traqo.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns a raw trace into its compressed pair. */
public final class Archive {

    private Archive() {}

    /**
     * What was written.
     *
     * @param events the {@code .jsonl.gz}
     * @param content the {@code .content.jsonl.zst}; null if no input was large
     * @param rawBytes size of the raw file
     * @param archiveBytes size of both files of the pair
     */
    public record Result(Path events, @Nullable Path content, long rawBytes, long archiveBytes) {}

    /** Writes the pair into the raw file's folder. */
    public static Result write(Path raw) throws IOException {
        Path dir = raw.toAbsolutePath().getParent();
        return write(raw, dir == null ? raw : dir);
    }

    /** Writes the pair into a folder. */
    public static Result write(Path raw, Path dir) throws IOException {
        throw new IOException("not written: " + raw + " to " + dir);
    }
}
