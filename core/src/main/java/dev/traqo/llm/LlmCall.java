package dev.traqo.llm;

import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.internal.Interest;
import dev.traqo.internal.Log;
import dev.traqo.internal.OpenTraces;
import java.lang.ref.WeakReference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model, from the request to the end of the answer: a span with everything that is worth knowing of it.
 *
 * <ol>
 *   <li>Where nothing is recorded ({@link #isRecorded}), leave the library alone.
 *   <li>On the thread of the caller, before the request leaves: {@link #start}. The span stands below what is current
 *       there.
 *   <li>A whole answer: {@link #finish(Object)}. A stream: {@link #chunk} for every event in order, on any thread, then
 *       {@link #finish()}. Both take what the library has, and {@link LlmRequest#toJson} makes JSON of it; an integration
 *       without JSON fills {@link #answer} instead.
 *   <li>An exception: {@link #fail}, and throw it on. The application closed the stream, or cancelled: {@link #cancel}.
 *   <li>What the application may simply drop (a stream): {@link #watch} ends the call as abandoned when it is garbage.
 * </ol>
 *
 * <p>The first end counts. A call that is open when its trace is closed ends as abandoned. Chunks are decoded on a thread
 * of the library's own; only a few wait there, and the end of the call decodes those that are left.
 *
 * <p>Safe for any thread. No method throws, whatever it is given.
 */
public final class LlmCall {

    private final Tracer tracer;
    private final Span span;
    private final LlmRequest request;
    private final CallLayer layer;
    private final boolean content;
    private final long startNanos = System.nanoTime();
    private final LlmAnswer answer;
    private final WireDecoder decoder;
    private final Interest interest = new Interest(this::abandon);
    private final Runnable atTraceEnd = this::traceEnds;
    private final ReentrantLock ending = new ReentrantLock();
    private volatile boolean ended;
    private volatile @Nullable Runnable beforeEnd;
    private volatile @Nullable WeakReference<CompletableFuture<?>> result;
    private final WaitingChunks waiting = new WaitingChunks(this::decode);

    private LlmCall(Tracer tracer, Span span, LlmRequest request) {
        this.tracer = tracer;
        this.span = span;
        this.layer = new CallLayer(span, Span.current());
        this.request = request;
        this.content = tracer.capturesContent();
        this.answer = new LlmAnswer(tracer);
        this.decoder = new WireDecoder(answer, tracer, request.kind() != null);
    }

    /** Whether a call that began on this thread now would be recorded. */
    public static boolean isRecorded() {
        return Tracer.current().isRecording();
    }

    /** Begins a call, below what is current on this thread. */
    public static LlmCall start(LlmRequest request) {
        Tracer tracer = Tracer.current();
        LlmCall call = new LlmCall(tracer, begin(tracer, request), request);
        call.ended = !tracer.isRecording();
        OpenTraces.addPending(tracer, call.atTraceEnd);
        return call;
    }

    private static Span begin(Tracer tracer, LlmRequest request) {
        Span.Builder span = tracer.span(request.name());
        try {
            if (request.kind() != null) {
                span.kind(request.kind());
            }
            span.metadata("provider", request.provider())
                    .metadata("api", request.api())
                    .metadata("model", request.model());
            if (!request.parameters().isEmpty()) {
                span.metadata("model_parameters", request.parameters());
            }
            if (request.isStream()) {
                span.metadata("stream", true);
            }
            if (tracer.capturesContent()) {
                span.input(Media.kept(request.input(), tracer));
            }
        } catch (Throwable e) {
            failed(e);
        }
        return span.start();
    }

    /** The span of the call, for what this class does not know. */
    public Span span() {
        return span;
    }

    /**
     * While the library works for this call, on this thread. If it calls a client that is traced too, the model call that
     * this one records stands below, and the tokens of both are counted once, with the one that ends first. A handler of
     * the application's must not run inside.
     */
    public Scope enter() {
        return layer.enter();
    }

    /** What has come so far; for integrations whose library does not have the provider's JSON. */
    public LlmAnswer answer() {
        return answer;
    }

    /** The provider's name for this request, which its support asks for. */
    public LlmCall requestId(@Nullable String id) {
        span.metadata("request_id", id);
        return this;
    }

    /** How often the library tried again. */
    public LlmCall retries(int times) {
        if (times > 0) {
            span.metadata("retries", times);
        }
        return this;
    }

    // ---- what comes ---------------------------------------------------------------------------------------------

    /** One event of a stream, as the library has it. It must not change any more. */
    public void chunk(@Nullable Object raw) {
        if (raw == null || ended) {
            return;
        }
        try {
            waiting.add(raw);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Decodes the chunks that wait. */
    void decodeWaiting() {
        waiting.decodeAll();
    }

    /** Not all that came is kept. */
    void incomplete() {
        decoder.failed();
    }

    private void decode(Object raw, long nanos) {
        try {
            answer.at(nanos);
            decoder.accept(request.toJson().apply(raw));
        } catch (Throwable e) {
            decoder.failed();
            failed(e);
        } finally {
            answer.at(0);
        }
    }

    // ---- the end ------------------------------------------------------------------------------------------------

    /** The whole answer, as the library has it. */
    public void finish(@Nullable Object wholeAnswer) {
        ending.lock(); // before it is decoded: of two threads that bring the same answer, one does
        try {
            if (wholeAnswer != null && !ended) {
                decodeWaiting();
                decode(wholeAnswer, 0);
            }
            finish();
        } finally {
            ending.unlock();
        }
    }

    /**
     * The answer comes with this future, which ends the call. A future wakes whoever waits for it before it tells anybody
     * else, so the trace may be closed by then: closing it looks at the future, too.
     */
    public void finishWith(CompletableFuture<?> future) {
        try {
            result = new WeakReference<>(future); // one that nobody can complete any more must not be kept
            future.whenComplete(this::complete);
        } catch (Throwable e) {
            failed(e);
            finish();
        }
    }

    /** What is to be done just before the call ends, however it ends: the last chance to add to the span. */
    public void beforeEnd(Runnable last) {
        beforeEnd = last;
    }

    /** The answer is complete. */
    public void finish() {
        end(null, null);
    }

    /** The call failed; what had come of the answer is kept. */
    public void fail(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        end(cause instanceof CancellationException ? "cancelled" : null, cause);
    }

    /** The application wants no more of the answer. */
    public void cancel() {
        end("cancelled", null);
    }

    private void abandon() {
        end("abandoned", null);
    }

    /** Ends the call as abandoned when this object, which must not be reachable from the call, is garbage. */
    public void watch(Object handedOut) {
        if (!ended) {
            interest.watch(handedOut);
        }
    }

    /** Whether the call has ended. */
    public boolean isEnded() {
        return ended;
    }

    private void end(@Nullable String how, @Nullable Throwable error) {
        ending.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            Runnable last = beforeEnd;
            if (last != null) {
                attempt(last);
            }
            attempt(interest::lost);
            attempt(waiting::decodeAll);
            attempt(() -> describe(how, error == null));
            if (error != null) {
                attempt(() -> span.error(error));
            }
            attempt(span::end);
            layer.end();
            OpenTraces.removePending(tracer, atTraceEnd);
        } finally {
            ending.unlock();
        }
    }

    /** The trace is being closed: lets an end that another thread is writing, or a future that is done, come first. */
    private void traceEnds() {
        try {
            if (ending.tryLock() || ending.tryLock(1, TimeUnit.SECONDS)) { // the first one even when interrupted
                try {
                    CompletableFuture<?> future = result == null ? null : result.get();
                    if (future != null && future.isDone()) {
                        future.whenComplete(this::complete); // here and now
                    }
                    abandon();
                } finally {
                    ending.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void complete(@Nullable Object wholeAnswer, @Nullable Throwable error) {
        if (error == null) {
            finish(wholeAnswer);
        } else {
            fail(error);
        }
    }

    private void describe(@Nullable String how, boolean complete) {
        if (content) {
            attempt(() -> span.output(answer.output()));
        }
        if (decoder.isPartial()) {
            span.metadata("decode", "partial");
        }
        long first = answer.firstContentNanos();
        long micros = Math.max(0, first - startNanos) / 1000;
        double firstContentSeconds = first == 0 ? -1 : micros / 1e6; // six digits
        TokenUsage usage = answer.usage();
        TokenUsage counted = usage != null && layer.counts(usage) ? usage : null;
        CallOutcome outcome = CallOutcome.of(request, answer, counted, firstContentSeconds, how, complete);
        span.tokenUsage(outcome.usage());
        span.metadata(outcome.metadata());
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Says once that something of ours did not work. */
    static void failed(Throwable e) {
        Log.warnOnce("llm " + e.getClass().getName(), "a model call could not be recorded completely", e);
    }
}
