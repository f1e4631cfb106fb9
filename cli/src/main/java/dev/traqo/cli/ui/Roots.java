package dev.traqo.cli.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder that is served, and the way from addresses to files: only traces, only inside of it, by whatever links.
 * Immutable, safe for any thread.
 */
final class Roots {

    private final Path root;
    private final @Nullable Path named;

    /**
     * @param root an existing folder
     * @param named a file that is served whatever it is called and holds: a person named it
     * @throws IOException if one of them is not there
     */
    Roots(Path root, @Nullable Path named) throws IOException {
        this.root = root.toRealPath();
        this.named = named == null ? null : named.toRealPath();
    }

    /** The folder itself, absolute, without links. */
    Path root() {
        return root;
    }

    /** The trace of this name: relative to the root, with {@code /}. Absolute, without links. */
    Path resolve(String relative) {
        Path file = inside(relative);
        if (file.equals(named)) {
            return file;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isTraceName(String.valueOf(file.getFileName()))) {
            throw noTrace(relative);
        }
        try {
            if (!Beginning.of(file).isTrace()) {
                throw noTrace(relative);
            }
        } catch (IOException e) {
            throw new Refusal(403, relative + ": cannot be read; make it readable for you.");
        }
        return file;
    }

    /** The folder of this name; empty for the root. */
    Path folder(String relative) {
        String trimmed = relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
        Path folder = trimmed.isEmpty() ? root : inside(trimmed);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new Refusal(404, relative + ": no such folder here; it may have been moved or deleted.");
        }
        return folder;
    }

    /** What the file is called in addresses; null if it is not inside of what is served. */
    @Nullable
    String relative(Path file) {
        Path path = file.toAbsolutePath().normalize();
        if (!path.startsWith(root)) {
            try {
                path = file.toRealPath();
            } catch (IOException e) {
                return null;
            }
        }
        if (!path.startsWith(root)) {
            return null;
        }
        List<String> segments = new ArrayList<>();
        root.relativize(path).forEach(segment -> segments.add(segment.toString()));
        return String.join("/", segments);
    }

    private Path inside(String relative) {
        for (String segment : relative.split("/", -1)) {
            // Hidden files, `.`, `..`, and the doubled slashes of an absolute path.
            if (segment.isEmpty()
                    || segment.startsWith(".")
                    || segment.indexOf('\\') >= 0
                            && root.getFileSystem().getSeparator().equals("\\")) {
                throw noTrace(relative);
            }
        }
        try {
            Path real = root.resolve(relative).toRealPath();
            if (!real.startsWith(root) || hidden(real)) {
                throw noTrace(relative);
            }
            return real;
        } catch (IOException | InvalidPathException e) {
            throw noTrace(relative);
        }
    }

    /** A link inside of the root may lead to what is hidden there. */
    private boolean hidden(Path real) {
        for (Path segment : root.relativize(real)) {
            if (segment.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTraceName(String name) {
        return name.endsWith(".jsonl") || name.endsWith(".jsonl.gz");
    }

    /** One answer for what is not there, not a trace and not ours to serve: it tells nothing about other files. */
    private static Refusal noTrace(String relative) {
        return new Refusal(404, relative + ": no such trace here; it may have been moved or deleted.");
    }
}
