package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a list shows of one trace. */
public final class TraceSummary {

    private final Path file;

    private TraceSummary(Path file) {
        this.file = file;
    }

    /** One summary for each trace of the file, in order; never empty. */
    public static List<TraceSummary> read(Path file) throws IOException {
        return List.of(new TraceSummary(file));
    }

    /** The file it was read from. */
    public Path file() {
        return file;
    }

    /** Identity of the trace; null in files of Python traqo. */
    public @Nullable String traceId() {
        return null;
    }

    /** Name of the trace, or of its file. */
    public String name() {
        return "";
    }

    /** How it ended, or that it has not. */
    public Status status() {
        return Status.OK;
    }

    /** When it was opened. */
    public @Nullable Instant start() {
        return null;
    }

    /** How long it took; empty while it is running. */
    public Optional<Duration> duration() {
        return Optional.empty();
    }

    /** Counts, tokens, cost; children included. */
    public Totals totals() {
        return Totals.ZERO;
    }

    /** Tags of the trace. */
    public List<String> tags() {
        return List.of();
    }

    /** Conversation that the trace belongs to. */
    public @Nullable String threadId() {
        return null;
    }

    /** Version of the traced application. */
    public @Nullable String release() {
        return null;
    }

    /** The child traces that ended before the trace did. */
    public List<Child> children() {
        return List.of();
    }

    /** Whether another trace started this one. */
    public boolean isChild() {
        return false;
    }

    /** File of the trace that started this one, as it stands in this one; null for a root. */
    public @Nullable String parentFile() {
        return null;
    }

    /** What ended the trace: {@code type}, {@code message}, {@code traceback}; null if no error did. */
    public @Nullable Map<String, @Nullable Object> error() {
        return null;
    }

    /** Whether every line had to be read: the trace has no end, or its file holds several. */
    public boolean fromWholeFile() {
        return false;
    }

    /** What could not be used; empty when only the first and last line were read. */
    public Skipped skipped() {
        return new Skipped();
    }

    /**
     * A child as its parent names it.
     *
     * @param parent the parent's file
     * @param name name of the child
     * @param file path of its file as it stands in the parent
     * @param status how it ended
     * @param duration how long it took
     * @param totals counts, tokens and cost, its own children included
     */
    public record Child(
            Path parent, String name, String file, Status status, Optional<Duration> duration, Totals totals) {

        /** The child's file, or its archive; null if neither is there. Looks at the disk. */
        public @Nullable Path resolved() {
            return null;
        }
    }
}
