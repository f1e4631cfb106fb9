package dev.traqo.internal;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the file of a child trace from what its parent says. */
public final class ChildFiles {

    private static final int DEEPEST = 8;
    private static final int MOST_FILES = 20_000;

    private ChildFiles() {}

    /**
     * The child's raw file, or else its archive; null if there is neither. A bare name that is not beside the parent is
     * sought below the parent's folder: Python traqo leaves the folder out.
     *
     * @param parent the parent's file
     * @param file as it stands in the parent: relative, with {@code /}. Absolute paths and names that are no trace are
     *     not looked at
     */
    public static @Nullable Path resolve(Path parent, String file) {
        try {
            Path relative = Path.of(file);
            if (relative.isAbsolute() || !TraceNames.isTrace(TraceNames.name(relative))) {
                return null;
            }
            Path beside = existing(parent.resolveSibling(relative).normalize());
            if (beside != null || file.contains("/")) {
                return beside;
            }
            Path folder = parent.toAbsolutePath().getParent();
            return folder == null ? null : below(folder, TraceNames.stem(file));
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable Path existing(Path named) {
        String stem = TraceNames.stem(TraceNames.name(named));
        Path raw = named.resolveSibling(stem + TraceNames.RAW);
        if (Files.isRegularFile(raw)) {
            return raw;
        }
        Path archive = named.resolveSibling(stem + TraceNames.ARCHIVE);
        return Files.isRegularFile(archive) ? archive : null;
    }

    private static @Nullable Path below(Path folder, String stem) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEEPEST, new Search(stem, found));
        } catch (IOException e) {
            return null;
        }
        Collections.sort(found);
        return found.isEmpty() ? null : existing(found.get(0));
    }

    private static final class Search extends SimpleFileVisitor<Path> {
        private final String stem;
        private final List<Path> found;
        private int seen;

        Search(String stem, List<Path> found) {
            this.stem = stem;
            this.found = found;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = TraceNames.name(file);
            if (attributes.isRegularFile()
                    && name.startsWith(stem)
                    && TraceNames.isTrace(name)
                    && TraceNames.stem(name).equals(stem)) {
                found.add(file);
            }
            return ++seen > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
