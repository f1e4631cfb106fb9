package dev.traqo;

import dev.traqo.internal.BackendPool;
import dev.traqo.internal.Clock;
import dev.traqo.internal.Events;
import dev.traqo.internal.Events.Status;
import dev.traqo.internal.FileSink;
import dev.traqo.internal.FileSink.Counts;
import dev.traqo.internal.Ids;
import dev.traqo.internal.JsonWriter;
import dev.traqo.internal.KeptFiles;
import dev.traqo.internal.Log;
import dev.traqo.internal.Machine;
import dev.traqo.internal.MaskedLine;
import dev.traqo.internal.MediaTypes;
import dev.traqo.internal.RunTotals;
import dev.traqo.internal.TraceNames;
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
 * A trace that is being written: encodes each event on the caller's thread, masks it, hands it to the sink and to the
 * backends. Whatever goes wrong costs the event in question and is logged once; nothing is thrown.
 */
final class Recording {

    private final TraceOptions options;
    private final FileSink sink;
    private final String traceId;
    private final KeptFiles files;
    private final Clock clock = new Clock();
    private final long startNanos = System.nanoTime();
    private final List<Events.Child> children = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private Tracer.@Nullable Parent parent;

    private Recording(TraceOptions options, FileSink sink, String traceId) {
        this.options = options;
        this.sink = sink;
        this.traceId = traceId;
        this.files = new KeptFiles(sink.path(), options.force());
    }

    /** Opens the file; null, and one warning, if that is not possible. */
    static @Nullable Recording open(TraceOptions options) {
        try {
            String traceId = Ids.nextTrace();
            FileSink sink = FileSink.open(
                    options.file(traceId),
                    options.flushInterval().toNanos(),
                    options.flushThreshold(),
                    options.force());
            return new Recording(options, sink, traceId);
        } catch (IOException | RuntimeException | Error e) { // an error: the process may be out of memory
            Log.warn(options.describe() + ": cannot be opened; this trace is not recorded", e);
            return null;
        }
    }

    TraceOptions options() {
        return options;
    }

    String traceId() {
        return traceId;
    }

    Path path() {
        return sink.path();
    }

    // ---- the trace ----------------------------------------------------------------------------------------------

    void begin(Tracer.@Nullable Parent above) {
        parent = above;
        Events.ParentLink link =
                above == null ? null : above.tracer().recording().linkFrom(sink.path(), above.spanId());
        Events.Start start = new Events.Start(
                traceId,
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
        write(startNanos, Counts.NOTHING, (out, ts) -> Events.traceStart(out, start, ts));
        if (above != null) {
            above.tracer().recording().childStarted(this, above.spanId());
        }
    }

    /**
     * Writes the last line and closes the file, once; true the first time.
     *
     * @param closing called when nothing more should be recorded
     */
    boolean end(Status status, @Nullable Throwable error, @Nullable Object output, Runnable closing) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        long now = System.nanoTime();
        long duration = Math.max(0, now - startNanos) / 1000;
        RunTotals totals = sink.totals();
        try {
            last(now, duration, status, totals, error, output, closing);
        } catch (Throwable e) {
            lost("the output or the error of the trace", e);
            lastWithout(now, duration, status, totals, closing);
        }
        if (parent != null) {
            parent.tracer().recording().childEnded(this, parent.spanId(), status, duration, totals);
        }
        complete(status);
        return true;
    }

    private void lastWithout(long now, long duration, Status status, RunTotals totals, Runnable closing) {
        try {
            last(now, duration, status, totals, null, null, closing);
        } catch (Throwable e) {
            lost("trace_end", e);
        } finally {
            closing.run();
            sink.close(null); // does nothing where the last line was written
        }
    }

    private void last(
            long now,
            long duration,
            Status status,
            RunTotals totals,
            @Nullable Throwable error,
            @Nullable Object output,
            Runnable closing) {
        List<Events.Child> ended;
        synchronized (children) {
            ended = List.copyOf(children);
        }
        JsonWriter out = JsonWriter.borrow();
        try {
            Events.traceEnd(
                    out, traceId, clock.micros(now), duration, status, totals, sink.dropped(), ended, error, output);
            masked(out, line -> {
                closing.run();
                sink.close(line);
                tell(line);
            });
        } finally {
            out.release();
        }
    }

    /** Archives the file where that was asked for and hands it to the backends. */
    private void complete(Status status) {
        Path file = sink.path();
        Path content = null;
        Path folder = TraceNames.existingFiles(file);
        if (options.archive() && status != Status.INTERRUPTED) {
            try {
                Archive.Result archived = Archive.write(file);
                Files.delete(file);
                file = archived.events();
                content = archived.content();
                folder = archived.files();
            } catch (IOException | RuntimeException | LinkageError e) {
                Log.warn(file + ": could not be archived and stays as it is", e);
            }
        }
        FinishedTrace finished = new FinishedTrace(traceId, options.name(), status.label(), file, content, folder);
        for (Backend backend : options.backends()) {
            BackendPool.submit(backend, () -> backend.onTraceComplete(finished));
        }
    }

