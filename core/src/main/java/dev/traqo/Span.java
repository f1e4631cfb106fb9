package dev.traqo;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One step of a trace, while it runs.
 *
 * <pre>{@code
 * String answer = tracer.span("classify").kind(Kind.LLM).input(question).metadata("model", "gpt-4o").call(span -> {
 *     span.tokenUsage(TokenUsage.of(100, 50));
 *     return callModel(question);
 * });
 *
 * Span.current().metadata("confidence", 0.95); // from anywhere below, without passing the span along
 * }</pre>
 *
 * <p>What a span records is read when it is handed over: an object that changes later does not change the trace. After
 * the end of the span nothing more is recorded.
 *
 * <p>Safe for use by several threads. No method throws because of what it is given; null values are recorded as absent.
 */
public interface Span extends AutoCloseable {

    /** The innermost span of this thread; one that records nothing if there is none. Never null. */
    static Span current() {
        LiveSpan current = LiveSpan.active();
        return current != null && !current.isRoot() ? current : NoopSpan.INSTANCE;
    }

    /** Sixteen hex digits; sixteen zeros for a span that records nothing. */
    String id();

    /** False for the span that {@link #current} returns when there is none, and after the end. */
    boolean isRecording();

    /** What the step produced. The last value wins. */
    Span output(@Nullable Object value);

    /** Adds or replaces one entry of the metadata. */
    Span metadata(String key, @Nullable Object value);

    /** Adds or replaces entries of the metadata. */
    Span metadata(Map<String, ?> entries);

    /** Adds tags. */
    Span tags(String... tags);

    /** What the model call consumed. */
    Span tokenUsage(@Nullable TokenUsage usage);

    /** Records a point in time inside this span. */
    Span event(String name, @Nullable Object data);

    /** Records that the step failed. It still has to be ended. */
    Span error(Throwable error);

    /** Ends the span, on whatever thread. Further calls do nothing. */
    void end();

    /** Ends the span and, on the thread that opened it, makes current again what was before. */
    @Override
    void close();

    /** Makes this span current on this thread, until the scope is closed: for callbacks and other threads. */
    Scope makeCurrent();

    /**
     * A span that has not begun.
     *
     * <p>{@link #call} and {@link #run} record the exception that ends the step; prefer them. A {@code try (Span span =
     * ….open())} is closed before its {@code catch} runs and cannot see the exception: call {@link Span#error}.
     */
    interface Builder {

        /** What sort of step it is. */
        Builder kind(Kind kind);

        /** What sort of step it is, in a word of your own. */
        Builder kind(String kind);

        /** What the step was given. Read when the span begins. */
        Builder input(@Nullable Object value);

        /** Adds or replaces one entry of the metadata. */
        Builder metadata(String key, @Nullable Object value);

        /** Adds or replaces entries of the metadata. */
        Builder metadata(Map<String, ?> entries);

        /** Adds tags. */
        Builder tags(String... tags);

        /** The span above this one, when it is not the current one of this thread. */
        Builder parent(Span parent);

        /**
         * Runs the step inside the span. Its result becomes the output unless the step sets one; its exception is
         * recorded and thrown on.
         */
        <R extends @Nullable Object, X extends Exception> R call(Call<R, X> step) throws X;

        /** As {@link #call}, for a step without a result. */
        <X extends Exception> void run(Run<X> step) throws X;

        /**
         * Starts an asynchronous step inside the span, which ends when the stage completes. Returns the very stage that
         * the step returned, so cancelling it works.
         */
        <R extends CompletionStage<?>, X extends Exception> R callAsync(Call<R, X> step) throws X;

        /** Begins the span and makes it current on this thread until it is closed. */
        Span open();

        /** Begins the span without making it current: it may end on any thread. */
        Span start();
    }

    /** A step that returns something. */
    @FunctionalInterface
    interface Call<R extends @Nullable Object, X extends Exception> {
        R call(Span span) throws X;
    }

    /** A step that returns nothing. */
    @FunctionalInterface
    interface Run<X extends Exception> {
        void run(Span span) throws X;
    }
}
