package dev.traqo.read;

import dev.traqo.internal.LineReader;
import dev.traqo.internal.Machine;
import dev.traqo.internal.NamedFiles;
import dev.traqo.internal.TraceNames;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes what a killed process left behind: a last line without newline gets it, a trace without {@code trace_end}
 * gets one with status {@code interrupted}, {@code recovered: true} and the totals of what is there. Only adds to a raw
 * file. An archive is not touched: what can be read of it is written to a new raw file beside it,
 * which gets its images, sounds and documents too.
 */
public final class Recovery {

    /**
     * What was done.
     *
     * @param file the file that is whole now; the given one if it was a raw file
     * @param addedNewline whether the last line had no newline
     * @param addedEnd whether the last trace had no {@code trace_end}
     * @param totals what the added {@code trace_end} says; null if none was added
     */
    public record Result(
            Path file,
            boolean addedNewline,
            boolean addedEnd,
            @Nullable Totals totals) {
        /** Whether there was anything to do. */
        public boolean changed() {
            return addedNewline || addedEnd;
        }
    }

    /** The trace is still being written. */
    public static final class StillRunningException extends IOException {
        private static final long serialVersionUID = 1;

        StillRunningException(String message) {
            super(message);
        }
    }

    private record Found(@Nullable TraceScan last, boolean terminated, boolean truncated, boolean empty) {
        boolean needsEnd() {
            return last != null && !last.ended();
        }
    }

    private Recovery() {}

    /**
     * Recovers one file.
     *
     * @param force whether to add a {@code trace_end} even though the trace's process seems to be alive
     * @throws StillRunningException if the process lives, or another one writes the file
     * @throws IOException if the file cannot be read or written; it is then as it was, or holds more whole lines
     */
    public static Result of(Path file, boolean force) throws IOException {
        boolean archive;
        long size;
        try (FileChannel channel = ByteSource.channel(file)) {
            archive = ByteSource.isGzip(channel);
            size = channel.size();
        }
        Found found = scan(file);
        if (found.empty() || !found.needsEnd() && found.terminated() && !found.truncated()) {
            return new Result(file, false, false, null);
        }
        TraceScan last = found.last();
        // An archive is written when its trace has ended: what it lacks was lost later.
        if (!force
                && !archive
                && last != null
                && found.needsEnd()
                && Liveness.of(file, last.start()) == Status.RUNNING) {
            throw new StillRunningException(running(last.start()));
        }
        return archive ? copy(file, found) : append(file, size, found);
    }

    private static String running(Map<String, @Nullable Object> start) {
        Object pid = start.get("pid");
        boolean here = pid != null && Machine.host().equals(start.get("host"));
        return here ? "its process " + pid + " is alive" : "it was written to less than a minute ago";
    }

    private static Found scan(Path file) throws IOException {
        boolean terminated = true;
        boolean truncated;
        boolean empty = true;
        try (TextStream text = TextStream.open(file);
                LineReader lines = new LineReader(text, false)) {
            while (lines.next()) {
                terminated = lines.terminated();
                empty = false;
            }
            truncated = text.truncated();
        }
        try (EventStream events = EventStream.open(file, Set.of("input", "output"), false)) {
            List<TraceScan> traces = TraceScan.traces(events);
            TraceScan last = traces.isEmpty() ? null : traces.get(traces.size() - 1);
            return new Found(last, terminated, truncated, empty);
        }
    }

    private static Result append(Path file, long size, Found found) throws IOException {
        byte[] tail = tail(file, found);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
                FileLock lock = lock(channel)) {
            if (channel.size() != size || !lock.isValid()) {
                throw new StillRunningException("it has grown while it was read");
            }
            ByteBuffer bytes = ByteBuffer.wrap(tail);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return result(file, found);
    }

