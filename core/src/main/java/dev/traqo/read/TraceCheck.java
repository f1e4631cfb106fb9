package dev.traqo.read;

import dev.traqo.internal.LineReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares a trace file with the specification, line by line. Where the reader is tolerant, this is strict: it finds
 * what a writer did wrong, what was damaged since, and what is missing. Traces of Python traqo, which name no
 * {@code format}, are held to what that one promises.
 *
 * <pre>{@code
 * TraceCheck.Report report = TraceCheck.of(file, problem -> System.out.println(problem.line() + ": " + problem.what()));
 * }</pre>
 */
public final class TraceCheck {

    /**
     * Something that is not as it should be.
     *
     * @param line number of the line, from 1
     * @param what what is wrong with it
     * @param remedy what to do about it
     * @param remark whether the line is as the specification wants it, but what it says is probably not what its
     *     program wanted
     */
    public record Problem(long line, String what, String remedy, boolean remark) {}

    /**
     * What was checked.
     *
     * @param traces traces in the file
     * @param spans spans in them
     * @param lines lines of text
     * @param problems problems found, without the remarks
     * @param remarks remarks made
     */
    public record Report(long traces, long spans, long lines, long problems, long remarks) {}

    private static final long FORMAT = 1;
    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final Set<String> STATUSES = Set.of("ok", "error", "interrupted");
    private static final String SKIPPED = "readers skip the line; delete it or write it again";
    private static final String LOST =
            "wrap the task or its executor with Traqo.wrap, or run with -javaagent:traqo-agent.jar";
    private static final String WRITER = "correct the program that wrote it";

    private final Path file;
    private final Consumer<Problem> problems;
    private final FileCheck files;
    private long found;
    private long remarks;
    private long traces;
    private long spans;
    private long line;

    // The trace that the current line belongs to.
    private boolean inTrace;
    private boolean ended;
    private boolean strict;
    private boolean child;
    private Map<String, @Nullable Object> start = Map.of();
    private long startLine;
    private long ownSpans;
    private long startMicros;

    /** Line of each span's start. */
    private final Map<String, Long> started = new HashMap<>();

    /** Spans that have started and not ended, in order. */
    private final Map<String, Long> open = new LinkedHashMap<>();

    /** Parents that had not started when they were first named, with the line. */
    private final Map<String, Long> expected = new LinkedHashMap<>();

    private boolean carriageReturns;

    private TraceCheck(Path file, Consumer<Problem> problems) throws IOException {
        this.file = file;
        this.files = new FileCheck(file);
        this.problems = problems;
    }

    /**
     * Checks a file, raw or archived.
     *
     * @param problems is given each problem and each remark as it is found
     * @throws IOException if the file cannot be read; never because of what it holds
     */
    public static Report of(Path file, Consumer<Problem> problems) throws IOException {
        return new TraceCheck(file, problems).run();
    }

    private Report run() throws IOException {
        try (TextStream text = TextStream.open(file);
                LineReader lines = new LineReader(text, false)) {
            while (lines.next()) {
                line = lines.line();
                check(lines, text);
            }
            if (text.truncated()) {
                report(
                        Math.max(1, line),
                        "the compressed file ends too early or is damaged",
                        "copy it again from where it came; 'traqo recover' saves what is readable");
            }
        }
        endOfTrace(true);
        return new Report(traces, spans, line, found, remarks);
    }

    private void report(long at, String what, String remedy) {
        found++;
        problems.accept(new Problem(at, what, remedy, false));
    }

    private void report(String what, String remedy) {
        report(line, what, remedy);
    }

