package dev.traqo.store;

import dev.traqo.internal.NamedFiles;
import dev.traqo.internal.TraceNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The names under which a pair appears.
 *
 * @param events the {@code .jsonl.gz}
 * @param content the {@code .content.jsonl.zst}, if there is one
 */
record ArchiveNames(Path events, @Nullable Path content) {

    /**
     * Gives two complete temporary files the first pair of names that is free.
     *
     * @param files those that the raw trace names: an archive of another name gets them beside itself
     */
    static ArchiveNames publish(Path raw, Path dir, Path events, @Nullable Path content, NamedFiles files)
            throws IOException {
        String stem = TraceNames.stem(TraceNames.name(raw));
        for (int number = 1; ; number++) {
            String numbered = number == 1 ? stem : stem + "-" + number;
            Path eventsName = dir.resolve(numbered + TraceNames.ARCHIVE);
            Path contentName = dir.resolve(numbered + TraceNames.CONTENT);
            ArchiveNames names = new ArchiveNames(eventsName, content == null ? null : contentName);
            if (same(events, eventsName) && (content == null || same(content, contentName))) {
                files.give(raw, eventsName);
                return names; // An earlier run got as far as this, and no further.
            }
            // The raw file of another trace would hide an archive of this name.
            Path rawName = dir.resolve(numbered + TraceNames.RAW);
            boolean hidden = Files.exists(rawName) && !Files.isSameFile(rawName, raw);
            if (!hidden && !Files.exists(eventsName) && !Files.exists(contentName)) {
                files.give(raw, eventsName);
                if (names.take(events, content)) {
                    force(dir);
                    return names;
                }
            }
        }
    }

    private static boolean same(Path one, Path other) throws IOException {
        return Files.isRegularFile(other) && Files.mismatch(one, other) == -1;
    }

    /** Content first: events never stand without what their stubs name. False if somebody else was faster. */
    private boolean take(Path eventsFile, @Nullable Path contentFile) throws IOException {
        if (contentFile != null && content != null && !rename(contentFile, content)) {
            return false;
        }
        if (rename(eventsFile, events)) {
            return true;
        }
        if (contentFile != null && content != null) {
            takeBack(contentFile, content);
        }
        return false;
    }

    /** A rename that does not replace; a link does what no rename of Java's promises. */
    private static boolean rename(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | IOException e) {
            // A file system without links: what is left is the check that was just made.
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
        return true;
    }

    private static void takeBack(Path temporary, Path name) throws IOException {
        if (Files.exists(temporary)) {
            Files.delete(name);
        } else {
            Files.move(name, temporary);
        }
    }

    private static void force(Path dir) {
        try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system opens folders; the files themselves are on the disk.
        }
    }
}
