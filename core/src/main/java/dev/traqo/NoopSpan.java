package dev.traqo;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The span when nothing is being recorded: it runs what it is given and does nothing else. */
final class NoopSpan implements Span, Span.Builder {

    static final NoopSpan INSTANCE = new NoopSpan();
    private static final Scope NO_SCOPE = () -> {};

    private NoopSpan() {}

    @Override
    public String id() {
        return "0000000000000000";
    }

    @Override
    public boolean isRecording() {
        return false;
    }

    @Override
    public NoopSpan kind(Kind kind) {
        return this;
    }

    @Override
    public NoopSpan kind(String kind) {
        return this;
    }

    @Override
    public NoopSpan input(@Nullable Object value) {
        return this;
    }

    @Override
    public NoopSpan output(@Nullable Object value) {
        return this;
    }

    @Override
    public NoopSpan metadata(String key, @Nullable Object value) {
        return this;
    }

    @Override
    public NoopSpan metadata(Map<String, ?> entries) {
        return this;
    }

    @Override
    public NoopSpan tags(String... tags) {
        return this;
    }

    @Override
    public NoopSpan parent(Span parent) {
        return this;
    }

    @Override
    public NoopSpan tokenUsage(@Nullable TokenUsage usage) {
        return this;
    }

    @Override
    public NoopSpan event(String name, @Nullable Object data) {
        return this;
    }

    @Override
    public NoopSpan error(Throwable error) {
        return this;
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R call(Call<R, X> step) throws X {
        return step.call(this);
    }

    @Override
    public <X extends Exception> void run(Run<X> step) throws X {
        step.run(this);
    }

    @Override
    public <R extends CompletionStage<?>, X extends Exception> R callAsync(Call<R, X> step) throws X {
        return step.call(this);
    }

    @Override
    public NoopSpan open() {
        return this;
    }

    @Override
    public NoopSpan start() {
        return this;
    }

    @Override
    public void end() {}

    @Override
    public void close() {}

    @Override
    public Scope makeCurrent() {
        return NO_SCOPE;
    }
}
