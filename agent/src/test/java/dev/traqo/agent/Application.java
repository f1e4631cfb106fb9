package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A small application that uses {@code @Trace}. */
final class Application {

    static final String MAIN = "app.Main";

    /** What it prints. */
    static final String PRINTED = "x!y!";

    static final String WORK = """
            package app;

            import dev.traqo.Trace;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class Work {

                @Trace
                public String outer(String first, long second) throws Exception {
                    ExecutorService pool = Executors.newFixedThreadPool(1);
                    try {
                        return pool.submit(() -> inner(first)).get()
                                + CompletableFuture.supplyAsync(() -> inner("y")).join();
                    } finally {
                        pool.shutdown();
                    }
                }

                @Trace(tags = "small")
                static String inner(String text) {
                    return text + "!";
                }
            }
            """;

    static final String TRACES = """
            package app;

            import dev.traqo.Tracer;
            import java.nio.file.Path;

            public class Main {

                public static void main(String[] arguments) throws Exception {
                    try (Tracer tracer = Tracer.builder(Path.of("trace.jsonl")).open()) {
                        System.out.println(new Work().outer("x", 7L));
                    }
                }
            }
            """;

    static final String KNOWS_NOTHING_OF_TRACES = """
            package app;

            public class Main {

                public static void main(String[] arguments) throws Exception {
                    System.out.println(new Work().outer("x", 7L));
                }
            }
            """;

    private Application() {}

    /** Opens {@code trace.jsonl} in the folder where it runs. */
    static Path compile(Path folder) throws IOException {
        return Sources.compile(folder.resolve("app"), List.of("-cp", Jvm.CORE.toString()), WORK, TRACES);
    }

    /** Only has annotations. */
    static Path compileUnaware(Path folder) throws IOException {
        return Sources.compile(
                folder.resolve("unaware"), List.of("-cp", Jvm.CORE.toString()), WORK, KNOWS_NOTHING_OF_TRACES);
    }

    static void assertTraced(Path trace) throws IOException {
        assertSpans(trace, null);
    }

    /** In a trace that was opened for the outermost call. */
    static void assertTracedAlone(Path trace) throws IOException {
        assertSpans(trace, "outer");
    }

    private static void assertSpans(Path trace, String name) throws IOException {
        assertThat(Recorded.read(trace).spans())
                .extracting(Recorded.Span::parent, Object::toString)
                .containsExactly(
                        tuple("outer", "inner=x!"), tuple("outer", "inner=y!"), tuple(name, "outer=" + PRINTED));
    }

    static void assertUndisturbed(Jvm.Outcome outcome) {
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).containsExactly(PRINTED);
        assertThat(outcome.exit()).isZero();
    }

    /** It ran untraced, and one line says why. */
    static void assertUntraced(Jvm.Outcome outcome, String why) {
        assertThat(outcome.err())
                .singleElement()
                .asString()
                .startsWith("traqo: ")
                .contains(why);
        assertThat(outcome.out()).containsExactly(PRINTED);
        assertThat(outcome.exit()).isZero();
    }
}