    private void check(LineReader lines, TextStream text) {
        byte[] bytes = lines.buffer();
        int from = lines.start();
        int length = lines.length();
        if (lines.tooLong()) {
            report("the line is longer than two gigabytes", SKIPPED);
            return;
        }
        if (line == 1 && EventStream.startsWithByteOrderMark(bytes, from, length)) {
            report("the file begins with a byte order mark", "save it as UTF-8 without one");
            from += 3;
            length -= 3;
        }
        if (length > 0 && bytes[from + length - 1] == '\r' && !carriageReturns) {
            carriageReturns = true;
            report("lines end with a carriage return", "convert the line ends to \\n, with dos2unix for instance");
        }
        if (LineReader.isBlank(bytes, from, length)) {
            return;
        }
        Object value;
        try {
            value = Json.parse(bytes, from, length, Set.of("input", "output"));
        } catch (JsonException e) {
            if (lines.terminated()) {
                report("is not JSON", SKIPPED);
            } else if (!text.truncated()) {
                report(
                        "the last line was cut off while it was written",
                        "its rest is lost; 'traqo recover' ends it so that nothing else is");
            }
            return;
        }
        if (!lines.terminated() && !text.truncated()) {
            report("the last line has no newline", "'traqo recover' adds it");
        }
        if (!isUtf8(bytes, from, length)) {
            report("holds bytes that are not UTF-8", "readers show them as \uFFFD; " + WRITER);
        }
        Skipped.Reason unusable = EventStream.unusable(value);
        if (unusable != null) {
            unusable(unusable, value);
        } else {
            Map<String, @Nullable Object> fields = EventStream.mutable(value);
            event(fields);
            files.line(bytes, from, length, fields).forEach(complaint -> report(complaint.what(), complaint.remedy()));
        }
    }

    private void unusable(Skipped.Reason reason, @Nullable Object value) {
        Map<String, @Nullable Object> fields = TraceEvent.object(value);
        switch (reason) {
            case UNKNOWN_TYPE ->
                report(
                        fields.containsKey("type") ? "unknown type " + Json.write(fields.get("type")) : "has no type",
                        "readers skip the line; a newer traqo may know it");
            case NO_ID -> report(fields.get("type") + " has no id", SKIPPED);
            default -> report("is " + reason.label(), SKIPPED);
        }
    }

