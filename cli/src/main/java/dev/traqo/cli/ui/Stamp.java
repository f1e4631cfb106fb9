package dev.traqo.cli.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param size in bytes
 * @param modified when it was written to last, in nanoseconds since 1970
 * @param key what tells the file from another one of the same name; null where the file system has no such thing
 */
record Stamp(long size, long modified, @Nullable String key) {

    /**
     * @throws java.nio.file.NoSuchFileException if the file is not there
     */
    static Stamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return new Stamp(
                attributes.size(),
                attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                key == null ? null : key.toString());
    }

    /** Whether this may be what became of the file by writing on. */
    boolean grownFrom(Stamp earlier) {
        return size >= earlier.size && java.util.Objects.equals(key, earlier.key);
    }
}
