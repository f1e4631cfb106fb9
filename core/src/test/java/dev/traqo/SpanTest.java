package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SpanTest {

    @TempDir
    Path folder;

    private Tracer tracer;

    @BeforeEach
    void open() {
        tracer = Tracer.builder(folder.resolve("run.jsonl")).open();
    }

    @AfterEach
    void nothingStaysCurrent() {
        tracer.close();
        assertThat(Tracer.current().isRecording()).isFalse();
    }

    private Lines lines() {
        tracer.close();
        return Lines.of(tracer.path());
    }

    private static void onAnotherThread(Runnable work) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
    }

    // ---- call and run -------------------------------------------------------------------------------------------

    @Test
    void call_resultIsTheOutput() {
        String result =
                tracer.span("ask").kind(Kind.LLM).input("in").tags("a", "b").call(span -> "out");

        assertThat(result).isEqualTo("out");
        Lines lines = lines();
        JsonNode start = lines.start("ask");
        JsonNode end = lines.end("ask");
        assertThat(start.get("input").asString()).isEqualTo("in");
        assertThat(end.get("output").asString()).isEqualTo("out");
        assertThat(end.get("status").asString()).isEqualTo("ok");
        assertThat(end.get("kind").asString()).isEqualTo("llm");
        assertThat(end.get("tags").toString())
                .isEqualTo("[\"a\",\"b\"]")
                .isEqualTo(start.get("tags").toString());
        assertThat(end.get("id")).isEqualTo(start.get("id"));
        assertThat(end.has("input")).isFalse();
        assertThat(end.has("error")).isFalse();
        assertThat(lines.get(2).get("duration_s").asDouble()).isGreaterThanOrEqualTo(0);
        assertThat(lines.texts().get(2)).containsPattern("\"duration_s\":\\d+\\.\\d{6},");
    }

    @Test
    void call_outputSetInTheStepWinsOverTheResult() {
        assertThat((String) tracer.span("a").call(span -> {
                    span.output("first");
                    span.output("second");
                    return "result";
                }))
                .isEqualTo("result");
        assertThat((Object) tracer.span("b").call(span -> null)).isNull();

        assertThat(lines().end("a").get("output").asString()).isEqualTo("second");
        assertThat(lines().end("b").has("output")).isFalse();
    }

    @Test
    void call_emptyValuesAreWritten() {
        for (Object value : List.of(0, false, "", List.of(), Map.of())) {
            tracer.span("s").input(value).call(span -> value);
        }
        tracer.log("e", Map.of());

        Lines lines = lines();
        assertThat(lines.ofType("span_start").map(e -> e.get("input").toString()))
                .containsExactly("0", "false", "\"\"", "[]", "{}");
        assertThat(lines.ofType("span_end").map(e -> e.get("output").toString()))
                .containsExactly("0", "false", "\"\"", "[]", "{}");
        assertThat(lines.event("e").get("data").toString()).isEqualTo("{}");
    }

    @Test
    void call_resultIsReadBeforeTheCallerCanChangeIt() {
        List<Integer> result = tracer.span("a").call(span -> new ArrayList<>(List.of(1)));
        result.add(2);

        assertThat(lines().end("a").get("output").toString()).isEqualTo("[1]");
    }

    private static final class Checked extends Exception {
        Checked() {
            super("checked", new IllegalStateException("cause"));
        }
    }

    @Test
    void call_exceptionIsRecordedAndTheSameInstanceIsThrown() {
        Checked checked = new Checked();
        RuntimeException unchecked = new IllegalArgumentException("unchecked");
        Error error = new AssertionError("error");

        assertThat(catchThrowable(() -> tracer.span("checked").call(span -> {
                    span.output("partial");
                    throw checked;
                })))
                .isSameAs(checked);
        assertThat(catchThrowable(() -> tracer.span("unchecked").run(span -> {
                    throw unchecked;
                })))
                .isSameAs(unchecked);
        assertThat(catchThrowable(() -> tracer.span("error").run(span -> {
                    throw error;
                })))
                .isSameAs(error);

        Lines lines = lines();
        JsonNode end = lines.end("checked");
        assertThat(end.get("status").asString()).isEqualTo("error");
        assertThat(end.get("output").asString()).isEqualTo("partial");
        assertThat(end.get("error").get("type").asString()).isEqualTo(Checked.class.getName());
        assertThat(end.get("error").get("message").asString()).isEqualTo("checked");
        assertThat(end.get("error").get("traceback").asString())
                .startsWith(Checked.class.getName() + ": checked\n\tat ")
                .contains("SpanTest.")
                .contains("Caused by: java.lang.IllegalStateException: cause\n");
        assertThat(lines.end("unchecked").get("error").get("type").asString())
                .isEqualTo("java.lang.IllegalArgumentException");
        assertThat(lines.end("error").get("error").get("message").asString()).isEqualTo("error");
        assertThat(lines.last().get("stats").get("errors").asInt()).isEqualTo(3);
        assertThat(lines.last().get("status").asString()).isEqualTo("ok");
    }

    private static void dive(int depth) {
        if (depth == 0) {
            throw new IllegalStateException("m".repeat(5000));
        }
        dive(depth - 1);
    }

    @Test
    void error_longTraceKeepsTheInnermostFramesAndTheWholeMessage() {
        catchThrowable(() -> tracer.span("deep").run(span -> {
            try {
                dive(500);
            } catch (IllegalStateException e) {
                throw new IOException("outer", e);
            }
        }));

        JsonNode error = lines().end("deep").get("error");
        String traceback = error.get("traceback").asString();
        assertThat(traceback)
                .contains("Caused by: java.lang.IllegalStateException: " + "m".repeat(5000)
                        + "\n\tat dev.traqo.SpanTest.dive")
                .contains("outer frames left out");
        assertThat(traceback.lines().count()).isLessThan(200);
    }

    private static final class Mute extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void error_exceptionThatCannotBeReadStillEndsTheSpan() {
        Mute mute = new Mute();
        Exception cyclic = new Exception("a");
        Exception other = new Exception("b", cyclic);
        cyclic.initCause(other);

        assertThatThrownBy(() -> tracer.span("mute").run(span -> {
                    throw mute;
                }))
                .isSameAs(mute);
        assertThatThrownBy(() -> tracer.span("cyclic").run(span -> {
                    throw cyclic;
                }))
                .isSameAs(cyclic);

        assertThat(lines().end("mute").get("error").get("message").asString())
                .isEqualTo("<message: IllegalStateException>");
        assertThat(lines().end("cyclic").get("error").get("traceback").asString())
                .contains("cycle");
    }

    // ---- asynchronous steps -------------------------------------------------------------------------------------

    @Test
    void callAsync_endsWhenTheStageCompletes() throws InterruptedException {
        CompletableFuture<String> future = new CompletableFuture<>();

        CompletableFuture<String> returned = tracer.span("async").callAsync(span -> {
            assertThat(Span.current()).isSameAs(span);
            return future;
        });

        assertThat(returned).isSameAs(future);
        assertThat(Span.current().isRecording()).isFalse();
        tracer.span("meanwhile").run(span -> {});
        onAnotherThread(() -> future.complete("done"));
        Lines lines = lines();
        assertThat(lines.end("async").get("output").asString()).isEqualTo("done");
        assertThat(lines.parentOf("meanwhile")).isNull();
        assertThat(lines.story())
                .containsSubsequence("span_start async", "span_end meanwhile", "span_end async", "trace_end");
    }

    @Test
    void callAsync_failureIsRecordedUnwrapped() {
        CompletableFuture<Object> first = new CompletableFuture<>();
        CompletionStage<Object> chained = first.thenApply(x -> x);
        tracer.span("failed").callAsync(span -> chained);
        first.completeExceptionally(new IOException("refused"));

        CompletableFuture<Object> cancelled = tracer.span("cancelled").callAsync(span -> new CompletableFuture<>());
        cancelled.cancel(true);

        tracer.span("own output").callAsync(span -> {
            span.output("mine");
            return CompletableFuture.completedFuture("theirs");
        });

        Lines lines = lines();
        assertThat(lines.end("failed").get("error").get("type").asString()).isEqualTo(IOException.class.getName());
        assertThat(lines.end("cancelled").get("error").get("type").asString())
                .isEqualTo(CancellationException.class.getName());
        assertThat(lines.end("own output").get("output").asString()).isEqualTo("mine");
    }

    @Test
    void callAsync_stepThatThrowsOrReturnsNothingEndsAtOnce() {
        CompletionException thrown = new CompletionException(new IOException("x"));
        assertThatThrownBy(() -> tracer.span("throws").callAsync(span -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(tracer.span("null").<CompletionStage<?>, RuntimeException>callAsync(span -> null))
                .isNull();

        Lines lines = lines();
        assertThat(lines.end("throws").get("status").asString()).isEqualTo("error");
        assertThat(lines.end("null").get("status").asString()).isEqualTo("ok");
    }

    /** A future wakes its waiters first: the trace is closed before the span has ended, unless closing looks. */
    @Test
    void callAsync_traceIsClosedAsSoonAsTheStageCompletes() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        for (int i = 0; i < 200; i++) {
            Tracer own = Tracer.builder(folder.resolve("own-" + i)).open();
            own.span("async")
                    .callAsync(span -> CompletableFuture.supplyAsync(() -> "x", pool))
                    .join();
            own.close();
            assertThat(Lines.of(own.path()).end("async").get("output").asString())
                    .isEqualTo("x");
        }
        pool.shutdown();
    }

    // ---- open and start -----------------------------------------------------------------------------------------

    @Test
    void open_isCurrentUntilItIsClosed() {
        try (Span outer = tracer.span("outer").open()) {
            assertThat(Span.current()).isSameAs(outer);
            assertThat(outer.isRecording()).isTrue();
            try (Span inner = tracer.span("inner").open()) {
                assertThat(Span.current()).isSameAs(inner);
            }
            assertThat(Span.current()).isSameAs(outer);
            Span.current().metadata("confidence", 0.95);
        }
        assertThat(Span.current().isRecording()).isFalse();

        Lines lines = lines();
        assertThat(lines.parentOf("inner")).isEqualTo("outer");
        assertThat(lines.parentOf("outer")).isNull();
        assertThat(lines.end("outer").get("metadata").get("confidence").asDouble())
                .isEqualTo(0.95);
        assertThat(lines.start("outer").has("metadata")).isFalse();
    }

    @Test
    void start_isNotCurrentAndEndsAnywhere() throws InterruptedException {
        Span span = tracer.span("detached").start();
        assertThat(Span.current().isRecording()).isFalse();
        onAnotherThread(() -> {
            span.output("there").metadata("k", "v");
            span.end();
        });

        assertThat(span.isRecording()).isFalse();
        Lines lines = lines();
        assertThat(lines.end("detached").get("output").asString()).isEqualTo("there");
        assertThat(lines.id("detached")).isEqualTo(span.id());
    }

    @Test
    void end_twiceWritesOneEnd() {
        Span span = tracer.span("once").open();
        span.end();
        span.end();
        span.close();
        span.output("late")
                .metadata("late", 1)
                .tags("late")
                .tokenUsage(TokenUsage.of(1, 1))
                .error(new Error());

        Lines lines = lines();
        JsonNode end = lines.end("once");
        assertThat(end.get("status").asString()).isEqualTo("ok");
        assertThat(end.propertyNames()).doesNotContain("output", "metadata", "tags", "error");
    }

    @Test
    void end_fromManyThreadsAtOnceWritesOneEnd() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Span span = tracer.span("race " + round).start();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(span::end));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(lines().ofType("span_end").count()).isEqualTo(50);
    }

    @Test
    void close_outOfOrderRestoresTheContext() {
        Span a = tracer.span("a").open();
        Span b = tracer.span("b").open();
        a.close();
        tracer.span("in b").run(span -> {});
        b.close();
        tracer.span("after").run(span -> {});

        Lines lines = lines();
        assertThat(lines.parentOf("in b")).isEqualTo("b");
        assertThat(lines.parentOf("after")).isNull();
    }

    @Test
    void end_withoutCloseLeavesNoWrongParent() {
        Span a = tracer.span("a").open();
        a.end();
        tracer.span("after a").run(span -> {});
        try (Span outer = tracer.span("outer").open()) {
            tracer.span("forgotten").open().end();
            tracer.span("in outer").run(span -> {});
            assertThat(Span.current()).isSameAs(outer);
        }

        Lines lines = lines();
        assertThat(lines.parentOf("after a")).isNull();
        assertThat(lines.parentOf("in outer")).isEqualTo("outer");
    }

    @Test
    void call_spansLeftOpenInTheStepDoNotLeakIntoTheCaller() {
        List<Span> leaked = new ArrayList<>();
        tracer.span("generator").run(span -> leaked.add(tracer.span("suspended").open()));
        tracer.span("later").run(span -> {});
        catchThrowable(() -> tracer.span("fails").run(span -> {
            leaked.add(tracer.span("suspended too").open());
            throw new IllegalStateException();
        }));
        tracer.span("async").callAsync(span -> {
            leaked.add(tracer.span("suspended as well").open());
            return CompletableFuture.completedFuture(1);
        });
        tracer.span("last").run(span -> {});
        leaked.forEach(Span::close);
        assertThat(Span.current().isRecording()).isFalse();

        Lines lines = lines();
        assertThat(lines.parentOf("later")).isNull();
        assertThat(lines.parentOf("last")).isNull();
        assertThat(lines.ofType("span_end").count()).isEqualTo(8);
    }

    @Test
    void close_onAnotherThreadLeavesThatThreadsContextAlone() throws InterruptedException {
        Span here = tracer.span("here").open();
        onAnotherThread(() -> {
            try (Scope scope = tracer.makeCurrent();
                    Span there = tracer.span("there").open()) {
                here.close();
                assertThat(Span.current()).isSameAs(there);
            }
        });
        tracer.span("after").run(span -> {});

        Lines lines = lines();
        assertThat(lines.parentOf("there")).isNull();
        assertThat(lines.parentOf("after")).isNull();
    }

    @Test
    void makeCurrent_carriesASpanToAnotherThread() throws InterruptedException {
        try (Span span = tracer.span("here").open()) {
            onAnotherThread(() -> {
                assertThat(Tracer.current().isRecording()).isFalse();
                try (Scope scope = span.makeCurrent()) {
                    assertThat(Span.current()).isSameAs(span);
                    Tracer.current().span("there").run(inner -> {});
                }
                assertThat(Tracer.current().isRecording()).isFalse();
            });
            assertThat(Span.current()).isSameAs(span);
        }

        assertThat(lines().parentOf("there")).isEqualTo("here");
    }

    @Test
    void makeCurrent_spanThatEndsWithinItsScopeKeepsTheTrace() {
        Span detached = tracer.span("detached").start();
        try (Scope scope = detached.makeCurrent()) {
            detached.end();
            assertThat(Tracer.current()).isSameAs(tracer);
            Tracer.current().span("after").run(span -> {});
        }

        assertThat(lines().start("after").get("name").asString()).isEqualTo("after");
    }

    @Test
    void parent_setsTheSpanAbove() {
        Span a = tracer.span("a").start();
        try (Span b = tracer.span("b").open()) {
            tracer.span("below a").parent(a).run(span -> {});
            tracer.span("below b").run(span -> {});
            tracer.span("below noop").parent(NoopSpan.INSTANCE).run(span -> {});
            tracer.span("below null").parent(null).run(span -> {});
        }
        a.end();

        Lines lines = lines();
        assertThat(lines.parentOf("below a")).isEqualTo("a");
        assertThat(lines.parentOf("below b")).isEqualTo("b");
        assertThat(lines.parentOf("below noop")).isEqualTo("b");
        assertThat(lines.parentOf("below null")).isEqualTo("b");
    }

    @Test
    void builder_usedAgainBeginsAnotherSpan() {
        Span.Builder builder = tracer.span("again").kind("custom").tags("t").metadata("k", 1);
        builder.run(span -> span.metadata("only", "first"));
        builder.run(span -> {});
        Span third = builder.start();
        third.end();

        List<JsonNode> ends = lines().ofType("span_end").toList();
        assertThat(ends).hasSize(3);
        assertThat(ends.stream().map(e -> e.get("id")).distinct()).hasSize(3);
        assertThat(ends).allSatisfy(end -> {
            assertThat(end.get("kind").asString()).isEqualTo("custom");
            assertThat(end.get("tags").toString()).isEqualTo("[\"t\"]");
            assertThat(end.get("metadata").get("k").asInt()).isEqualTo(1);
        });
    }

    // ---- what is recorded ---------------------------------------------------------------------------------------

    @Test
    void metadata_replacesAndMerges() {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("b", 20);
        more.put("c", List.of(1));
        more.put("nothing", null);
        tracer.span("s")
                .metadata("a", 1)
                .metadata("b", 2)
                .metadata("a", "one")
                .run(span -> span.metadata(more).metadata("d", true).metadata("a", null));

        Lines lines = lines();
        assertThat(lines.start("s").get("metadata").toString()).isEqualTo("{\"a\":\"one\",\"b\":2}");
        assertThat(lines.end("s").get("metadata").toString()).isEqualTo("{\"b\":20,\"c\":[1],\"d\":true}");
    }

    @Test
    void metadata_onlyNullsIsNoMetadata() {
        tracer.span("s").metadata("a", null).run(span -> {});

        assertThat(lines().start("s").has("metadata")).isFalse();
    }

    @Test
    void metadata_isReadWhenItIsHandedOver() {
        List<Integer> changing = new ArrayList<>(List.of(1));
        tracer.span("s").run(span -> {
            span.metadata("list", changing).output(changing).event("e", changing);
            changing.add(2);
        });

        Lines lines = lines();
        assertThat(lines.end("s").get("metadata").toString()).isEqualTo("{\"list\":[1]}");
        assertThat(lines.end("s").get("output").toString()).isEqualTo("[1]");
        assertThat(lines.event("e").get("data").toString()).isEqualTo("[1]");
    }

    @Test
    void metadata_fromManyThreadsLosesNothing() throws InterruptedException {
        Span span = tracer.span("s").start();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            String prefix = "t" + t + "-";
            threads.add(new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    span.metadata(prefix + i, i).tags(prefix + i);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        span.end();

        JsonNode end = lines().end("s");
        assertThat(end.get("metadata").size()).isEqualTo(400);
        assertThat(end.get("tags").size()).isEqualTo(400);
    }

    @Test
    void tags_addUpAndAreReadWhenHandedOver() {
        String[] array = {"a", null, "b"};
        tracer.span("s").tags(array).run(span -> {
            array[0] = "changed";
            span.tags("c").tags();
        });
        tracer.span("none").tags().tags((String) null).run(span -> {});

        Lines lines = lines();
        assertThat(lines.end("s").get("tags").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(lines.start("none").has("tags")).isFalse();
    }

    @Test
    void tokenUsage_asObjectOrAsMap() {
        TokenUsage usage =
                TokenUsage.of(100, 50).withCacheRead(80).withReasoning(20).withCost(0.125);
        Map<String, Object> map = new HashMap<>();
        map.put("input_tokens", 100);
        map.put("output_tokens", 50L);
        map.put("cache_read_tokens", 80.0);
        map.put("cache_creation_tokens", null);
        map.put("reasoning_tokens", 20);
        map.put("cost", 0.125);
        tracer.span("object").run(span -> span.tokenUsage(usage));
        tracer.span("map").run(span -> span.metadata("token_usage", map));
        tracer.span("metadata").metadata("token_usage", usage).run(span -> {});
        tracer.span("merged").run(span -> span.metadata(Map.of("token_usage", map, "model", "m")));

        Lines lines = lines();
        String expected = "{\"input_tokens\":100,\"output_tokens\":50,\"cache_read_tokens\":80,"
                + "\"reasoning_tokens\":20,\"cost\":0.125}";
        for (String span : List.of("object", "map", "metadata", "merged")) {
            assertThat(lines.end(span).get("metadata").get("token_usage").toString())
                    .as(span)
                    .isEqualTo(expected);
        }
        assertThat(lines.last().get("stats").get("total_input_tokens").asInt()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "nulls", "text", "list", "other", "throws"})
    void tokenUsage_oddValuesNeitherThrowNorHideTheSpan(String kind) throws IOException {
        Object value = switch (kind) {
            case "nulls" -> new HashMap<>(Map.of("input_tokens", "many", "output_tokens", -5));
            case "text" -> "100";
            case "list" -> List.of(1, 2);
            case "other" -> Map.of("prompt", 5);
            case "throws" ->
                new AbstractMap<String, Object>() {
                    @Override
                    public Set<Entry<String, Object>> entrySet() {
                        throw new IllegalStateException("closed");
                    }
                };
            default -> null;
        };
        Span span = tracer.span("s").metadata("token_usage", value).open();
        span.tokenUsage(null).tokenUsage(TokenUsage.of(1, 2)).close();
        tracer.close();

        String end = Files.readAllLines(tracer.path()).get(2);
        assertThat(Lines.parse(end).get("status").asString()).isEqualTo("ok");
        assertThat(end).containsOnlyOnce("\"token_usage\"").contains("{\"input_tokens\":1,\"output_tokens\":2}");
    }

    @Test
    void nothingGivenToASpanThrows() {
        Span.Builder builder = tracer.span(null)
                .kind((Kind) null)
                .kind((String) null)
                .input(null)
                .tags((String[]) null)
                .metadata(null)
                .metadata(null, 1)
                .metadata("k", new Object() {
                    @Override
                    public String toString() {
                        throw new AssertionError("no");
                    }
                });
        Span span = builder.open();
        span.output(null)
                .output(Arrays.asList(1, null))
                .event(null, null)
                .error(null)
                .tags((String[]) null)
                .metadata(null)
                .metadata(null, null)
                .metadata(new AbstractMap<>() {
                    @Override
                    public Set<Entry<String, Object>> entrySet() {
                        throw new AssertionError("closed");
                    }
                })
                .tokenUsage(null);
        span.close();

        Lines lines = lines();
        assertThat(lines.end("null").get("status").asString()).isEqualTo("ok");
        assertThat(lines.end("null").get("output").toString()).isEqualTo("[1,null]");
        assertThat(lines.end("null").get("metadata").get("k").asString()).endsWith("AssertionError: no>");
    }

    @Test
    void event_standsInItsSpan() {
        Span span = tracer.span("s").start();
        span.event("point", Map.of("k", 1));
        span.end();

        JsonNode event = lines().event("point");
        assertThat(event.get("parent_id").asString()).isEqualTo(span.id());
        assertThat(event.get("id").asString()).isNotEqualTo(span.id());
        assertThat(event.get("data").toString()).isEqualTo("{\"k\":1}");
    }

    @Test
    void error_recordsAFailureThatWasHandled() {
        tracer.span("handled").run(span -> span.error(new IOException("retry")).output("partial"));

        JsonNode end = lines().end("handled");
        assertThat(end.get("status").asString()).isEqualTo("error");
        assertThat(end.get("output").asString()).isEqualTo("partial");
        assertThat(end.get("error").get("message").asString()).isEqualTo("retry");
    }

    @Test
    void names_anyText() {
        for (String name : List.of("", "quo\"te", "line\nbreak", "名前", "\uD83D", "x".repeat(10_000))) {
            tracer.span(name).run(span -> {});
        }

        assertThat(lines().ofType("span_start").map(e -> e.get("name").asString()))
                .containsExactly("", "quo\"te", "line\nbreak", "名前", "\uFFFD", "x".repeat(10_000));
    }

    @Test
    void id_sixteenHexDigitsAndUnique() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Span span = tracer.span("s").start();
            ids.add(span.id());
            span.end();
        }

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{16}"));
    }

    @Test
    void end_afterTheTraceWasClosedIsLeftOutQuietly() {
        Span span = tracer.span("late").open();
        try (Warnings warnings = new Warnings()) {
            tracer.close();
            span.event("later", 1).output("x").close();
            assertThat(warnings.messages()).hasSizeLessThanOrEqualTo(1);
        }

        assertThat(span.isRecording()).isFalse();
        assertThat(Span.current().isRecording()).isFalse();
        Lines lines = lines();
        assertThat(lines.story()).containsExactly("trace_start", "span_start late", "trace_end");
    }
}
