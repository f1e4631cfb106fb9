package dev.traqo.read;

import dev.traqo.internal.ChildFiles;
import dev.traqo.internal.TraceNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a list shows of one trace. Read from the first and the last line of the file alone where they are the start and
 * the end of one trace, and from the whole file otherwise: then without building inputs and outputs.
 *
 * <p>Calls whose cost the trace does not record are priced with {@link Pricing#standard} when the whole file was read.
 *
 * <p>Immutable, safe for any thread.
 */
public final class TraceSummary {

    // Reading more than the ends only to price calls is worth it while it cannot be noticed.
    private static final long PRICED_BELOW = 4 << 20;

    private final Path file;
    private final Map<String, @Nullable Object> startFields;
    private final Map<String, @Nullable Object> endFields;
    private final Status status;
    private final Totals totals;
    private final List<Child> children;
    private final @Nullable TraceScan scan;
    private final Skipped skipped;

    TraceSummary(
            Path file,
            Map<String, @Nullable Object> startFields,
            Map<String, @Nullable Object> endFields,
            Status status,
            Totals totals,
            List<Child> children,
            @Nullable TraceScan scan,
            Skipped skipped) {
        this.file = file;
        this.startFields = startFields;
        this.endFields = endFields;
        this.status = status;
        this.totals = totals;
        this.children = children;
        this.scan = scan;
        this.skipped = skipped;
    }

    /**
     * One summary for each trace of the file, in order. Never empty: a file without a usable line gives one summary
     * without spans, running if the file changed less than a minute ago and crashed otherwise.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there
     * @throws IOException if it cannot be read; never because of what a line holds
     */
    public static List<TraceSummary> read(Path file) throws IOException {
        try (FileChannel channel = ByteSource.channel(file)) {
            FileEnds ends = FileEnds.read(channel);
            if (ends != null) {
                Totals totals = Totals.ofStats(TraceEvent.object(ends.end().get("stats")));
                if (totals.unpriced() == 0 || channel.size() >= PRICED_BELOW) {
                    return List.of(ofEnds(file, ends, totals));
                }
            }
        } catch (IOException e) {
            throw ByteSource.explained(file, e);
        }
        return scan(file);
    }

    private static TraceSummary ofEnds(Path file, FileEnds ends, Totals totals) {
        return new TraceSummary(
                file,
                ends.start(),
                ends.end(),
                Status.ofTraceEnd(ends.end()),
                totals,
                Child.all(file, ends.end()),
                null,
                new Skipped());
    }

    private static List<TraceSummary> scan(Path file) throws IOException {
        try (EventStream events = EventStream.open(file, Set.of("input", "output"), false)) {
            List<TraceScan> traces = TraceScan.traces(events);
            if (traces.isEmpty()) {
                traces = List.of(new TraceScan());
            }
            List<TraceSummary> summaries = new ArrayList<>();
            for (int i = 0; i < traces.size(); i++) {
                TraceScan trace = traces.get(i);
                // Whoever began the next trace in this file had found this one abandoned.
                boolean last = i == traces.size() - 1;
                Status open = last && !trace.ended() ? Liveness.of(file, trace.start()) : Status.CRASHED;
                summaries.add(trace.summary(file, open, events.skipped()));
            }
            return List.copyOf(summaries);
        }
    }

    /** The file it was read from. */
    public Path file() {
        return file;
    }

    /** Identity of the trace; null in files of Python traqo. */
    public @Nullable String traceId() {
        return startFields.get("trace_id") instanceof String id ? id : string(endFields, "trace_id");
    }

    /** Name of the trace; the name of its file, without ending, if it has none. */
    public String name() {
        String name = string(startFields, "name");
        return name != null ? name : TraceNames.stem(TraceNames.name(file));
    }

    /** How it ended, or that it has not. */
    public Status status() {
        return status;
    }

    /**
     * This summary with what has become of its process since: it may be gone, without a word in the file. The summary
     * itself if it was not running. Looks at the disk, not into the file.
     *
     * @throws IOException if the file is no longer there
     */
    public TraceSummary lookedAtAgain() throws IOException {
        Status now = status == Status.RUNNING ? Liveness.of(file, startFields) : status;
        return now == status
                ? this
                : new TraceSummary(file, startFields, endFields, now, totals, children, scan, skipped);
    }

    /** When it was opened; null if no line says. */
    public @Nullable Instant start() {
        long micros = TraceEvent.micros(startFields.get("ts"));
        if (micros == Long.MIN_VALUE && scan != null) {
            micros = scan.firstMicros();
        }
        return micros == Long.MIN_VALUE ? null : TraceEvent.instant(micros);
    }

    /** How long it took; of a crashed trace, until its last event. Empty while it is running. */
    public Optional<Duration> duration() {
        if (status == Status.RUNNING) {
            return Optional.empty();
        }
        if (endFields.get("duration_s") instanceof Number seconds) {
            return Optional.of(seconds(seconds.doubleValue()));
        }
        long ended = TraceEvent.micros(endFields.get("ts"));
        if (ended == Long.MIN_VALUE && scan != null) {
            ended = scan.lastMicros();
        }
        Instant start = start();
        return start == null || ended == Long.MIN_VALUE
                ? Optional.empty()
                : Optional.of(Duration.between(start, TraceEvent.instant(ended)));
    }

    /** Counts, tokens, cost; children included. */
    public Totals totals() {
        return totals;
    }

    /** Tags of the trace; empty if none. */
    public List<String> tags() {
        return TraceEvent.strings(startFields.get("tags"));
    }

    /** Conversation that the trace belongs to. */
    public @Nullable String threadId() {
        return string(startFields, "thread_id");
    }

    /** Version of the traced application. */
    public @Nullable String release() {
        return string(startFields, "release");
    }

    /** The child traces that it started, as far as its lines tell. */
    public List<Child> children() {
        return children;
    }

    /** Whether another trace started this one. */
    public boolean isChild() {
        return startFields.get("parent") instanceof Map || parentFile() != null;
    }

    /** File of the trace that started this one, as it stands in this one; null for a root. */
    public @Nullable String parentFile() {
        String file = string(TraceEvent.object(startFields.get("parent")), "file");
        return file != null ? file : string(TraceEvent.object(startFields.get("metadata")), "parent_trace");
    }

    /** What ended the trace: {@code type}, {@code message}, {@code traceback}; null if no error did. */
    public @Nullable Map<String, @Nullable Object> error() {
        return endFields.get("error") instanceof Map<?, ?> error ? TraceEvent.object(error) : null;
    }

    /** Whether every line had to be read: the trace has no end, or its file may hold several. */
    public boolean fromWholeFile() {
        return scan != null;
    }

    /** What could not be used of the whole file; empty when only the first and last line were read. */
    public Skipped skipped() {
        return skipped;
    }

    @Override
    public String toString() {
        return name() + " (" + status.label() + ", " + totals.spans() + " spans)";
    }

    private static @Nullable String string(Map<String, @Nullable Object> fields, String key) {
        return fields.get(key) instanceof String text ? text : null;
    }

    private static Duration seconds(double seconds) {
        return Duration.of(Math.round(seconds * 1e6), ChronoUnit.MICROS);
    }

    /**
     * A child as its parent names it.
     *
     * @param parent the parent's file
     * @param name name of the child; empty if the parent does not say
     * @param file path of its file as it stands in the parent; empty if the parent does not say
     * @param status how it ended; {@link Status#RUNNING} if the parent does not say that it has. The child's own file
     *     knows better
     * @param duration how long it took
     * @param totals counts, tokens and cost, its own children included
     */
    public record Child(
            Path parent, String name, String file, Status status, Optional<Duration> duration, Totals totals) {

        /** The child's file, or its archive; null if neither is there. Looks at the disk. */
        public @Nullable Path resolved() {
            return ChildFiles.resolve(parent, file);
        }

        /** The children that a {@code trace_end} lists. */
        static List<Child> all(Path parent, Map<String, @Nullable Object> traceEnd) {
            if (!(traceEnd.get("children") instanceof List<?> list)) {
                return List.of();
            }
            return list.stream()
                    .filter(Map.class::isInstance)
                    .map(entry -> of(parent, TraceEvent.object(entry), "name", "file", true))
                    .toList();
        }

        /**
         * The child that a {@code child_started} or {@code child_ended} event names.
         *
         * @param data the event's data
         */
        static Child ofEvent(Path parent, Map<String, @Nullable Object> data) {
            return of(parent, data, "child_name", "child_file", data.containsKey("duration_s"));
        }

        private static Child of(
                Path parent, Map<String, @Nullable Object> from, String nameKey, String fileKey, boolean ended) {
            String name = string(from, nameKey);
            String file = string(from, fileKey);
            return new Child(
                    parent,
                    name == null ? "" : name,
                    file == null ? "" : file,
                    ended ? Status.ofEnd(from.get("status")) : Status.RUNNING,
                    from.get("duration_s") instanceof Number seconds
                            ? Optional.of(seconds(seconds.doubleValue()))
                            : Optional.empty(),
                    Totals.ofStats(from));
        }
    }
}
