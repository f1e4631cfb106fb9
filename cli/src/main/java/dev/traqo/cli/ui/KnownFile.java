package dev.traqo.cli.ui;

import dev.traqo.read.Status;
import dev.traqo.read.TraceSummary;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A trace file as it was read once. Equal only to itself: the same object means that nothing has changed. Immutable
 * but for the models, which are found later. Safe for any thread.
 */
final class KnownFile {

    /** Files that are quicker to read than to think about. */
    private static final long SMALL = 8 << 20;

    /** A large file that is still being written is read for at most this part of the time. */
    private static final int REST = 20;

    /** Where the end of a trace is sought without reading the file. */
    private static final int TAIL = 64 << 10;

    /** What tells one state of a file from another. */
    record Version(long size, long modified, @Nullable Object key) {

        static Version of(BasicFileAttributes attributes) {
            return new Version(attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
        }
    }

    private final Path file;
    private final Version version;
    private final List<TraceSummary> traces;
    private final @Nullable String preview;
    private final @Nullable String problem;
    private final long readAt;
    private final long nanos;

    private volatile List<String> models;
    private volatile boolean modelsDue;

    private KnownFile(
            Path file,
            Version version,
            List<TraceSummary> traces,
            @Nullable String preview,
            @Nullable String problem,
            long readAt,
            long nanos,
            @Nullable KnownFile before) {
        this.file = file;
        this.version = version;
        this.traces = traces;
        this.preview = preview;
        this.problem = problem;
        this.readAt = readAt;
        this.nanos = nanos;
        // What was known before is better than nothing, until somebody looks again.
        this.models = before == null ? List.of() : before.models;
        this.modelsDue = !traces.isEmpty() && (before == null || before.modelsDue || ModelNames.mayGrow(before));
    }

    /** Reads what a list needs: of most files the two ends. */
    static KnownFile read(Path file, Version version) {
        return read(file, version, null);
    }

    private static KnownFile read(Path file, Version version, @Nullable KnownFile before) {
        long began = System.nanoTime();
        try {
            Beginning beginning = Beginning.of(file);
            List<TraceSummary> traces = beginning.isTrace() ? TraceSummary.read(file) : List.of();
            long ended = System.nanoTime();
            return new KnownFile(file, version, traces, beginning.preview(), null, ended, ended - began, before);
        } catch (NoSuchFileException e) {
            // Deleted or archived since the folder was listed.
            return new KnownFile(file, version, List.of(), null, null, began, 0, null);
        } catch (IOException | UncheckedIOException e) {
            String problem = file + ": cannot be read (" + e.getMessage() + "); check its permissions";
            return new KnownFile(file, version, List.of(), null, problem, began, 0, null);
        }
    }

    /** The file as it is now: this object if a list would not show the difference. */
    KnownFile refreshed(Version now) {
        if (version.equals(now)) {
            return withStatus(statusNow());
        }
        boolean goesOn = now.size > SMALL
                && now.size >= version.size
                && !isDue()
                && status() == Status.RUNNING
                && statusNow() == Status.RUNNING
                && !hasEnd();
        return goesOn ? this : read(file, now, this);
    }

    private KnownFile withStatus(@Nullable Status now) {
        if (now == status()) {
            return this;
        }
        List<TraceSummary> changed = new ArrayList<>(traces);
        try {
            changed.set(changed.size() - 1, last().lookedAtAgain());
        } catch (IOException e) {
            return this;
        }
        return new KnownFile(file, version, List.copyOf(changed), preview, problem, readAt, nanos, this);
    }

    private boolean hasEnd() {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(TAIL, in.length())];
            in.seek(in.length() - tail.length);
            in.readFully(tail);
            return new String(tail, StandardCharsets.ISO_8859_1).contains("\"trace_end\"");
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether it may be read again, if it has grown. */
    private boolean isDue() {
        return System.nanoTime() - readAt > nanos * REST;
    }

    private TraceSummary last() {
        return traces.get(traces.size() - 1);
    }

    /** Of the last trace in the file, as it was read; null if there is none. */
    private @Nullable Status status() {
        return traces.isEmpty() ? null : last().status();
    }

    private @Nullable Status statusNow() {
        if (status() != Status.RUNNING) {
            return status();
        }
        try {
            return last().lookedAtAgain().status();
        } catch (IOException e) {
            return Status.CRASHED;
        }
    }

    Path file() {
        return file;
    }

    /** None if the file is no trace, or cannot be read. */
    List<TraceSummary> traces() {
        return traces;
    }

    /** Of the input of the first trace. */
    @Nullable
    String preview() {
        return preview;
    }

    /** One sentence about why it cannot be read; null if it can. */
    @Nullable
    String problem() {
        return problem;
    }

    long bytes() {
        return version.size;
    }

    long modified() {
        return version.modified;
    }

    /** The models that it was found to have asked. */
    List<String> models() {
        return models;
    }

    /** Whether nobody has looked for its models yet. */
    boolean isModelsDue() {
        return modelsDue;
    }

    /** Reads the file for its models; whether a list would show the difference. */
    boolean findModels() {
        modelsDue = false;
        List<String> found = ModelNames.of(file);
        boolean changed = !found.equals(models);
        models = found;
        return changed;
    }

    /** A number that stands for what a list shows of the file. */
    long signature() {
        return signature(version, status(), false);
    }

    /** The same for the file as it is now; another one if {@link #refreshed} would make another object. */
    long signatureNow(Version now) {
        Status status = statusNow();
        boolean stale = !version.equals(now) && status == Status.RUNNING && isDue();
        return signature(now, status, stale);
    }

    /** Of a file that has not been read. */
    static long signature(Path file, Version now) {
        return mixed(Objects.hash(file, now, false, false));
    }

    private long signature(Version at, @Nullable Status status, boolean stale) {
        return mixed(Objects.hash(file, at, status == Status.CRASHED, stale));
    }

    /** A sum of plain hashes would not notice two files that swap their sizes. */
    private static long mixed(int hash) {
        long mixed = (hash ^ 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 31;
    }
}
