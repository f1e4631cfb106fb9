package dev.traqo;

import dev.traqo.internal.Captured;
import dev.traqo.internal.Context;
import dev.traqo.internal.Events.Status;
import dev.traqo.internal.Ids;
import dev.traqo.internal.Log;
import dev.traqo.internal.Machine;
import dev.traqo.internal.StageEnd;
import dev.traqo.internal.Step;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A span that is recorded: builder first, then handle, in one object, because a span costs little more than what it
 * allocates.
 *
 * <p>Each tracer has one <em>root</em>: a span that is never written and stands for "at the top of this trace" in the
 * {@link Context}.
 *
 * <p>Threads: until it begins, a span belongs to the thread that builds it. Afterwards every change of {@code tags} and
 * {@code metadata} replaces the array under the object's monitor, so that the end reads a consistent one.
 */
final class LiveSpan implements Span, Span.Builder, Step {

    private static final int ROOT = -1;
    private static final int BUILDING = 0;
    private static final int RUNNING = 1;
    private static final int ENDED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(LiveSpan.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Tracer tracer;
    private final String name;
    private long id;
    private long parentId;
    private boolean parentLost;
    private long startNanos;
    private @Nullable String kind;
    private String @Nullable [] tags;
    /** Pairs of key and value; while building it may end in unused places. */
    private @Nullable Object @Nullable [] metadata;
    /** The input while building, the output afterwards. */
    private @Nullable Object value;

    private @Nullable TokenUsage usage;
    private @Nullable Throwable error;
    private @Nullable Object previous;
    private volatile int state;

    LiveSpan(Tracer tracer, String name, long parentId) {
        this.tracer = tracer;
        this.name = name;
        this.parentId = parentId;
    }

    /** The root of a tracer. */
    LiveSpan(Tracer tracer) {
        this(tracer, "", 0);
        state = ROOT;
    }

    /** What is current on this thread and still being recorded; null if nothing is. */
    static @Nullable LiveSpan active() {
        LiveSpan current = ours(Context.current());
        return current == null || (current.state != ENDED && current.tracer.isOpen()) ? current : current.nearestOpen();
    }

    /** With the agent, what is current may belong to a copy of the library in another class loader. */
    private static @Nullable LiveSpan ours(@Nullable Object current) {
        return current instanceof LiveSpan span ? span : null;
    }

    /** For a span that was left current although it, or its trace, has ended. */
    private @Nullable LiveSpan nearestOpen() {
        LiveSpan span = this;
        while (span != null && (span.state == ENDED || !span.tracer.isOpen())) {
            LiveSpan before = ours(span.previous);
            span = before == null && span.tracer.isOpen() ? span.tracer.root() : before;
        }
        return span;
    }

    /** What becomes current again when this span, or the trace that it is the root of, is left. */
    void previous(@Nullable Object before) {
        previous = before;
    }

    /** Whether this trace is current further out on this thread, with no span of it open there. */
    boolean isAtTheTopOf(Tracer other) {
        LiveSpan span = this;
        while (span != null && span.tracer != other) {
            span = ours(span.previous);
        }
        return span != null && span.isRoot();
    }

    /** Has the thread recorded on which it begins: nobody knows below what. */
    LiveSpan withoutParent() {
        parentLost = true;
        return this;
    }

    Tracer tracer() {
        return tracer;
    }

    boolean isRoot() {
        return state == ROOT;
    }

    /** 0 for a root: spans below it stand at the top of the trace. */
    long spanId() {
        return id;
    }

    // ---- building -----------------------------------------------------------------------------------------------

    @Override
    public LiveSpan kind(Kind kind) {
        this.kind = kind == null ? null : kind.label();
        return this;
    }

    @Override
    public LiveSpan kind(String kind) {
        this.kind = kind;
        return this;
    }

    @Override
    public LiveSpan input(@Nullable Object value) {
        if (state == BUILDING) {
            this.value = value;
        }
        return this;
    }

    @Override
    public LiveSpan parent(Span parent) {
        if (parent instanceof LiveSpan live && live.tracer == tracer) {
            parentId = live.id;
            parentLost = false;
        }
        return this;
    }

    // ---- both ---------------------------------------------------------------------------------------------------

    @Override
    public LiveSpan tags(String... more) {
        if (more == null || state == ENDED) {
            return this;
        }
        synchronized (this) {
            String[] now = tags;
            if (now == null) {
                tags = more.clone();
            } else {
                String[] joined = Arrays.copyOf(now, now.length + more.length);
                System.arraycopy(more, 0, joined, now.length, more.length);
                tags = joined;
            }
        }
        return this;
    }

    @Override
    public LiveSpan metadata(String key, @Nullable Object value) {
        if (key == null || state == ENDED) {
            return this;
        }
        if (key.equals("token_usage")) {
            TokenUsage tokens = value instanceof TokenUsage u ? u : TokenUsages.from(value);
            if (tokens != null || value == null) {
                return tokenUsage(tokens);
            }
        }
        Object captured = Captured.of(value);
        if (state == BUILDING) {
            metadata = put(metadata, key, captured, false);
        } else {
            synchronized (this) {
                metadata = put(metadata, key, captured, true);
            }
        }
        return this;
    }

    @Override
    public LiveSpan metadata(Map<String, ?> entries) {
        if (entries == null) {
            return this;
        }
        try {
            entries.forEach(this::metadata);
        } catch (Throwable e) { // a map of the application: it may do anything
            Log.warnOnce("metadata", "metadata could not be read and is left out", e);
        }
        return this;
    }

    private static @Nullable Object[] put(
            @Nullable Object @Nullable [] pairs, String key, @Nullable Object value, boolean shared) {
        if (pairs == null) {
            return new Object[] {key, value, null, null};
        }
        int at = 0;
        while (at < pairs.length && pairs[at] != null && !key.equals(pairs[at])) {
            at += 2;
        }
        @Nullable Object[] into = at == pairs.length ? Arrays.copyOf(pairs, at + 4) : shared ? pairs.clone() : pairs;
        into[at] = key;
        into[at + 1] = value;
        return into;
    }

    @Override
    public LiveSpan tokenUsage(@Nullable TokenUsage usage) {
        if (state != ENDED) {
            this.usage = usage;
        }
        return this;
    }

    // ---- beginning ----------------------------------------------------------------------------------------------

    @Override
    public LiveSpan start() {
        if (state != BUILDING) {
            return again().start();
        }
        id = Ids.next();
        startNanos = System.nanoTime();
        STATE.setRelease(this, RUNNING);
        Object input = value;
        value = null;
        String thread = parentLost ? Machine.thread() : null;
        tracer.recording().spanStarted(id, parentId, name, startNanos, thread, kind, tags, metadata, usage, input);
        return this;
    }

    /** A builder that is used once more begins a new span like the first. */
    private LiveSpan again() {
        LiveSpan copy = new LiveSpan(tracer, name, parentId);
        copy.parentLost = parentLost;
        copy.kind = kind;
        copy.tags = tags;
        copy.metadata = metadata == null ? null : metadata.clone();
        return copy;
    }

    @Override
    public LiveSpan open() {
        LiveSpan span = start();
        span.previous(Context.swap(span));
        return span;
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<R, X> step) throws X {
        LiveSpan span = open();
        R result;
        try {
            result = step.call(span);
        } catch (Throwable e) {
            span.error = e;
            span.leaveAll();
            span.end();
            throw e;
        }
        if (span.value == null) {
            span.value = result; // read by the end, before the caller gets it
        }
        span.leaveAll();
        span.end();
        return result;
    }

    @Override
    public <X extends Exception> void run(Run<X> step) throws X {
        LiveSpan span = open();
        try {
            step.run(span);
        } catch (Throwable e) {
            span.error = e;
            throw e;
        } finally {
            span.leaveAll();
            span.end();
        }
    }

    @Override
    public <R extends CompletionStage<?>, X extends Exception> R callAsync(Call<R, X> step) throws X {
        LiveSpan span = open();
        R stage;
        try {
            stage = step.call(span);
        } catch (Throwable e) {
            span.error = e;
            span.leaveAll();
            span.end();
            throw e;
        }
        span.leaveAll();
        if (stage == null) {
            span.end();
        } else {
            StageEnd.await(stage, tracer, span);
        }
        return stage;
    }

    // ---- running ------------------------------------------------------------------------------------------------

    @Override
    public String id() {
        return Ids.hex(id);
    }

    @Override
    public boolean isRecording() {
        return state == RUNNING && tracer.isOpen();
    }

    @Override
    public LiveSpan output(@Nullable Object value) {
        if (state == RUNNING) {
            this.value = Captured.of(value);
        }
        return this;
    }

    @Override
    public LiveSpan event(String name, @Nullable Object data) {
        if (isRecording()) {
            tracer.recording().event(id, name, data);
        }
        return this;
    }

    @Override
    public LiveSpan error(Throwable error) {
        if (state != ENDED) {
            this.error = error;
        }
        return this;
    }

    @Override
    public void end() {
        if (!STATE.compareAndSet(this, RUNNING, ENDED)) {
            return;
        }
        Throwable failure = error;
        tracer.recording()
                .spanEnded(
                        id,
                        parentId,
                        name,
                        startNanos,
                        failure == null ? Status.OK : Status.ERROR,
                        kind,
                        tags,
                        metadata,
                        usage,
                        failure,
                        value);
        value = null;
    }

    @Override
    public void end(@Nullable Object result, @Nullable Throwable failure) {
        if (isRoot()) {
            tracer.end(result, failure);
            return;
        }
        if (state == RUNNING) {
            value = value == null ? result : value;
            error = failure == null ? error : failure;
        }
        end();
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public void close() {
        leave();
        end();
    }

    /** Makes current again what was before, unless this is another thread or something newer is current. */
    private void leave() {
        Object before = previous;
        while (before instanceof LiveSpan span && span.state == ENDED && span.tracer == tracer) {
            before = span.previous;
        }
        Context.restore(this, before);
    }

    /** At the end of a step: spans that it opened and did not close are left too. */
    private void leaveAll() {
        Context.swap(previous);
    }

    @Override
    public Scope makeCurrent() {
        Object before = Context.swap(this);
        return () -> Context.restore(this, before);
    }
}
