package dev.traqo.internal;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The images, sounds and documents of one trace, in a folder beside it: each once, under a name made of its hash. The
 * folder is made when the first one comes.
 *
 * <p>Safe for any thread: of several that bring the same bytes one writes, the others wait for it.
 */
public final class KeptFiles {

    private final Path folder;
    private final boolean force;
    private final ConcurrentHashMap<String, Writing> files = new ConcurrentHashMap<>();

    /**
     * @param traceFile the trace they belong to
     * @param force whether what was written is forced to the disk
     */
    public KeptFiles(Path traceFile, boolean force) {
        this.folder = TraceNames.files(traceFile);
        this.force = force;
    }

    /**
     * The name of the file that holds these bytes; null, and one warning, if they could not be written. Never throws.
     *
     * @param sha256 their hash
     * @param ending of the name, without the dot
     */
    public @Nullable String keep(byte[] bytes, String sha256, String ending) {
        String name = sha256 + "." + ending;
        Writing mine = new Writing();
        Writing first = files.putIfAbsent(name, mine);
        if (first != null) {
            return first.await() ? name : null;
        }
        try {
            write(bytes, folder.resolve(name));
            mine.kept = true;
        } catch (Throwable e) { // an error: the process may be out of memory
            mine.failure = e;
            files.remove(name); // the next one tries again
        } finally {
            mine.done.countDown();
        }
        if (mine.failure != null) { // after the others were let go: the application's logger may do anything
            Log.warnOnce(
                    "files " + folder,
                    folder + ": a file of the trace cannot be kept, its events only say type and size;"
                            + " make sure that this is a folder, can be written and has room",
                    mine.failure);
        }
        return mine.kept ? name : null;
    }

    /** A file that somebody writes, or has written. Not a future: waiting for those may run tasks of the application. */
    private static final class Writing {
        final CountDownLatch done = new CountDownLatch(1);
        volatile boolean kept;

        @Nullable
        Throwable failure;

        boolean await() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        done.await();
                        return kept;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Through a stream, not a channel: those are closed by interrupts, which is how applications cancel calls. */
    private void write(byte[] bytes, Path target) throws IOException {
        if (isThere(target, bytes.length)) {
            return;
        }
        makeFolder();
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        File partial = folder.resolve("." + random + ".tmp").toFile();
        try {
            try (FileOutputStream out = new FileOutputStream(partial)) {
                out.write(bytes);
                if (force) {
                    out.getFD().sync();
                }
            }
            Files.move(partial.toPath(), target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial.toPath());
        }
    }

    /** Never follows a link in its place: readers do not either. */
    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw e; // otherwise another thread was faster
                }
            }
        }
    }

    /** Left by an earlier trace of the same file; a power cut may have left less than all of it. */
    private static boolean isThere(Path target, long size) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile() && found.size() == size;
        } catch (IOException e) {
            return false;
        }
    }
}
