package dev.traqo;

import dev.traqo.internal.TraceNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Copies every finished trace into a folder, one folder a day: {@code FOLDER/2026-11-22/run.jsonl}.
 *
 * <p>A name that is taken gets a number ({@code run-2.jsonl}); nothing is ever replaced. Images, sounds and
 * documents are copied with it ({@code run.files}). A copy appears under its name
 * when it is complete and on disk. The program and the readers list the folder like any other.
 */
public final class LocalBackend implements Backend {

    private static final int MAX_NUMBER = 100_000;

    private final Path folder;
    private final Clock clock;

    /** Copies below this folder, which is made when the first trace comes. */
    public LocalBackend(Path folder) {
        this(folder, Clock.systemUTC());
    }

    LocalBackend(Path folder, Clock clock) {
        if (folder == null) {
            throw new NullPointerException("folder == null");
        }
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public void onTraceComplete(FinishedTrace trace) {
        Path day = folder.resolve(LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString());
        try {
            Files.createDirectories(day);
            String name = trace.file().getFileName().toString();
            String ending = name.endsWith(".jsonl.gz") ? ".jsonl.gz" : name.endsWith(".jsonl") ? ".jsonl" : "";
            String stem = name.substring(0, name.length() - ending.length());
            Path target = reserve(day, stem, ending);
            try {
                if (trace.content() != null) {
                    copy(trace.content(), TraceNames.content(target));
                }
                if (trace.files() != null) {
                    copyFiles(trace.files(), TraceNames.files(target));
                }
                copy(trace.file(), target);
            } catch (IOException e) {
                Files.deleteIfExists(target);
                Files.deleteIfExists(TraceNames.content(target));
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": the trace could not be copied: " + e.getMessage(), e);
        }
    }

    /**
     * Creates the file, so that no other copy takes the name. A raw trace and an archive never share one: of such a pair
     * readers list the raw file only.
     */
    private static synchronized Path reserve(Path day, String stem, String ending) throws IOException {
        for (int n = 1; n <= MAX_NUMBER; n++) {
            String name = n == 1 ? stem : stem + "-" + n;
            Path target = day.resolve(name + ending);
            if (Files.exists(day.resolve(name + TraceNames.RAW))
                    || Files.exists(day.resolve(name + TraceNames.ARCHIVE))) {
                continue;
            }
            try {
                return Files.createFile(target);
            } catch (FileAlreadyExistsException e) {
                // the next number, then
            }
        }
        throw new FileAlreadyExistsException(day.resolve(stem + ending) + " and " + MAX_NUMBER + " numbered ones");
    }

    /** What a failed copy leaves of these does no harm: each file is whole. */
    private static void copyFiles(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Path target = to.resolve(TraceNames.name(file));
                if (TraceNames.isFile(TraceNames.name(file))
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && !Files.exists(target)) {
                    copy(file, target);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Path partial = to.resolveSibling("." + to.getFileName() + ".tmp");
        try {
            Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(partial, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "LocalBackend[%s]", folder);
    }
}
