package dev.traqo;

import dev.traqo.internal.Captured;
import dev.traqo.internal.Context;
import dev.traqo.internal.Events.Status;
import dev.traqo.internal.MediaTypes;
import dev.traqo.internal.OpenTraces;
import java.nio.file.Path;
import java.util.Objects;
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

    private static final Tracer NOOP = new Tracer(null);

    private final @Nullable Recording recording;
    private final LiveSpan root = new LiveSpan(this);
    private volatile boolean open;
    private volatile @Nullable Object output;
    private volatile @Nullable Throwable error;
    private @Nullable Object before;

    /** The trace above a child, and the span it was started in. */
    record Parent(Tracer tracer, long spanId) {}

    private Tracer(@Nullable Recording recording) {
        this.recording = recording;
        this.open = recording != null;
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
        if (!Traqo.isEnabled()) {
            return NOOP;
        }
        if (parent != null && !parent.tracer.isOpen()) {
            return parent.tracer.recording == null ? parent.tracer : NOOP;
        }
        Recording recording = Recording.open(options);
        if (recording == null) {
            return new Tracer(null); // not the no-op: its children must not become traces of their own
        }
        Tracer tracer = new Tracer(recording);
        recording.begin(parent);
        OpenTraces.add(tracer, () -> tracer.finish(Status.INTERRUPTED));
        tracer.before = Context.swap(tracer.root);
        tracer.root.previous(tracer.before);
        return tracer;
    }

    LiveSpan root() {
        return root;
    }

    /** What writes this trace; only for spans, which exist only where there is one. */
    Recording recording() {
        return Objects.requireNonNull(recording);
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
        return recording == null ? null : recording.path();
    }

    /** 32 hex digits; zeros if this trace records nothing. */
    public String traceId() {
        return recording == null ? "0".repeat(32) : recording.traceId();
    }

    /** Whether integrations should record messages, arguments and results. */
    public boolean capturesContent() {
        return recording == null || recording.options().captureContent();
    }

    /** A step below the current one of this thread. */
    public Span.Builder span(String name) {
        if (!isOpen()) {
            return NoopSpan.INSTANCE;
        }
        String safeName = name == null ? "null" : name;
        LiveSpan current = LiveSpan.active();
        if (current != null && current.tracer() == this) {
            return new LiveSpan(this, safeName, current.spanId());
        }
        LiveSpan span = new LiveSpan(this, safeName, 0);
        return current != null && current.isAtTheTopOf(this) ? span : span.withoutParent();
    }

    private long currentSpanId() {
        LiveSpan current = LiveSpan.active();
        return current != null && current.tracer() == this ? current.spanId() : 0;
    }

    /** Records a point in time inside the current span of this thread. */
    public Tracer log(String name, @Nullable Object data) {
        Recording trace = recording;
        if (trace != null && isOpen()) {
            trace.event(currentSpanId(), name, data);
        }
        return this;
    }

    /**
     * Keeps an image, a sound or a document, and returns what stands for it in inputs and outputs. The bytes are written
     * once a trace, into the folder {@code NAME.files} beside {@code NAME.jsonl}, before this method returns. A mask does
     * not see them.
     *
     * <p>They are not kept, and only type, size and hash can be recorded, if nothing is recorded here, if this trace
     * {@linkplain #capturesContent records no content}, or, with one warning, if they cannot be written. Never throws.
     *
     * @param bytes must not change while this method runs; where they are not kept, as long as the result is in use
     * @param mediaType such as {@code image/png}; may come from outside, and be null if it is not known
     */
    public TraceFile file(byte[] bytes, @Nullable String mediaType) {
        byte[] content = bytes == null ? new byte[0] : bytes;
        String type = MediaTypes.clean(mediaType);
        Recording trace = recording;
        return trace == null || bytes == null || !isOpen() || !capturesContent()
                ? TraceFile.notKept(type, content)
                : trace.file(content, type);
    }

    /** What the whole run produced. The last value wins. */
    public Tracer output(@Nullable Object value) {
        if (isOpen()) {
            output = Captured.of(value);
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
        if (this == NOOP) {
            return builder(name);
        }
        TraceBuilder child = new TraceBuilder(name, null, new Parent(this, currentSpanId()));
        return recording == null ? child : child.like(recording.options(), recording.path());
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

    /** Closes the trace as {@link TraceBuilder#call} does. */
    void end(@Nullable Object result, @Nullable Throwable failure) {
        outputIfNone(result);
        if (failure != null) {
            error(failure);
        }
        close();
    }

    /** Ends the trace and closes the file. Spans that are still open stay without an end. Further calls do nothing. */
    @Override
    public void close() {
        OpenTraces.endPending(this);
        finish(error == null ? Status.OK : Status.ERROR);
        Context.restore(root, before);
    }

    private void finish(Status status) {
        Recording trace = recording;
        if (trace != null && trace.end(status, error, output, () -> open = false)) {
            OpenTraces.remove(this);
        }
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
