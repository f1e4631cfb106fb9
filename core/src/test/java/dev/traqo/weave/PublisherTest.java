package dev.traqo.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Lines;
import dev.traqo.Span;
import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import dev.traqo.internal.Context;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** Publishers: one span for each subscription. */
class PublisherTest extends InTrace {

    static final class Sample {
        @Trace
        Flow.Publisher<String> flow(String question, @TraceIgnore Supplier<Flow.Publisher<String>> body) {
            return body.get();
        }

        @Trace
        Flux<String> flux(String question, @TraceIgnore Supplier<Flux<String>> body) {
            return body.get();
        }

        @Trace
        Mono<String> mono(String question, @TraceIgnore Supplier<Mono<String>> body) {
            return body.get();
        }

        @Trace
        Object any(String question, @TraceIgnore Supplier<?> body) {
            return body.get();
        }

        @Trace
        org.reactivestreams.Publisher<String> streams(
                String question, @TraceIgnore Supplier<org.reactivestreams.Publisher<String>> body) {
            return body.get();
        }
    }

    private final Sample sample = new Sample();

    /** Where the elements come from; all are read as a flux. */
    enum Form {
        FLOW,
        FLUX,
        ANY,
        STREAMS;

        Flux<String> read(Sample sample, Supplier<Flux<String>> body) {
            return switch (this) {
                case FLOW ->
                    JdkFlowAdapter.flowPublisherToFlux(Weaving.call(sample, "flow", "why", (Supplier<?>)
                            () -> JdkFlowAdapter.publisherToFlowPublisher(body.get())));
                case FLUX -> Weaving.call(sample, "flux", "why", body);
                case ANY -> Weaving.call(sample, "any", "why", body);
                case STREAMS ->
                    Flux.from(Weaving.<org.reactivestreams.Publisher<String>>call(sample, "streams", "why", body));
            };
        }

        String span() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private Flux<String> body(String... items) {
        return Flux.fromArray(items).map(item -> {
            if (item.startsWith("fail")) {
                throw new IllegalStateException(item);
            }
            return tracer.span("make " + item).call(span -> item);
        });
    }

    private static JsonNode metadata(JsonNode end) {
        return end.get("metadata");
    }

