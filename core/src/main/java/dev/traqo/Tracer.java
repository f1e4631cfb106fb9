package dev.traqo;

import dev.traqo.internal.BackendPool;
import dev.traqo.internal.Clock;
import dev.traqo.internal.Context;
import dev.traqo.internal.Events;
import dev.traqo.internal.Events.Status;
import dev.traqo.internal.FileSink;
import dev.traqo.internal.FileSink.Counts;
import dev.traqo.internal.Ids;
import dev.traqo.internal.JsonWriter;
import dev.traqo.internal.Log;
import dev.traqo.internal.Machine;
import dev.traqo.internal.MaskedLine;
import dev.traqo.internal.OpenTraces;
import dev.traqo.internal.RunTotals;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes one trace to one file.
 *
 * <pre>{@code
 * try (Tracer tracer = Tracer.builder(Path.of("traces/run.jsonl")).input(question).tags("production").open()) {
 *     String answer = tracer.span("classify").kind(Kind.LLM).input(question).call(span -> classify(question));
 *     tracer.output(answer);
 * }
 * }</pre>
 *
 * <p>{@link TraceBuilder#open} makes the trace current on this thread. A {@code try} block is closed before its {@code
 * catch} runs, so it cannot see the exception that ends the trace: use {@link TraceBuilder#run} or {@link TraceBuilder#call},
 * which record it, or call {@link #error}.
 *
 * <p>Every event is in the file before the call that recorded it returns, at the rates of applications that call
 * language models; faster than that, within a millisecond. Safe for use by any number of threads. Once opened, no method
 * throws, whatever happens to the disk: what cannot be written is counted and logged once.
 */
public final class Tracer implements AutoCloseable {

    private static final Tracer NOOP = new Tracer();

    private final @Nullable Recording recording;
    private final LiveSpan root = new LiveSpan(this);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean open;
    private volatile @Nullable Object output;
    private volatile @Nullable Throwable error;
    private @Nullable Object before;

    /** What a trace that is being written consists of. */
    private record Recording(
            TraceOptions options,
            FileSink sink,
            Clock clock,
            String traceId,
            @Nullable Parent parent,
            long startNanos,
            List<Events.Child> children) {}

    /** The trace above a child, and the span it was started in. */
    record Parent(Tracer tracer, long spanId) {}

    private Tracer() {
        recording = null;
    }

    private Tracer(Recording recording) {
        this.recording = recording;
        this.open = true;
    }

    /** A trace in this file; {@code .jsonl} is added where it is missing. */
    public static TraceBuilder builder(Path path) {
        if (path == null) {
            throw new NullPointerException("path == null");
        }
        return new TraceBuilder(null, path, null);
    }

    /** A trace with this name, in a new file of the trace folder ({@code TRAQO_TRACE_DIR}, or {@code traces}). */
    public static TraceBuilder builder(String name) {
        if (name == null) {
            throw new NullPointerException("name == null");
        }
        return new TraceBuilder(name, null, null);
    }

    /** The trace of this thread's current span; one that records nothing if there is none. Never null. */
    public static Tracer current() {
        LiveSpan current = LiveSpan.active();
        return current == null ? NOOP : current.tracer();
    }

    static Tracer open(TraceOptions options, @Nullable Parent parent) {
        if (!Traqo.isEnabled() || (parent != null && !parent.tracer.isOpen())) {
            return NOOP;
        }
        try {
            String traceId = Ids.nextTrace();
            FileSink sink = FileSink.open(
                    options.file(traceId),
                    options.flushInterval().toNanos(),
                    options.flushThreshold(),
                    options.force());
            Tracer tracer = new Tracer(
                    new Recording(options, sink, new Clock(), traceId, parent, System.nanoTime(), new ArrayList<>()));
            tracer.begin();
            return tracer;
        } catch (IOException | RuntimeException e) {
            Log.warn(options.describe() + ": cannot be opened; this trace is not recorded", e);
            return NOOP;
        }
    }

    private void begin() {
        Recording trace = recording;
        if (trace == null) {
            return;
        }
        TraceOptions options = trace.options;
        Parent parent = trace.parent;
        Events.ParentLink link = parent == null ? null : parent.tracer.linkFrom(trace.sink.path(), parent.spanId);
        Events.Start start = new Events.Start(
                trace.traceId,
                options.name(),
                options.release(),
                "jvm-" + Traqo.VERSION,
                Machine.pid(),
                Machine.host(),
                options.threadId(),
                options.tags(),
                link,
                options.metadata(),
                options.input());
        write(trace.startNanos, Counts.NOTHING, null, (out, ts) -> Events.traceStart(out, start, ts));
        OpenTraces.add(this, () -> finish(Status.INTERRUPTED));
        if (parent != null) {
            parent.tracer.childStarted(this, parent.spanId);
        }
        before = Context.swap(root);
        root.previous(before);
    }

    LiveSpan root() {
        return root;
    }

    /** Whether this trace is being recorded: not for the trace that {@link #current} returns when there is none. */
    public boolean isRecording() {
        return isOpen();
    }

    boolean isOpen() {
        return open && Traqo.isEnabled();
    }

    /** The file that is written; null if this trace records nothing. */
    public @Nullable Path path() {
        return recording == null ? null : recording.sink.path();
    }

    /** 32 hex digits; zeros if this trace records nothing. */
    public String traceId() {
        return recording == null ? "0".repeat(32) : recording.traceId;
    }

    /** Whether integrations should record messages, arguments and results. */
    public boolean capturesContent() {
        return recording == null || recording.options.captureContent();
    }

    /** A step below the current one of this thread. */
    public Span.Builder span(String name) {
        if (!isOpen()) {
            return NoopSpan.INSTANCE;
        }
        return new LiveSpan(this, name == null ? "null" : name, currentSpanId());
    }

    private long currentSpanId() {
        LiveSpan current = LiveSpan.active();
        return current != null && current.tracer() == this ? current.spanId() : 0;
    }

    /** Records a point in time inside the current span of this thread. */
    public Tracer log(String name, @Nullable Object data) {
        event(currentSpanId(), name, data);
        return this;
    }

    /** What the whole run produced. The last value wins. */
    public Tracer output(@Nullable Object value) {
        if (isOpen()) {
            output = dev.traqo.internal.Captured.of(value);
        }
        return this;
    }

    void outputIfNone(@Nullable Object value) {
        if (output == null) {
            output(value);
        }
    }

    /** Records that the run failed. The trace still has to be closed. */
    public Tracer error(Throwable error) {
        if (isOpen()) {
            this.error = error;
        }
        return this;
    }

    /** A trace below this one, in a file of its own beside it. It keeps this one's settings, not its tags. */
    public TraceBuilder child(String name) {
        if (name == null) {
            throw new NullPointerException("name == null");
        }
        Recording trace = recording;
        return trace == null
                ? builder(name)
                : new TraceBuilder(name, null, new Parent(this, currentSpanId()))
                        .like(trace.options, trace.sink.path());
    }

    /** A trace below this one, in this file; a relative path is relative to the working directory, as ever. */
    public TraceBuilder child(String name, Path path) {
        return child(name).at(path);
    }

    /** Makes this trace current on this thread until the scope is closed: for threads that it did not start on. */
    public Scope makeCurrent() {
        if (!isOpen()) {
            return NoopSpan.INSTANCE.makeCurrent();
        }
        return root.makeCurrent();
    }

    /** Ends the trace and closes the file. Spans that are still open stay without an end. Further calls do nothing. */
    @Override
    public void close() {
        finish(error == null ? Status.OK : Status.ERROR);
        Context.restore(root, before);
    }

    private void finish(Status status) {
        Recording trace = recording;
        if (trace == null || !closing.compareAndSet(false, true)) {
            return;
        }
        long now = System.nanoTime();
        long duration = Math.max(0, now - trace.startNanos) / 1000;
        RunTotals totals = trace.sink.totals();
        List<Events.Child> children;
        synchronized (trace.children) {
            children = List.copyOf(trace.children);
        }
        JsonWriter out = JsonWriter.borrow();
        try {
            Events.traceEnd(
                    out,
                    trace.traceId,
                    trace.clock.micros(now),
                    duration,
                    status,
                    totals,
                    trace.sink.dropped(),
                    children,
                    error,
                    output);
            masked(trace, out, line -> {
                open = false;
                trace.sink.close(line);
                tell(trace, line);
            });
        } catch (RuntimeException | Error e) {
            Log.warnOnce("close", trace.sink.path() + ": could not be ended properly", e);
        } finally {
            open = false;
            out.release();
            OpenTraces.remove(this);
        }
        Parent parent = trace.parent;
        if (parent != null) {
            parent.tracer.childEnded(this, parent.spanId, status, duration, totals);
        }
        complete(trace, status);
    }

    /** Archives the file where that was asked for and hands it to the backends. */
    private static void complete(Recording trace, Status status) {
        Path file = trace.sink.path();
        Path content = null;
        if (trace.options.archive() && status != Status.INTERRUPTED) {
            try {
                Archive.Result archived = Archive.write(file);
                Files.delete(file);
                file = archived.events();
                content = archived.content();
            } catch (IOException | RuntimeException | LinkageError e) {
                Log.warn(file + ": could not be archived and stays as it is", e);
            }
        }
        FinishedTrace finished = new FinishedTrace(trace.traceId, trace.options.name(), status.label(), file, content);
        for (Backend backend : trace.options.backends()) {
            BackendPool.submit(backend, () -> backend.onTraceComplete(finished));
        }
    }

    // ---- what spans and children write --------------------------------------------------------------------------

    void spanStarted(
            long id,
            long parentId,
            String name,
            long nanos,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            @Nullable TokenUsage usage,
            @Nullable Object input) {
        Recording trace = recording;
        if (trace == null) {
            return;
        }
        JsonWriter out = JsonWriter.borrow();
        try {
            Events.spanStart(out, id, parentId, name, trace.clock.micros(nanos), kind, tags, metadata, usage, input);
            append(trace, out, nanos, Counts.SPAN, null);
        } catch (RuntimeException | Error e) {
            failed(trace, "span_start of " + name, e);
        } finally {
            out.release();
        }
    }

    void spanEnded(
            long id,
            long parentId,
            String name,
            long startNanos,
            Status status,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            @Nullable TokenUsage usage,
            @Nullable Throwable failure,
            @Nullable Object result) {
        Recording trace = recording;
        if (trace == null) {
            return;
        }
        long now = System.nanoTime();
        long duration = Math.max(0, now - startNanos) / 1000;
        JsonWriter out = JsonWriter.borrow();
        try {
            Events.spanEnd(
                    out,
                    id,
                    parentId,
                    name,
                    trace.clock.micros(now),
                    duration,
                    status,
                    kind,
                    tags,
                    metadata,
                    usage,
                    failure,
                    result);
            append(trace, out, now, status == Status.ERROR ? Counts.ERROR : Counts.NOTHING, usage);
        } catch (RuntimeException | Error e) {
            failed(trace, "span_end of " + name, e);
        } finally {
            out.release();
        }
    }

    void event(long parentId, String name, @Nullable Object data) {
        if (isOpen()) {
            write(
                    System.nanoTime(),
                    Counts.EVENT,
                    null,
                    (out, ts) -> Events.event(out, Ids.next(), parentId, name == null ? "null" : name, ts, data));
        }
    }

    private Events.@Nullable ParentLink linkFrom(Path child, long spanId) {
        Recording trace = recording;
        return trace == null ? null : new Events.ParentLink(trace.traceId, spanId, relative(child, trace.sink.path()));
    }

    private void childStarted(Tracer child, long spanId) {
        Recording trace = recording;
        Recording started = child.recording;
        if (trace != null && started != null && isOpen()) {
            String name = started.options.displayName();
            String file = relative(trace.sink.path(), started.sink.path());
            write(
                    System.nanoTime(),
                    Counts.EVENT,
                    null,
                    (out, ts) -> Events.childStarted(out, Ids.next(), spanId, ts, name, file));
        }
    }

    private void childEnded(Tracer child, long spanId, Status status, long duration, RunTotals totals) {
        Recording trace = recording;
        Recording ended = child.recording;
        if (trace == null || ended == null || !open) {
            return;
        }
        Events.Child summary = new Events.Child(
                ended.options.displayName(), relative(trace.sink.path(), ended.sink.path()), status, duration, totals);
        synchronized (trace.children) {
            trace.children.add(summary);
        }
        trace.sink.addChild(totals);
        write(
                System.nanoTime(),
                Counts.EVENT,
                null,
                (out, ts) -> Events.childEnded(out, Ids.next(), spanId, ts, summary));
    }

    /** A file as seen from the folder of another, with forward slashes. */
    private static String relative(Path from, Path to) {
        Path folder = from.toAbsolutePath().normalize().getParent();
        Path target = to.toAbsolutePath().normalize();
        try {
            return String.valueOf(folder == null ? target : folder.relativize(target))
                    .replace('\\', '/');
        } catch (IllegalArgumentException e) { // another drive
            return target.toString().replace('\\', '/');
        }
    }

    private interface Encoder {
        void encode(JsonWriter out, long ts);
    }

    private interface LineUse {
        void use(JsonWriter line);
    }

    private void write(long nanos, Counts counts, @Nullable TokenUsage usage, Encoder encoder) {
        Recording trace = recording;
        if (trace == null) {
            return;
        }
        JsonWriter out = JsonWriter.borrow();
        try {
            encoder.encode(out, trace.clock.micros(nanos));
            append(trace, out, nanos, counts, usage);
        } catch (RuntimeException | Error e) {
            failed(trace, "an event", e);
        } finally {
            out.release();
        }
    }

    private static void append(Recording trace, JsonWriter out, long nanos, Counts counts, @Nullable TokenUsage usage) {
        if (trace.options.isPlain()) {
            trace.sink.append(out, nanos, counts, usage);
        } else {
            masked(trace, out, line -> {
                trace.sink.append(line, nanos, counts, usage);
                tell(trace, line);
            });
        }
    }

    private static void masked(Recording trace, JsonWriter out, LineUse use) {
        Mask mask = trace.options.mask();
        if (mask == null) {
            use.use(out);
            return;
        }
        JsonWriter hidden = JsonWriter.borrow();
        try {
            MaskedLine.copy(out, mask, hidden);
            use.use(hidden);
        } finally {
            hidden.release();
        }
    }

    private static void tell(Recording trace, JsonWriter line) {
        List<Backend> listeners = trace.options.listeners();
        if (listeners.isEmpty()) {
            return;
        }
        String text = new String(line.bytes(), 0, line.length() - 1, StandardCharsets.UTF_8);
        for (Backend listener : listeners) {
            try {
                listener.onEvent(trace.traceId, text);
            } catch (Throwable e) { // the user's code; the file has the event
                String backend = BackendPool.describe(listener);
                Log.warnOnce(backend, backend + " failed on an event", e);
            }
        }
    }

    private static void failed(Recording trace, String what, Throwable e) {
        Log.warnOnce("record " + e.getClass().getName(), trace.sink.path() + ": " + what + " is lost", e);
    }

    /** A run that returns nothing. */
    @FunctionalInterface
    public interface Run<X extends Exception> {
        void run(Tracer tracer) throws X;
    }

    /** A run that returns something. */
    @FunctionalInterface
    public interface Call<R extends @Nullable Object, X extends Exception> {
        R call(Tracer tracer) throws X;
    }
}