    /** A tracer locks the file that it writes. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // A tracer of this very process.
        }
        throw new StillRunningException("another process is writing it");
    }

    private static Result result(Path file, Found found) {
        TraceScan last = found.last();
        boolean needsEnd = found.needsEnd() && last != null;
        return new Result(file, !found.terminated(), needsEnd, needsEnd ? totals(file, last) : null);
    }

    private static Totals totals(Path file, @Nullable TraceScan last) {
        return last == null
                ? Totals.ZERO
                : last.summary(file, Status.CRASHED, new Skipped()).totals();
    }

    private static byte[] tail(Path file, Found found) {
        String end = found.needsEnd() && found.last() != null ? traceEnd(file, found.last()) + "\n" : "";
        return ((found.terminated() ? "" : "\n") + end).getBytes(StandardCharsets.UTF_8);
    }

    private static String traceEnd(Path file, TraceScan scan) {
        TraceSummary summary = scan.summary(file, Status.CRASHED, new Skipped());
        Map<String, @Nullable Object> end = new LinkedHashMap<>();
        end.put("type", "trace_end");
        if (summary.traceId() != null) {
            end.put("trace_id", summary.traceId());
        }
        // The end of the last thing that is known to have happened; not now, which may be days later.
        end.put("ts", time(scan.lastMicros()));
        end.put("duration_s", seconds(summary.duration()));
        end.put("status", "interrupted");
        end.put("recovered", true);
        end.put("stats", stats(summary.totals(), true));
        List<Object> children = new ArrayList<>();
        for (TraceSummary.Child child : summary.children()) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("name", child.name());
            entry.put("file", child.file());
            entry.put(
                    "status",
                    child.status() == Status.RUNNING
                            ? "interrupted"
                            : child.status().label());
            entry.put("duration_s", seconds(child.duration()));
            entry.putAll(stats(child.totals(), false));
            children.add(entry);
        }
        if (!children.isEmpty()) {
            end.put("children", children);
        }
        return Json.write(end);
    }

    private static String time(long micros) {
        long last = micros == Long.MIN_VALUE ? System.currentTimeMillis() * 1000 : micros;
        String digits = Long.toString(1_000_000 + Math.floorMod(last, 1_000_000L));
        String seconds = Instant.ofEpochSecond(Math.floorDiv(last, 1_000_000L)).toString();
        return seconds.replace("Z", "." + digits.substring(1) + "Z");
    }

    private static double seconds(Optional<Duration> duration) {
        return duration.map(d -> Math.max(0, Math.rint(d.toNanos() / 1e3) / 1e6))
                .orElse(0.0);
    }

    private static Map<String, @Nullable Object> stats(Totals totals, boolean own) {
        Map<String, @Nullable Object> stats = new LinkedHashMap<>();
        stats.put("spans", totals.spans());
        if (own) {
            stats.put("events", totals.events());
            stats.put("errors", totals.errors());
        }
        stats.put("total_input_tokens", totals.inputTokens());
        stats.put("total_output_tokens", totals.outputTokens());
        stats.put("total_cache_read_tokens", totals.cacheReadTokens());
        stats.put("total_cache_creation_tokens", totals.cacheCreationTokens());
        stats.put("total_reasoning_tokens", totals.reasoningTokens());
        stats.put("total_cost", totals.cost());
        if (totals.unpriced() > 0) {
            stats.put("unpriced", totals.unpriced());
        }
        return stats;
    }

    private static Result copy(Path archive, Found found) throws IOException {
        Path target = freeName(archive);
        Path partial = target.resolveSibling("." + target.getFileName() + ".tmp");
        NamedFiles files = new NamedFiles();
        try (FileOutputStream file = new FileOutputStream(partial.toFile());
                OutputStream out = new BufferedOutputStream(file, 1 << 16)) {
            copyLines(archive, out, files);
            out.write(tail(archive, found));
            out.flush();
            file.getFD().sync();
            files.give(archive, target);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        try {
            // A link, unlike a move, never replaces what another process has put there meanwhile.
            Files.createLink(target, partial);
            Files.delete(partial);
        } catch (UnsupportedOperationException e) {
            Files.move(partial, target);
        } catch (FileAlreadyExistsException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        return result(target, found);
    }

    /** Lines as they stand; inputs that the archive keeps in its second file go back to their place. */
    private static void copyLines(Path archive, OutputStream out, NamedFiles files) throws IOException {
        try (TextStream text = TextStream.open(archive);
                LineReader lines = new LineReader(text, false);
                ContentFile content = ContentFile.besides(archive)) {
            while (lines.next()) {
                Map<String, @Nullable Object> resolved = content == null ? null : resolve(content, lines);
                if (resolved == null) {
                    files.note(lines.buffer(), lines.start(), lines.length());
                    out.write(lines.buffer(), lines.start(), lines.length());
                } else {
                    byte[] line = Json.write(resolved).getBytes(StandardCharsets.UTF_8);
                    files.note(line, 0, line.length);
                    out.write(line);
                }
                if (lines.terminated()) {
                    out.write('\n');
                }
            }
        }
    }

    private static @Nullable Map<String, @Nullable Object> resolve(ContentFile content, LineReader lines)
            throws IOException {
        try {
            Object value = Json.parse(lines.buffer(), lines.start(), lines.length());
            Map<String, @Nullable Object> fields = TraceEvent.object(value);
            Map<String, @Nullable Object> resolved = content.resolve(fields);
            return resolved == fields ? null : resolved;
        } catch (JsonException e) {
            return null;
        }
    }

    /** {@code run-2.jsonl} for {@code run.jsonl.gz}, or the next number that is free. */
    private static Path freeName(Path archive) {
        String stem = TraceNames.stem(TraceNames.name(archive));
        for (int number = 2; ; number++) {
            Path raw = archive.resolveSibling(stem + "-" + number + TraceNames.RAW);
            Path packed = archive.resolveSibling(stem + "-" + number + TraceNames.ARCHIVE);
            if (Files.notExists(raw) && Files.notExists(packed)) {
                return raw;
            }
        }
    }
}