    @ParameterizedTest
    @EnumSource
    void completes_elementsAreTheOutput(Form form) {
        Object outside = Context.current();
        List<String> read = new ArrayList<>();
        form.read(sample, () -> body("a", "b")).subscribe(item -> {
            assertThat(Context.current()).isSameAs(outside);
            read.add(item);
        });
        tracer.span("after").run(span -> {});

        assertThat(read).containsExactly("a", "b");
        Lines lines = lines();
        JsonNode end = lines.end(form.span());
        assertThat(lines.start(form.span()).get("input").toString()).isEqualTo("{\"question\":\"why\"}");
        assertThat(end.get("output").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(metadata(end).get("elements").asInt()).isEqualTo(2);
        assertThat(metadata(end).has("abandoned")).isFalse();
        assertThat(metadata(end).has("cancelled")).isFalse();
        assertThat(lines.parentOf("make a")).isEqualTo(form.span());
        assertThat(lines.parentOf("after")).isNull();
        assertThat(lines.story().indexOf("span_end " + form.span()))
                .isLessThan(lines.story().indexOf("span_start after"));
    }

    @ParameterizedTest
    @EnumSource
    void subscriptions_eachHasASpan(Form form) {
        Flux<String> flux = form.read(sample, () -> body("a"));
        flux.blockLast();
        flux.blockLast();
        flux.blockLast();

        assertThat(lines().ofType("span_end")
                        .filter(e -> e.get("name").asString().equals(form.span()))
                        .map(e -> e.get("output").toString()))
                .containsExactly("[\"a\"]", "[\"a\"]", "[\"a\"]");
        assertThat(lines().ofType("span_start")
                        .filter(e -> e.get("name").asString().equals(form.span()))
                        .map(e -> e.get("input").toString()))
                .allMatch("{\"question\":\"why\"}"::equals);
    }

    @ParameterizedTest
    @EnumSource
    void fails_statusErrorWithWhatWasRead(Form form) {
        assertThatThrownBy(() -> form.read(sample, () -> body("a", "fail here")).blockLast())
                .hasMessage("fail here");

        JsonNode end = lines().end(form.span());
        assertThat(end.get("status").asString()).isEqualTo("error");
        assertThat(end.get("error").get("message").asString()).isEqualTo("fail here");
        assertThat(end.get("output").toString()).isEqualTo("[\"a\"]");
    }

    @ParameterizedTest
    @EnumSource
    void methodThrows_orReturnsNothing(Form form) {
        assertThatThrownBy(() -> form.read(sample, () -> {
                            throw new IllegalStateException("at once");
                        })
                        .blockLast())
                .hasMessage("at once");

        assertThat(lines().end(form.span()).get("status").asString()).isEqualTo("error");
        assertThat(lines().start(form.span()).get("input").toString()).isEqualTo("{\"question\":\"why\"}");
    }

    @ParameterizedTest
    @EnumSource
    void readerCancels(Form form) {
        assertThat(form.read(sample, () -> body("a", "b", "c"))
                        .take(2)
                        .collectList()
                        .block())
                .containsExactly("a", "b");
        assertThat(form.read(sample, () -> Flux.never()).subscribe().isDisposed())
                .isFalse();
        form.read(sample, () -> Flux.never()).subscribe().dispose();

        List<JsonNode> ends = lines().ofType("span_end")
                .filter(e -> e.get("name").asString().equals(form.span()))
                .toList();
        assertThat(ends).hasSize(3);
        assertThat(metadata(ends.get(0)).get("cancelled").asBoolean()).isTrue();
        assertThat(ends.get(0).get("output").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(ends.get(0).get("status").asString()).isEqualTo("ok");
        assertThat(metadata(ends.get(1)).get("cancelled").asBoolean()).isTrue();
        assertThat(metadata(ends.get(2)).get("abandoned").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nested_parentsAreRight(Form form) {
        Flux<String> outer = form.read(
                sample,
                () -> Flux.just("x")
                        .flatMap(x -> Weaving.<Mono<String>>call(
                                sample, "mono", x, (Supplier<?>) () -> body("a").next())));

        assertThat(outer.blockLast()).isEqualTo("a");
        assertThat(lines().parentOf("mono")).isEqualTo(form.span());
        assertThat(lines().parentOf("make a")).isEqualTo("mono");
    }

    @ParameterizedTest
    @EnumSource
    void subscriptionIsGarbage_spanIsAbandoned(Form form) throws Exception {
        form.read(sample, () -> Flux.<String>never().concatWith(Flux.just("a"))).subscribe();
        for (int i = 0; i < 500 && !Files.readString(tracer.path()).contains("abandoned"); i++) {
            System.gc();
            Thread.sleep(10);
        }
        tracer.span("after").run(span -> {});

        assertThat(lines().story().indexOf("span_end " + form.span()))
                .isBetween(0, lines().story().indexOf("span_start after"));
    }

    @Test
    void neverSubscribed_hasNoSpan() {
        Weaving.call(sample, "flux", "why", (Supplier<?>) () -> body("a"));
        Weaving.call(sample, "flow", "why", (Supplier<?>) () -> JdkFlowAdapter.publisherToFlowPublisher(body("a")));

        assertThat(lines().ofType("span_start")).isEmpty();
    }

    @Test
    void neverSubscribed_declaredWider_isAbandoned() {
        Weaving.call(sample, "any", "why", (Supplier<?>) () -> body("a"));

        assertThat(metadata(lines().end("any")).get("abandoned").asBoolean()).isTrue();
    }

    @Test
    void methodReturnsNull() {
        assertThat((Object) Weaving.call(sample, "flux", "why", (Supplier<?>) () -> null))
                .isNull();

        assertThat(lines().end("flux").get("status").asString()).isEqualTo("ok");
    }

    @Test
    void assemblyRunsBeforeTheSpan() {
        Flux<String> flux = Weaving.call(sample, "flux", "why", (Supplier<?>) () -> {
            tracer.span("assembly").run(span -> {});
            return body("a");
        });
        flux.blockLast();

        assertThat(lines().parentOf("assembly")).isNull();
        assertThat(lines().parentOf("make a")).isEqualTo("flux");
    }

    // ---- mono ---------------------------------------------------------------------------------------------------

    private Mono<String> mono(Supplier<Mono<String>> body) {
        return Weaving.call(sample, "mono", "why", body);
    }

    @Test
    void mono_valueIsTheOutput() {
        assertThat(mono(() -> Mono.just("a")).block()).isEqualTo("a");

        assertThat(lines().end("mono").get("output").asString()).isEqualTo("a");
        assertThat(metadata(lines().end("mono")).has("elements")).isFalse();
    }

    @Test
    void mono_empty_hasNoOutput() {
        assertThat(mono(Mono::empty).block()).isNull();

        assertThat(lines().end("mono").has("output")).isFalse();
        assertThat(lines().end("mono").get("status").asString()).isEqualTo("ok");
    }

    @Test
    void mono_fails() {
        assertThatThrownBy(() -> mono(() -> Mono.error(new IllegalStateException("expected")))
                        .block())
                .hasMessage("expected");

        assertThat(lines().end("mono").get("error").get("message").asString()).isEqualTo("expected");
    }

    @Test
    void mono_readerCancelsWithTheValue_isNoCancellation() {
        assertThat(Flux.from(mono(() -> Mono.just("a"))).next().block()).isEqualTo("a");

        assertThat(lines().end("mono").has("metadata")).isTrue();
        assertThat(metadata(lines().end("mono")).has("cancelled")).isFalse();
    }

    @Test
    void mono_timesOut_isCancelled() {
        assertThatThrownBy(() -> mono(Mono::never).timeout(Duration.ofMillis(5)).block())
                .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);

        assertThat(metadata(lines().end("mono")).get("cancelled").asBoolean()).isTrue();
    }

    // ---- reactor's context --------------------------------------------------------------------------------------

    @Test
    void reactorContext_holdsTheSpan() {
        Mono<String> mono =
                mono(() -> Mono.deferContextual(view -> Mono.just(((Span) view.get(ReactorSpans.KEY)).id())));
        String id = mono.block();

        assertThat(id).isEqualTo(lines().id("mono"));
    }

    @Test
    void otherThreads_parentComesFromTheReactorContext() {
        Flux<String> outer = Weaving.call(sample, "flux", "why", (Supplier<?>) () -> Flux.just("x")
                .publishOn(Schedulers.single())
                .concatMap(x ->
                        mono(() -> Mono.fromSupplier(() -> tracer.span("work").call(span -> x)))));

        assertThat(outer.blockLast()).isEqualTo("x");
        Lines lines = lines();
        assertThat(lines.parentOf("mono")).isEqualTo("flux");
        assertThat(lines.parentOf("work")).isEqualTo("mono");
    }

    @Test
    void otherThreads_automaticPropagationMakesTheSpanCurrent() {
        Hooks.enableAutomaticContextPropagation();
        try {
            Flux<String> flux = Weaving.call(sample, "flux", "why", (Supplier<?>) () -> Flux.just("x", "y")
                    .publishOn(Schedulers.single())
                    .map(x -> tracer.span("work " + x).call(span -> x)));
            tracer.span("outer")
                    .run(outer -> flux.map(x -> tracer.span("read " + x).call(span -> x))
                            .blockLast());
        } finally {
            Hooks.disableAutomaticContextPropagation();
        }

        Lines lines = lines();
        assertThat(lines.parentOf("flux")).isEqualTo("outer");
        assertThat(lines.parentOf("work x")).isEqualTo("flux");
        assertThat(lines.parentOf("work y")).isEqualTo("flux");
        assertThat(lines.parentOf("read x")).isEqualTo("outer");
        assertThat(lines.parentOf("read y")).isEqualTo("outer");
    }

    @Test
    void subscribedOnAThreadWithNothingCurrent_parentIsThatOfTheCall() {
        tracer.span("outer").run(span -> {
            Mono<String> mono = mono(() -> Mono.just("a"));
            assertThat(mono.subscribeOn(Schedulers.single()).block()).isEqualTo("a");
        });

        assertThat(lines().parentOf("mono")).isEqualTo("outer");
    }

    @Test
    void subscribedAfterTheTrace_worksWithoutASpan() {
        Mono<String> mono = mono(() -> Mono.just("a"));
        Flux<String> flux = Form.FLUX.read(sample, () -> body("a"));
        Flow.Publisher<String> flow = Weaving.call(
                sample, "flow", "why", (Supplier<?>) () -> JdkFlowAdapter.publisherToFlowPublisher(Flux.just("a")));
        tracer.close();

        assertThat(mono.block()).isEqualTo("a");
        assertThat(flux.blockLast()).isEqualTo("a");
        assertThat(JdkFlowAdapter.flowPublisherToFlux(flow).blockLast()).isEqualTo("a");
        assertThat(lines().ofType("span_start")).isEmpty();
    }

    // ---- flow ---------------------------------------------------------------------------------------------------

    @Test
    void flow_ofTheJdk_elementsOnAnotherThread() {
        SubmissionPublisher<String> source = new SubmissionPublisher<>();
        Flow.Publisher<String> flow = Weaving.call(sample, "flow", "why", (Supplier<?>) () -> source);
        Mono<List<String>> read =
                JdkFlowAdapter.flowPublisherToFlux(flow).collectList().cache();
        read.subscribe();
        Stream.of("a", "b").forEach(source::submit);
        source.close();

        assertThat(read.block()).containsExactly("a", "b");
        assertThat(lines().end("flow").get("output").toString()).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void flow_subscribeThrows() {
        Flow.Publisher<String> flow =
                Weaving.call(sample, "flow", "why", (Supplier<?>) () -> (Flow.Publisher<String>) subscriber -> {
                    throw new IllegalStateException("no");
                });

        assertThatThrownBy(() -> JdkFlowAdapter.flowPublisherToFlux(flow).blockLast())
                .hasMessage("no");
        assertThatThrownBy(() -> flow.subscribe(null)).hasMessage("no");
        assertThat(lines().end("flow").get("status").asString()).isEqualTo("error");
    }
}