    // ---- what happens in it ----

    void spanStarted(
            long id,
            long parentId,
            String name,
            long nanos,
            @Nullable String thread,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            @Nullable TokenUsage usage,
            @Nullable Object input) {
        JsonWriter out = writer();
        if (out == null) {
            return;
        }
        try {
            Events.spanStart(out, id, parentId, name, clock.micros(nanos), thread, kind, tags, metadata, usage, input);
            append(out, nanos, Counts.SPAN, null);
        } catch (Throwable e) {
            lost("span_start of " + name, e);
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
        long now = System.nanoTime();
        long duration = Math.max(0, now - startNanos) / 1000;
        JsonWriter out = writer();
        if (out == null) {
            return;
        }
        try {
            Events.spanEnd(
                    out,
                    id,
                    parentId,
                    name,
                    clock.micros(now),
                    duration,
                    status,
                    kind,
                    tags,
                    metadata,
                    usage,
                    failure,
                    result);
            append(out, now, status == Status.ERROR ? Counts.ERROR : Counts.NOTHING, usage);
        } catch (Throwable e) {
            lost("span_end of " + name, e);
        } finally {
            out.release();
        }
    }

    void event(long parentId, String name, @Nullable Object data) {
        String safeName = name == null ? "null" : name;
        write(
                System.nanoTime(),
                Counts.EVENT,
                (out, ts) -> Events.event(out, Ids.next(), parentId, safeName, ts, data));
    }

    TraceFile file(byte[] bytes, String mediaType) {
        try {
            String hash = TraceFile.hash(bytes);
            return TraceFile.kept(files.keep(bytes, hash, MediaTypes.ending(mediaType)), mediaType, bytes.length, hash);
        } catch (Throwable e) { // no memory, no stack
            lost("a file", e);
            return TraceFile.notKept(mediaType, bytes);
        }
    }

    private Events.ParentLink linkFrom(Path child, long spanId) {
        return new Events.ParentLink(traceId, spanId, relative(child, sink.path()));
    }

    private void childStarted(Recording child, long spanId) {
        String name = child.options.displayName();
        String file = relative(sink.path(), child.sink.path());
        write(
                System.nanoTime(),
                Counts.EVENT,
                (out, ts) -> Events.childStarted(out, Ids.next(), spanId, ts, name, file));
    }

    private void childEnded(Recording child, long spanId, Status status, long duration, RunTotals totals) {
        if (ended.get()) {
            return;
        }
        Events.Child summary = new Events.Child(
                child.options.displayName(), relative(sink.path(), child.sink.path()), status, duration, totals);
        synchronized (children) {
            children.add(summary);
        }
        sink.addChild(totals);
        write(System.nanoTime(), Counts.EVENT, (out, ts) -> Events.childEnded(out, Ids.next(), spanId, ts, summary));
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

    private void write(long nanos, Counts counts, Encoder encoder) {
        JsonWriter out = writer();
        if (out == null) {
            return;
        }
        try {
            encoder.encode(out, clock.micros(nanos));
            append(out, nanos, counts, null);
        } catch (Throwable e) {
            lost("an event", e);
        } finally {
            out.release();
        }
    }

    private void append(JsonWriter out, long nanos, Counts counts, @Nullable TokenUsage usage) {
        if (options.isPlain()) {
            sink.append(out, nanos, counts, usage);
        } else {
            masked(out, line -> {
                sink.append(line, nanos, counts, usage);
                tell(line);
            });
        }
    }

    private void masked(JsonWriter out, LineUse use) {
        Mask mask = options.mask();
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

    private void tell(JsonWriter line) {
        List<Backend> listeners = options.listeners();
        if (listeners.isEmpty()) {
            return;
        }
        String text = new String(line.bytes(), 0, line.length() - 1, StandardCharsets.UTF_8);
        for (Backend listener : listeners) {
            try {
                listener.onEvent(traceId, text);
            } catch (Throwable e) { // the user's code; the file has the event
                String backend = BackendPool.describe(listener);
                Log.warnOnce(backend, backend + " failed on an event", e);
            }
        }
    }

    /** Null if there is no memory for one. */
    private @Nullable JsonWriter writer() {
        try {
            return JsonWriter.borrow();
        } catch (RuntimeException | Error e) {
            lost("an event", e);
            return null;
        }
    }

    private void lost(String what, Throwable e) {
        Log.warnOnce("record " + e.getClass().getName(), sink.path() + ": " + what + " is lost", e);
    }
}
