package dev.traqo.cli;

import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the files that the words on the command line mean. */
final class Traces {

    private static final List<String> ENDINGS = List.of("", ".jsonl", ".jsonl.gz", ".gz");

    private Traces() {}

    /** The folder to look into: the named one, else {@code $TRAQO_TRACE_DIR}, else {@code ./traces}, else here. */
    static Path folder(@Nullable String named, Terminal terminal) {
        if (named != null) {
            Path path = path(named);
            if (!Files.exists(path)) {
                throw new Failure(named + ": no such folder; name one that holds traces");
            }
            return path;
        }
        String configured = terminal.environment("TRAQO_TRACE_DIR");
        if (configured != null && !configured.isEmpty()) {
            if (!Files.isDirectory(path(configured))) {
                throw new Failure(configured + ": no such folder; create it or correct TRAQO_TRACE_DIR");
            }
            return path(configured);
        }
        Path usual = Path.of("traces");
        return Files.isDirectory(usual) ? usual : Path.of("");
    }

    /** The folder or the trace that {@code named} means; the usual folder for null. */
    static Path folderOrFile(@Nullable String named, Terminal terminal) throws IOException {
        return named == null || Files.isDirectory(path(named)) ? folder(named, terminal) : file(named, terminal);
    }

    /** The files of a folder, or the file itself. */
    static List<Path> files(Path folderOrFile) throws IOException {
        if (!Files.isDirectory(folderOrFile)) {
            return List.of(folderOrFile);
        }
        try {
            return LocalStore.of(folderOrFile).list();
        } catch (NotDirectoryException e) {
            return List.of(folderOrFile);
        }
    }

    /** The trace that {@code named} means: a path, or a name without ending, here or in the trace folder. */
    static Path file(String named, Terminal terminal) throws IOException {
        Path path = path(named);
        Path found = find(path);
        if (found != null && named.endsWith(".content.jsonl.zst")) {
            throw new Failure(named + ": holds the large inputs of an archive; name the archive, "
                    + named.replace(".content.jsonl.zst", ".jsonl.gz"));
        }
        if (found != null) {
            return found;
        }
        if (Files.isDirectory(path)) {
            throw new Failure(named + ": is a folder; 'traqo ls " + named + "' lists its traces");
        }
        Path folder = path.isAbsolute() ? null : folderIfAny(terminal);
        if (folder != null) {
            found = find(folder.resolve(path));
            if (found != null) {
                return found;
            }
        }
        throw new Failure(named + ": no such trace; " + suggestion(path, folder));
    }

    private static @Nullable Path find(Path path) {
        for (String ending : ENDINGS) {
            Path candidate = ending.isEmpty() ? path : Path.of(path + ending);
            if (Files.isRegularFile(candidate)
                    || ending.isEmpty() && Files.exists(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static @Nullable Path folderIfAny(Terminal terminal) {
        Path folder = folder(null, terminal);
        return folder.toString().isEmpty() ? null : folder;
    }

    private static String suggestion(Path path, @Nullable Path folder) throws IOException {
        Path parent = path.getParent();
        Path place = parent != null ? parent : folder != null ? folder : Path.of("");
        String begin = String.valueOf(path.getFileName());
        if (Files.isDirectory(place) && !begin.isEmpty()) {
            List<String> close = new ArrayList<>();
            try (var entries = Files.newDirectoryStream(place)) {
                for (Path entry : entries) {
                    String name = String.valueOf(entry.getFileName());
                    if (name.startsWith(begin) && (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz"))) {
                        close.add(entry.toString());
                    }
                }
            }
            if (!close.isEmpty()) {
                // Automatic names carry the time: the last one is the newest.
                close.sort(null);
                return "did you mean " + close.get(close.size() - 1) + "?";
            }
        }
        String there = place.toString();
        return "'traqo ls" + (there.isEmpty() ? "" : " " + there) + "' lists the traces there are";
    }

    private static Path path(String named) {
        try {
            return Path.of(named);
        } catch (InvalidPathException e) {
            throw new Failure(named + ": is not a path; " + e.getReason());
        }
    }
}
