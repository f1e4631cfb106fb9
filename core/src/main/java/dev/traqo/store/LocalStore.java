package dev.traqo.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The traces of a folder. */
public final class LocalStore {

    private final Path dir;

    private LocalStore(Path dir) {
        this.dir = dir;
    }

    /** The store that this folder is. */
    public static LocalStore of(Path dir) {
        return new LocalStore(dir);
    }

    /** The folder. */
    public Path dir() {
        return dir;
    }

    /** The trace files below the folder, sorted. */
    public List<Path> list() throws IOException {
        return List.of();
    }
}
