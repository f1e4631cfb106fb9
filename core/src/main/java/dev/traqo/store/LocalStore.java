package dev.traqo.store;

import dev.traqo.internal.ChildFiles;
import dev.traqo.internal.TraceNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a folder and of the folders below it: {@code .jsonl} and {@code .jsonl.gz}. Hidden files and folders,
 * the second files of archives, and what a trace keeps in its {@code NAME.files}, are no traces. Where a raw file and its archive both exist, the raw file counts.
 * Symbolic links below the folder are not followed, so nothing outside of it is ever listed, and nothing twice.
 *
 * <p>Immutable, safe for any thread; looks at the disk at each call.
 */
public final class LocalStore {

    private final Path dir;

    private LocalStore(Path dir) {
        this.dir = dir;
    }

    /** The store that this folder is. The folder need not exist yet. */
    public static LocalStore of(Path dir) {
        return new LocalStore(dir);
    }

    /** The folder. */
    public Path dir() {
        return dir;
    }

    /**
     * The trace files, sorted by path; each path begins with {@link #dir()}. Folders that cannot be opened are left
     * out.
     *
     * @throws NoSuchFileException if the folder does not exist
     * @throws IOException if it is no folder or cannot be read
     */
    public List<Path> list() throws IOException {
        return entries().stream().map(Entry::file).toList();
    }

    /**
     * A trace file as it was when the folder was listed.
     *
     * @param attributes of the file itself: its size, its time; nobody has to ask the disk for them again
     */
    public record Entry(Path file, BasicFileAttributes attributes) {}

    /** The same files as {@link #list}, in the same order. */
    public List<Entry> entries() throws IOException {
        List<Entry> found = new ArrayList<>();
        Deque<Path> folders = new ArrayDeque<>();
        try {
            listFolder(dir, found, folders);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(dir.toString(), null, "no such folder");
        } catch (NotDirectoryException e) {
            throw new FileSystemException(dir.toString(), null, "is not a folder; name a folder of traces");
        }
        while (!folders.isEmpty()) {
            try {
                listFolder(folders.pop(), found, folders);
            } catch (FileSystemException e) {
                // Not ours to read, or gone since: the rest of the list is worth more than an error.
            }
        }
        found.sort(Comparator.comparing(Entry::file));
        return found;
    }

    /**
     * The file of a child trace; null if it is not in this store.
     *
     * @param parent the parent's file
     * @param file the child's file as it stands in the parent. A path that leads out of the folder is not followed
     */
    public @Nullable Path child(Path parent, String file) throws IOException {
        Path found = ChildFiles.resolve(parent, file);
        return found != null && found.toRealPath().startsWith(dir.toRealPath()) ? found : null;
    }

    private static void listFolder(Path folder, List<Entry> found, Deque<Path> folders) throws IOException {
        List<Entry> archives = new ArrayList<>();
        List<Path> inner = new ArrayList<>();
        Set<String> raw = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = TraceNames.name(entry);
                BasicFileAttributes attributes = name.startsWith(".") ? null : attributes(entry);
                if (attributes == null) {
                    continue;
                }
                if (attributes.isDirectory()) {
                    inner.add(entry);
                } else if (attributes.isRegularFile() && TraceNames.isArchive(name)) {
                    archives.add(new Entry(entry, attributes));
                } else if (attributes.isRegularFile() && TraceNames.isTrace(name)) {
                    raw.add(TraceNames.stem(name));
                    found.add(new Entry(entry, attributes));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Path entry : inner) {
            if (!isFilesOfATrace(entry)) {
                folders.push(entry);
            }
        }
        for (Entry archive : archives) {
            if (!raw.contains(TraceNames.stem(TraceNames.name(archive.file)))) {
                found.add(archive);
            }
        }
    }

    /** Whether this folder holds the images, sounds and documents of a trace beside it. */
    private static boolean isFilesOfATrace(Path folder) {
        String name = TraceNames.name(folder);
        if (!name.endsWith(TraceNames.FILES)) {
            return false;
        }
        String stem = name.substring(0, name.length() - TraceNames.FILES.length());
        return Files.exists(folder.resolveSibling(stem + TraceNames.RAW))
                || Files.exists(folder.resolveSibling(stem + TraceNames.ARCHIVE));
    }

    private static @Nullable BasicFileAttributes attributes(Path entry) {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }
}