    private static boolean isUtf8(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void event(Map<String, @Nullable Object> fields) {
        String type = String.valueOf(fields.get("type"));
        if (type.equals("trace_start")) {
            endOfTrace(false);
            traceStart(fields);
        } else if (!inTrace) {
            report("no trace_start before this " + type, "the beginning is missing; the rest is still readable");
            begin(Map.of());
        } else if (ended) {
            report(type + " after the trace_end of its trace", WRITER);
            ended = false;
        }
        time(fields);
        switch (type) {
            case "span_start" -> spanStart(fields);
            case "span_end" -> spanEnd(fields);
            case "event" -> logged(fields);
            case "trace_end" -> traceEnd(fields);
            default -> {}
        }
    }

    private void begin(Map<String, @Nullable Object> fields) {
        inTrace = true;
        ended = false;
        start = fields;
        startLine = line;
        strict = fields.containsKey("format");
        child = fields.get("parent") instanceof Map
                || TraceEvent.object(fields.get("metadata")).containsKey("parent_trace");
        ownSpans = 0;
        startMicros = Long.MIN_VALUE;
        traces++;
        started.clear();
        open.clear();
        expected.clear();
    }

    private void traceStart(Map<String, @Nullable Object> fields) {
        begin(fields);
        if (fields.get("format") instanceof Number format && format.longValue() > FORMAT) {
            report("format " + format + " is newer than this program", "update traqo to read all of it");
        } else if (strict && !(fields.get("format") instanceof Number)) {
            report("format is not a number", WRITER);
        }
        if (strict && !matches(TRACE_ID, fields.get("trace_id"))) {
            report("trace_id is not 32 hex digits", WRITER);
        }
    }

    private void time(Map<String, @Nullable Object> fields) {
        long micros = TraceEvent.micros(fields.get("ts"));
        if (micros == Long.MIN_VALUE) {
            report(
                    fields.containsKey("ts") ? "ts " + Json.write(fields.get("ts")) + " is not a time" : "has no ts",
                    "write it as 2026-11-22T10:24:29.028902Z");
            return;
        }
        // Threads read the clock before they queue for the file: only the first line is sure to be the earliest.
        if (strict && startMicros != Long.MIN_VALUE && micros < startMicros) {
            report("ts is earlier than the start of the trace", WRITER);
        }
        if (startMicros == Long.MIN_VALUE) {
            startMicros = micros;
        }
    }

    private void spanStart(Map<String, @Nullable Object> fields) {
        String id = String.valueOf(fields.get("id"));
        spans++;
        ownSpans++;
        Long before = started.put(id, line);
        if (before != null) {
            report("span id " + id + " was used before, in line " + before, "ids must be unique; " + WRITER);
        }
        if (strict && !matches(SPAN_ID, id)) {
            report("span id " + id + " is not 16 hex digits", WRITER);
        }
        open.put(id, line);
        expected.remove(id);
        named(fields);
        parent(fields);
        thread(fields);
    }

    private void thread(Map<String, @Nullable Object> fields) {
        Object thread = fields.get("thread");
        boolean top = !(fields.get("parent_id") instanceof String);
        if (top && thread instanceof String name) {
            remarks++;
            String what = "its parent is unknown: recorded on thread \"" + name + "\", where no span was current";
            problems.accept(new Problem(line, what, LOST, true));
        } else if (strict && thread != null) {
            report(top ? "thread is not a string" : "thread stands beside a parent_id", WRITER);
        }
    }

    private void spanEnd(Map<String, @Nullable Object> fields) {
        String id = String.valueOf(fields.get("id"));
        if (open.remove(id) == null) {
            boolean twice = started.containsKey(id);
            report(
                    twice ? "span " + id + " ended before" : "span " + id + " has no span_start",
                    twice ? WRITER : "its input is lost; the rest of it is readable");
            if (!twice) {
                spans++;
                ownSpans++;
                started.put(id, line);
                expected.remove(id);
            }
        }
        named(fields);
        ending(fields, strict);
    }

    private void named(Map<String, @Nullable Object> fields) {
        if (!(fields.get("name") instanceof String)) {
            report("has no name", WRITER);
        }
    }

    private void ending(Map<String, @Nullable Object> fields, boolean needsDuration) {
        if (!(fields.get("status") instanceof String status) || !STATUSES.contains(status)) {
            report(
                    fields.containsKey("status")
                            ? "status " + Json.write(fields.get("status")) + " is none of ok, error, interrupted"
                            : "has no status",
                    WRITER);
        }
        Object duration = fields.get("duration_s");
        boolean wrong = duration == null ? needsDuration : !(duration instanceof Number);
        if (wrong) {
            report("duration_s is not a number", WRITER);
        } else if (duration instanceof Number seconds && seconds.doubleValue() < 0) {
            report("duration_s is negative", "the clock was set back; " + WRITER);
        }
    }

    private void logged(Map<String, @Nullable Object> fields) {
        named(fields);
        parent(fields);
    }

    private void parent(Map<String, @Nullable Object> fields) {
        if (fields.get("parent_id") instanceof String parent) {
            if (!started.containsKey(parent)) {
                expected.putIfAbsent(parent, line);
            }
        } else if (!fields.containsKey("parent_id")) {
            report("has no parent_id", "write null for the top of the trace");
        } else if (fields.get("parent_id") != null) {
            report("parent_id is not a string", WRITER);
        }
    }

    private void traceEnd(Map<String, @Nullable Object> fields) {
        ended = true;
        ending(fields, strict);
        if (!(fields.get("stats") instanceof Map<?, ?>)) {
            report("trace_end has no stats", WRITER);
            return;
        }
        Totals stats = Totals.ofStats(TraceEvent.object(fields.get("stats")));
        if (stats.spans() < ownSpans) {
            report("stats count " + stats.spans() + " spans, the trace has " + ownSpans, WRITER);
        }
        Object id = start.get("trace_id");
        if (id != null && !id.equals(fields.get("trace_id"))) {
            report("trace_id differs from that of the trace_start in line " + startLine, WRITER);
        }
    }

    /** Reports what only the end of a trace shows. */
    private void endOfTrace(boolean endOfFile) {
        if (!inTrace) {
            return;
        }
        // In Python traqo the top spans of a child name a span of the parent's file.
        if (!child) {
            expected.forEach(
                    (id, at) -> report(at, "parent " + id + " is not in the trace", "shown at the top, as orphaned"));
        }
        if (ended) {
            open.forEach((id, at) ->
                    report(at, "span " + id + " never ended, though its trace did", "shown as interrupted"));
        } else if (!endOfFile || !running()) {
            report(
                    Math.max(1, endOfFile ? line : line - 1),
                    "the trace of line " + startLine + " has no trace_end",
                    endOfFile ? "'traqo recover' writes one" : "its process was killed; it is readable as it is");
        }
    }

    private boolean running() {
        try {
            return Liveness.of(file, start) == Status.RUNNING;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean matches(Pattern pattern, @Nullable Object value) {
        return value instanceof String text && pattern.matcher(text).matches();
    }
}
