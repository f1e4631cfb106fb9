package dev.traqo.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Fork;
import dev.traqo.Lines;
import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.internal.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Programs that open no trace themselves. */
class AutoTraceTest {

    @TempDir
    Path folder;

    static final class Sample {
        @Trace
        static String outer(String name, @TraceIgnore Supplier<String> body) {
            return body.get();
        }

        @Trace
        static String inner(String name) {
            return name + "!";
        }

        @Trace
        static CompletableFuture<String> later(@TraceIgnore CompletableFuture<String> future) {
            return future;
        }

        @Trace
        static Stream<String> stream() {
            return Stream.of("a", "b").map(item -> Weaving.call(Sample.class, "inner", item));
        }

        @Trace
        static Mono<String> mono() {
            return Mono.fromSupplier(() -> Weaving.call(Sample.class, "inner", "m"));
        }
    }

    /** What the tests run. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            boolean clean = Context.current() == null;
            for (String step : args[0].split(",")) {
                run(step);
                clean &= Context.current() == null;
            }
            System.out.println("active " + TracedCall.active + " clean " + clean);
        }

        private static void run(String step) throws Exception {
            switch (step) {
                case "nested" -> outer(() -> Weaving.call(Sample.class, "inner", "x"));
                case "throws" -> {
                    try {
                        outer(() -> {
                            throw new IllegalStateException("expected");
                        });
                    } catch (IllegalStateException e) {
                        System.out.println("thrown");
                    }
                }
                case "own" -> {
                    try (Tracer own = Tracer.builder("own").open()) {
                        outer(() -> "x");
                    }
                }
                case "future" -> future();
                case "stream" ->
                    Weaving.<Stream<String>>call(Sample.class, "stream").forEach(System.out::println);
                case "mono" -> {
                    Mono<String> mono = Weaving.call(Sample.class, "mono");
                    mono.block();
                    mono.block();
                }
                case "disabled" -> {
                    Traqo.disable();
                    outer(() -> "x");
                    Traqo.enable();
                }
                case "left" -> Weaving.call(Sample.class, "later", new CompletableFuture<String>());
                default -> throw new IllegalArgumentException(step);
            }
        }

        private static void outer(Supplier<String> body) {
            Weaving.call(Sample.class, "outer", "ada", body);
        }

        private static void future() throws Exception {
            CompletableFuture<String> future = new CompletableFuture<>();
            Weaving.call(Sample.class, "later", future);
            boolean[] undisturbed = new boolean[1];
            Thread other = new Thread(() -> {
                try (Tracer own = Tracer.builder("other").open()) {
                    Object current = Context.current();
                    future.complete("done");
                    undisturbed[0] = Context.current() == current;
                }
            });
            other.start();
            other.join();
            System.out.println("undisturbed " + undisturbed[0]);
        }
    }

    private Fork.Result run(String mode, String steps) throws Exception {
        return Fork.of(Program.class, steps)
                .env("TRAQO_AUTO", mode)
                .env("TRAQO_TRACE_DIR", folder.resolve("traces").toString())
                .run();
    }

    private List<Lines> traces() throws IOException {
        Path traces = folder.resolve("traces");
        if (!Files.exists(traces)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(traces)) {
            return files.sorted().map(Lines::of).toList();
        }
    }

    private Lines only() throws IOException {
        assertThat(traces()).hasSize(1);
        return traces().get(0);
    }

    @Test
    void root_eachOutermostCallHasATrace() throws Exception {
        Fork.Result result = run("root", "nested,nested");

        assertThat(result.out()).isEqualTo("active 1 clean true");
        assertThat(traces()).hasSize(2).allSatisfy(lines -> {
            JsonNode start = lines.get(0);
            assertThat(start.get("name").asString()).isEqualTo("outer");
            assertThat(start.get("input").toString()).isEqualTo("{\"name\":\"ada\"}");
            assertThat(lines.parentOf("outer")).isNull();
            assertThat(lines.start("outer").has("thread")).isFalse();
            assertThat(lines.parentOf("inner")).isEqualTo("outer");
            assertThat(lines.last().get("status").asString()).isEqualTo("ok");
            assertThat(lines.last().get("output").asString()).isEqualTo("x!");
        });
    }

    @Test
    void root_exception() throws Exception {
        assertThat(run("root", "throws").out()).contains("thrown").contains("clean true");

        assertThat(only().last().get("status").asString()).isEqualTo("error");
        assertThat(only().last().get("error").get("message").asString()).isEqualTo("expected");
    }

    @Test
    void root_ownTracerWins() throws Exception {
        run("root", "own");

        assertThat(only().get(0).get("name").asString()).isEqualTo("own");
        assertThat(only().story()).contains("span_start outer");
    }

    @Test
    void root_future_traceEndsWithIt() throws Exception {
        assertThat(run("root", "future").out()).contains("undisturbed true").contains("active 1 clean true");

        assertThat(traces()).hasSize(2);
        Lines later = traces().get(0);
        assertThat(later.story())
                .containsExactly("trace_start later", "span_start later", "span_end later", "trace_end");
        assertThat(later.last().get("output").asString()).isEqualTo("done");
    }

    @Test
    void root_stream_traceEndsWithIt() throws Exception {
        assertThat(run("root", "stream").out()).contains("a!\nb!");

        assertThat(only().parentOf("stream")).isNull();
        assertThat(only().ofType("span_start")).hasSize(3);
        assertThat(only().last().get("output").toString()).isEqualTo("[\"a!\",\"b!\"]");
    }

    @Test
    void root_mono_eachSubscriptionHasATrace() throws Exception {
        run("root", "mono");

        assertThat(traces()).hasSize(2).allSatisfy(lines -> {
            assertThat(lines.parentOf("inner")).isEqualTo("mono");
            assertThat(lines.last().get("output").asString()).isEqualTo("m!");
        });
    }

    @Test
    void root_neverCompleted_isInterruptedAtTheEnd() throws Exception {
        run("root", "left");

        assertThat(only().last().get("status").asString()).isEqualTo("interrupted");
    }

    @Test
    void process_oneTraceForAll() throws Exception {
        assertThat(run("process", "nested,throws,stream,nested").out()).contains("clean true");

        Lines lines = only();
        assertThat(lines.get(0).get("name").asString()).isEqualTo("AutoTraceTest$Program");
        assertThat(lines.last().get("status").asString()).isEqualTo("ok");
        assertThat(lines.ofType("span_start")
                        .filter(e -> e.get("parent_id").isNull())
                        .map(e -> e.get("name").asString()))
                .containsExactly("outer", "outer", "stream", "outer");
        assertThat(lines.ofType("span_end")).hasSize(8);
        assertThat(lines.ofType("span_start")).noneMatch(start -> start.has("thread")); // no parent was lost
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "OFF", "", "sometimes"})
    void off_nothing(String mode) throws Exception {
        Fork.Result result = run(mode, "nested,disabled");

        assertThat(result.out()).endsWith("active 0 clean true");
        assertThat(result.out().contains("TRAQO_AUTO=sometimes is not understood"))
                .isEqualTo(mode.equals("sometimes"));
        assertThat(traces()).isEmpty();
    }

    @Test
    void disabled_nothing() throws Exception {
        assertThat(run("root", "disabled").out()).isEqualTo("active 1 clean true");

        assertThat(traces()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "process"})
    void unusableFolder_oneWarningAndNoTrace(String mode) throws Exception {
        Files.createFile(folder.resolve("traces"));

        Fork.Result result = run(mode, "nested,stream,nested,throws");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("a!\nb!").contains("thrown").endsWith("active 0 clean true");
        assertThat(result.out().split("cannot be opened", -1)).hasSize(2);
    }

    @Test
    void captureContentOff_noInputAndNoOutput() throws Exception {
        Fork.Result result = Fork.of(Program.class, "nested")
                .env("TRAQO_AUTO", "root")
                .env("TRAQO_CAPTURE_CONTENT", "off")
                .env("TRAQO_TRACE_DIR", folder.resolve("traces").toString())
                .run();

        assertThat(result.exit()).isZero();
        assertThat(only().texts().toString()).doesNotContain("ada").doesNotContain("x!");
    }

    @ParameterizedTest
    @CsvSource({
        "dev.app.Main, Main",
        "Main, Main",
        "dev.app/dev.app.Main, Main",
        "/opt/lib/app.jar, app",
        "C:\\lib\\app-1.2.jar, app-1.2"
    })
    void processName(String main, String name) {
        assertThat(AutoTrace.nameOf(main)).isEqualTo(name);
    }
}
