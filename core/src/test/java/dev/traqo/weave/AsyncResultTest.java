package dev.traqo.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Lines;
import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import dev.traqo.Tracer;
import dev.traqo.Warnings;
import dev.traqo.internal.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages: the span ends when the stage completes, and the caller gets the very stage. */
class AsyncResultTest extends InTrace {

    static final class Sample {
        @Trace
        CompletableFuture<String> future(@TraceIgnore Supplier<CompletableFuture<String>> body) {
            return body.get();
        }

        @Trace
        CompletionStage<String> stage(@TraceIgnore Supplier<CompletionStage<String>> body) {
            return body.get();
        }

        @Trace
        Future<?> wide(@TraceIgnore Supplier<Future<?>> body) {
            return body.get();
        }

        @Trace
        Object any(@TraceIgnore Supplier<?> body) {
            return body.get();
        }
    }

    private final Sample sample = new Sample();

    @ParameterizedTest
    @ValueSource(strings = {"future", "stage", "wide", "any"})
    void completes_sameInstanceAndItsValue(String method) {
        Object before = Context.current();
        CompletableFuture<String> future = new CompletableFuture<>();
        Object returned = Weaving.call(sample, method, (Supplier<Object>) () -> {
            tracer.span("inside").run(span -> {});
            return future;
        });

        assertThat(returned).isSameAs(future);
        assertThat(Context.current()).isSameAs(before);
        tracer.span("meanwhile").run(span -> {});
        future.complete("done");
        tracer.span("after").run(span -> {});

        Lines lines = lines();
        assertThat(lines.end(method).get("output").asString()).isEqualTo("done");
        assertThat(lines.parentOf("inside")).isEqualTo(method);
        assertThat(lines.parentOf("meanwhile")).isNull();
        assertThat(lines.story()).containsSubsequence("span_end meanwhile", "span_end " + method, "span_start after");
    }

    @Test
    void fails_causeIsRecorded() {
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<String> dependent =
                Weaving.call(sample, "future", (Supplier<Object>) () -> future.thenApply(String::trim));
        future.completeExceptionally(new IllegalStateException("expected"));

        assertThatThrownBy(dependent::join).isInstanceOf(CompletionException.class);
        assertThat(lines().end("future").get("status").asString()).isEqualTo("error");
        assertThat(lines().end("future").get("error").get("type").asString())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void cancelled_isAnError() {
        CompletableFuture<String> future = Weaving.call(sample, "future", (Supplier<Object>) CompletableFuture::new);

        assertThat(future.cancel(true)).isTrue();
        assertThat(lines().end("future").get("error").get("type").asString())
                .isEqualTo("java.util.concurrent.CancellationException");
    }

    @Test
    void methodThrows_orReturnsNothing() {
        assertThatThrownBy(() -> Weaving.call(sample, "future", (Supplier<Object>) () -> {
                    throw new IllegalStateException("at once");
                }))
                .hasMessage("at once");
        assertThat((Object) Weaving.call(sample, "stage", (Supplier<Object>) () -> null))
                .isNull();

        assertThat(lines().end("future").get("status").asString()).isEqualTo("error");
        assertThat(lines().end("stage").get("status").asString()).isEqualTo("ok");
    }

    @Test
    void alreadyComplete() {
        Weaving.call(sample, "future", (Supplier<Object>) () -> CompletableFuture.completedFuture("now"));

        assertThat(lines().end("future").get("output").asString()).isEqualTo("now");
    }

    @Test
    void neverCompletes_hasNoEnd() {
        Weaving.call(sample, "future", (Supplier<Object>) CompletableFuture::new);

        assertThat(lines().ofType("span_start")).hasSize(1);
        assertThat(lines().ofType("span_end")).isEmpty();
    }

    /** A future wakes its waiters first: the trace is closed before the span has ended, unless closing looks. */
    @Test
    void closedAsSoonAsItCompletes_stillEnds() {
        for (int i = 0; i < 200; i++) {
            Tracer own = Tracer.builder(folder.resolve("own-" + i)).open();
            ExecutorService pool = Executors.newSingleThreadExecutor();
            try {
                CompletableFuture<String> future = Weaving.call(
                        sample, "future", (Supplier<Object>) () -> CompletableFuture.supplyAsync(() -> "x", pool));
                future.join();
            } finally {
                own.close();
                pool.shutdown();
            }
            assertThat(Lines.of(own.path()).ofType("span_end")).hasSize(1);
        }
    }

    @Test
    void completedByTheReadersCallback_orderDoesNotMatter() {
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<String> returned = Weaving.call(sample, "future", (Supplier<Object>) () -> future);
        returned.thenAccept(value -> tracer.close());
        future.complete("x");

        assertThat(lines().end("future").get("output").asString()).isEqualTo("x");
    }

    @Test
    void nested_parentsAreRight() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<String> outer = Weaving.call(sample, "future", (Supplier<Object>)
                () -> Weaving.<CompletionStage<String>>call(sample, "stage", (Supplier<Object>) () -> inner)
                        .toCompletableFuture()
                        .thenApply(text -> text + "!"));
        inner.complete("a");

        assertThat(outer.join()).isEqualTo("a!");
        assertThat(lines().parentOf("stage")).isEqualTo("future");
        assertThat(lines().end("future").get("output").asString()).isEqualTo("a!");
    }

    @Test
    void brokenStage_isReturnedAsItIs() {
        CompletableFuture<String> broken = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> whenComplete(
                    java.util.function.BiConsumer<? super String, ? super Throwable> action) {
                throw new UnsupportedOperationException("not here");
            }
        };
        try (Warnings warnings = new Warnings()) {
            assertThat((Object) Weaving.call(sample, "future", (Supplier<Object>) () -> broken))
                    .isSameAs(broken);
            assertThat(warnings.messages()).allMatch(message -> message.contains("not here"));
        }
        assertThat(lines().ofType("span_end")).hasSize(1);
    }
}
