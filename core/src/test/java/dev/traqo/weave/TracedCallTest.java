package dev.traqo.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Lines;
import dev.traqo.Span;
import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.Warnings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TracedCallTest extends InTrace {

    /** What is called. */
    static class Sample {

        @Trace
        String plain(String text, int count) {
            return text.repeat(count);
        }

        @Trace("renamed")
        static void nothing() {}

        @Trace(
                value = "loses",
                name = "wins",
                kind = "llm",
                tags = {"a", "b"},
                metadata = {"model=gpt-4o", "q=a=b"})
        int described() {
            return 7;
        }

        @Trace(metadata = {"no equals sign", "=nothing", "k=v"})
        void badMetadata() {}

        @Trace(captureInput = false)
        String noInput(String secret) {
            return "out";
        }

        @Trace(captureOutput = false)
        String noOutput(String text) {
            return "secret";
        }

        @Trace(ignoreArguments = "password")
        boolean login(String user, String password) {
            return true;
        }

        @Trace
        boolean annotated(String user, @TraceIgnore String password) {
            return true;
        }

        @Trace
        boolean onlyIgnored(@TraceIgnore String password) {
            return true;
        }

        @Trace(ignoreArguments = {"user", "pasword"})
        boolean typo(String user, String password) {
            return true;
        }

        @Trace
        Object run(@TraceIgnore Supplier<?> body) {
            return body.get();
        }

        @Trace
        <T extends Comparable<T>> T generic(List<T> items, T[] more, int[][] numbers) {
            return items.get(0);
        }

        @Trace
        Object consumes(Iterable<String> once, Iterator<String> items, java.util.stream.Stream<String> stream) {
            List<String> all = new ArrayList<>();
            once.forEach(all::add);
            items.forEachRemaining(all::add);
            stream.forEach(all::add);
            return all;
        }

        @Trace
        Iterable<String> plainIterable() {
            return List.of("a");
        }

        public Object suspended(String text, kotlin.coroutines.Continuation continuation) {
            return text;
        }
    }

    private final Sample sample = new Sample();

    // ---- what is recorded ---------------------------------------------------------------------------------------

    @Test
    void plain_inputByNameAndOutput() {
        assertThat((String) Weaving.call(sample, "plain", "ab", 2)).isEqualTo("abab");

        Lines lines = lines();
        assertThat(lines.start("plain").get("input").toString()).isEqualTo("{\"text\":\"ab\",\"count\":2}");
        assertThat(lines.end("plain").get("output").asString()).isEqualTo("abab");
        assertThat(lines.end("plain").get("status").asString()).isEqualTo("ok");
    }

    @Test
    void nullArgument_isRecorded() {
        assertThatThrownBy(() -> Weaving.call(sample, "plain", null, 2)).isInstanceOf(NullPointerException.class);

        Lines lines = lines();
        assertThat(lines.start("plain").get("input").toString()).isEqualTo("{\"text\":null,\"count\":2}");
        assertThat(lines.end("plain").get("status").asString()).isEqualTo("error");
        assertThat(lines.end("plain").get("error").get("type").asString()).isEqualTo("java.lang.NullPointerException");
    }

    @Test
    void nothingToRecord_neitherInputNorOutput() {
        assertThat((Object) Weaving.call(Sample.class, "nothing")).isNull();

        assertThat(lines().start("renamed").has("input")).isFalse();
        assertThat(lines().end("renamed").has("output")).isFalse();
    }

    @Test
    void annotation_describesTheSpan() {
        assertThat((int) Weaving.call(sample, "described")).isEqualTo(7);

        JsonNode start = lines().start("wins");
        assertThat(start.get("kind").asString()).isEqualTo("llm");
        assertThat(start.get("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(start.get("metadata").toString()).isEqualTo("{\"model\":\"gpt-4o\",\"q\":\"a=b\"}");
        assertThat(lines().end("wins").get("output").asInt()).isEqualTo(7);
    }

    @Test
    void metadata_malformedEntriesAreReportedOnceAndLeftOut() {
        try (Warnings warnings = new Warnings()) {
            Weaving.call(sample, "badMetadata");
            Weaving.call(sample, "badMetadata");

            assertThat(warnings.messages())
                    .hasSize(2)
                    .allMatch(message -> message.contains("Sample.badMetadata: metadata \""));
        }
        assertThat(lines().ofType("span_start").map(e -> e.get("metadata").toString()))
                .containsExactly("{\"k\":\"v\"}", "{\"k\":\"v\"}");
    }

    @Test
    void capture_canBeSwitchedOff() {
        Weaving.call(sample, "noInput", "secret");
        Weaving.call(sample, "noOutput", "text");

        assertThat(lines().start("noInput").has("input")).isFalse();
        assertThat(lines().end("noInput").get("output").asString()).isEqualTo("out");
        assertThat(lines().start("noOutput").get("input").toString()).isEqualTo("{\"text\":\"text\"}");
        assertThat(lines().end("noOutput").has("output")).isFalse();
    }

    @Test
    void ignoredArguments_neverAppear() {
        Weaving.call(sample, "login", "ada", "hunter2");
        Weaving.call(sample, "annotated", "ada", "hunter2");
        Weaving.call(sample, "onlyIgnored", "hunter2");

        Lines lines = lines();
        assertThat(lines.start("login").get("input").toString()).isEqualTo("{\"user\":\"ada\"}");
        assertThat(lines.start("annotated").get("input").toString()).isEqualTo("{\"user\":\"ada\"}");
        assertThat(lines.start("onlyIgnored").has("input")).isFalse();
        assertThat(lines.texts().toString()).doesNotContain("hunter2");
    }

    @Test
    void ignoredArguments_nameOfNoParameter() {
        try (Warnings warnings = new Warnings()) {
            Weaving.call(sample, "typo", "ada", "hunter2");
            Weaving.call(sample, "typo", "ada", "hunter2");

            assertThat(warnings.messages())
                    .singleElement()
                    .asString()
                    .contains("Sample.typo: ignoreArguments names \"pasword\"")
                    .endsWith("no argument is recorded");
        }
        assertThat(lines().texts().toString()).doesNotContain("hunter2").doesNotContain("ada");
    }

    @Test
    void generics_andArraysAreFound() {
        Integer[] more = {2};
        Weaving.call(sample, "generic", List.of(1), more, new int[][] {{3}});

        assertThat(lines().start("generic").get("input").toString())
                .isEqualTo("{\"items\":[1],\"more\":[2],\"numbers\":[[3]]}");
    }

    @Test
    void argumentsThatCanBeReadOnce_areLeftAlone() {
        Iterator<String> one = List.of("a").iterator();
        Object result = Weaving.call(
                sample, "consumes", (Iterable<String>) () -> one, List.of("b").iterator(), List.of("c").stream());

        assertThat(result).isEqualTo(List.of("a", "b", "c"));
        assertThat(lines().start("consumes").get("input").get("items").asString())
                .isEqualTo("<ListItr>");
    }

    @Test
    void capturesContentOff_neitherInputNorOutput() {
        Tracer silent = tracer.child("silent").captureContent(false).open();
        Weaving.call(sample, "plain", "ab", 2);
        silent.close();

        Lines lines = Lines.of(silent.path());
        assertThat(lines.start("plain").has("input")).isFalse();
        assertThat(lines.end("plain").has("output")).isFalse();
    }

    @Test
    void output_setInTheBodyWins() {
        Weaving.call(sample, "run", (Supplier<?>) () -> {
            Span.current().output("mine").metadata("k", 1);
            return "theirs";
        });

        assertThat(lines().end("run").get("output").asString()).isEqualTo("mine");
        assertThat(lines().end("run").get("metadata").get("k").asInt()).isEqualTo(1);
    }

    @Test
    void collectionDeclaredAsIterable_isAPlainValue() {
        List<String> result = Weaving.call(sample, "plainIterable");

        assertThat(result).containsExactly("a");
        assertThat(lines().end("plainIterable").get("output").toString()).isEqualTo("[\"a\"]");
    }

    // ---- where it stands ----------------------------------------------------------------------------------------

    @Test
    void calls_nest() {
        tracer.span("outer")
                .run(span -> Weaving.call(sample, "run", (Supplier<?>) () -> {
                    Weaving.call(sample, "plain", "a", 1);
                    return tracer.span("inner").call(s -> 1);
                }));
        Weaving.call(sample, "described");

        assertThat(lines().parentOf("run")).isEqualTo("outer");
        assertThat(lines().parentOf("plain")).isEqualTo("run");
        assertThat(lines().parentOf("inner")).isEqualTo("run");
        assertThat(lines().parentOf("wins")).isNull();
    }

    @Test
    void spansThatTheBodyLeftOpen_doNotLeak() {
        Weaving.call(sample, "run", (Supplier<?>)
                () -> tracer.span("left open").open().id());
        assertThatThrownBy(() -> Weaving.call(sample, "run", (Supplier<?>) () -> {
                    tracer.span("left open too").open();
                    throw new IllegalStateException("expected");
                }))
                .hasMessage("expected");
        Weaving.call(sample, "described");

        assertThat(lines().parentOf("wins")).isNull();
        assertThat(lines().parentOf("left open")).isEqualTo("run");
    }

    @Test
    void noTrace_nothingHappens() {
        tracer.close();
        assertThat(TracedCall.active).isZero();
        assertThat(TracedCall.enter(Sample.class, "described()", new Object[0])).isNull();
        assertThat((int) Weaving.call(sample, "described")).isEqualTo(7);
    }

    @Test
    void disabled_nothingHappens() {
        Traqo.disable();
        try {
            assertThat(TracedCall.enter(Sample.class, "described()", new Object[0]))
                    .isNull();
        } finally {
            Traqo.enable();
        }
    }

    @Test
    void suspendFunction_isLeftAlone() {
        String id = Weaving.id(Weaving.method(Sample.class, "suspended"));

        assertThat(id).endsWith(",kotlin.coroutines.Continuation)");
        assertThat(TracedCall.enter(Sample.class, id, new Object[2])).isNull();
        assertThat(lines().ofType("span_start")).isEmpty();
    }

    // ---- active -------------------------------------------------------------------------------------------------

    @Test
    void active_countsOpenTraces() throws Exception {
        assertThat(TracedCall.active).isEqualTo(1);
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                done.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < 50; i++) {
                        Tracer other =
                                Tracer.builder(folder.resolve(thread + "-" + i)).open();
                        other.close();
                        other.close();
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(TracedCall.active).isEqualTo(1);
    }

    @Test
    void active_ignoresTracesThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (Warnings warnings = new Warnings();
                Tracer broken = Tracer.builder(file.resolve("run.jsonl")).open()) {
            assertThat(broken.isRecording()).isFalse();
            assertThat(warnings.messages()).hasSize(1);
            assertThat(TracedCall.active).isEqualTo(1);
        }
    }
}
