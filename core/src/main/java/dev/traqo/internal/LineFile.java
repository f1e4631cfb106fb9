package dev.traqo.internal;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open file of one trace: appended to by exactly one tracer of all processes.
 *
 * <p>Written through {@link FileOutputStream}, not a channel: an interrupt closes a channel under the thread that
 * writes, and interrupting threads is how applications cancel model calls.
 */
final class LineFile {

    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
    private static final int MAX_SIBLINGS = 100_000;
    /** Far behind any trace: on Windows a lock keeps readers out of what it covers. */
    private static final long LOCK_POSITION = Long.MAX_VALUE - 1;

    /** The JDK copies what it writes into native memory of the same size. */
    private static final int CHUNK = 256 * 1024;

    /** Measured on ext4: pieces of the page cache are cheapest to fill when they are filled at once. */
    private static final long ALIGNMENT = 64 * 1024;

    private final Path path;
    private final Path key;
    private final File file;
    private final FileOutputStream out;
    private long size;
    /** Where the last whole line ends. */
    private long wholeSize;
    /** Whether something may stand behind {@link #size}: a part of what could not be written. */
    private boolean torn;

    /** Stays open once it is needed: closing any descriptor of a file gives up this process's lock on it (POSIX). */
    private @Nullable RandomAccessFile repair;

    private LineFile(Path path, Path key, FileOutputStream out, long size) {
        this.path = path;
        this.key = key;
        this.file = path.toFile();
        this.out = out;
        this.size = size;
        this.wholeSize = size;
    }

    /** Opens the path for appending, or a numbered sibling when another tracer has it open. */
    static LineFile open(Path wanted) throws IOException {
        for (int n = 1; n <= MAX_SIBLINGS; n++) {
            Path path = n == 1 ? wanted : sibling(wanted, n);
            Path key = path.toAbsolutePath().normalize();
            // Before any descriptor is opened: closing one would release the other tracer's lock (POSIX).
            if (OPEN.add(key)) {
                LineFile file = null;
                try {
                    file = openFree(path, key);
                } finally {
                    if (file == null) {
                        OPEN.remove(key);
                    }
                }
                if (file != null) {
                    return file;
                }
            }
        }
        throw new IOException(wanted + ": this name and " + MAX_SIBLINGS + " numbered ones are all in use");
    }

    private static @Nullable LineFile openFree(Path path, Path key) throws IOException {
        File file = path.toFile();
        while (true) {
            long before = file.length();
            boolean torn = before > 0 && !endsWithNewline(file);
            FileOutputStream out = append(path, file);
            boolean keep = false;
            try {
                if (!lock(out)) {
                    return null;
                }
                if (file.length() != before) {
                    continue; // its last owner wrote between our look and our lock
                }
                LineFile opened = new LineFile(path, key, out, before);
                if (torn) {
                    opened.write(new byte[] {'\n'}, 0, 1);
                }
                keep = true;
                return opened;
            } finally {
                if (!keep) {
                    out.close();
                }
            }
        }
    }

    private static FileOutputStream append(Path path, File file) throws IOException {
        try {
            return new FileOutputStream(file, true);
        } catch (FileNotFoundException e) {
            Path folder = path.toAbsolutePath().getParent();
            if (folder == null || Files.isDirectory(folder)) {
                throw e;
            }
            Files.createDirectories(folder);
            return new FileOutputStream(file, true);
        }
    }

    private static boolean lock(FileOutputStream out) throws IOException {
        try {
            FileLock lock = out.getChannel().tryLock(LOCK_POSITION, 1, false);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return true; // a file system without locks: tracers of other processes are not kept out
        }
    }

    private static boolean endsWithNewline(File file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            in.seek(in.length() - 1);
            return in.read() == '\n';
        }
    }

    static Path sibling(Path path, int n) {
        String name = path.getFileName().toString();
        int dot = name.endsWith(".jsonl") ? name.length() - ".jsonl".length() : name.length();
        return path.resolveSibling(name.substring(0, dot) + "-" + n + name.substring(dot));
    }

    Path path() {
        return path;
    }

    /** Appends whole lines. */
    void write(byte[] bytes, int from, int length) throws IOException {
        if (torn) {
            mend();
        }
        torn = true;
        for (int at = 0; at < length; at += CHUNK) {
            out.write(bytes, from + at, Math.min(CHUNK, length - at));
        }
        size += length;
        torn = false;
        int end = from + length;
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        if (end > from) {
            wholeSize = size - (from + length - end);
        }
    }

    /**
     * How many of the bytes to write so that the file ends at a multiple of {@link #ALIGNMENT}; all, if it cannot. Such
     * writes cost the kernel a quarter less. The last line in the file may then be torn until the next write.
     */
    int alignedLength(int available) {
        long real = file.length(); // not the size that was written: somebody may have emptied the file
        long end = (real + available) & -ALIGNMENT;
        return end > real ? (int) (end - real) : available;
    }

    /** Takes back the beginning of a line whose rest will not be written. */
    void cutTornLine() {
        if (wholeSize < size) {
            try {
                cut(wholeSize);
                size = wholeSize;
            } catch (IOException e) {
                Log.warnOnce("repair " + path, path + ": a torn line cannot be cut off and stays", e);
            }
        }
    }

    /**
     * After a write failed: cuts the file back to whole lines.
     *
     * @return how many of the bytes are in the file for good
     */
    int keepWholeLines(byte[] bytes, int from, int length) {
        long landed = Math.max(0, Math.min(length, file.length() - size));
        int kept = (int) landed;
        while (kept > 0 && bytes[from + kept - 1] != '\n') {
            kept--;
        }
        try {
            if (kept != landed) {
                cut(size + kept);
            }
        } catch (IOException e) {
            return 0; // the next write mends it
        }
        size += kept;
        wholeSize = kept > 0 ? size : wholeSize;
        torn = false;
        return kept;
    }

    /** Removes what a failed write left; where that is not possible, ends its line, so that the next one is whole. */
    private void mend() throws IOException {
        long now = file.length();
        if (now > size) {
            try {
                cut(size);
            } catch (IOException e) {
                Log.warnOnce("repair " + path, path + ": a torn line cannot be cut off and stays", e);
                out.write('\n');
                size = now + 1;
                wholeSize = size;
            }
        }
    }

    private void cut(long length) throws IOException {
        RandomAccessFile file = repair;
        if (file == null) {
            file = new RandomAccessFile(path.toFile(), "rw");
            repair = file;
        }
        file.setLength(length);
    }

    void force() throws IOException {
        out.getFD().sync();
    }

    void close() throws IOException {
        try (RandomAccessFile also = repair) {
            out.close();
        } finally {
            OPEN.remove(key);
        }
    }
}
