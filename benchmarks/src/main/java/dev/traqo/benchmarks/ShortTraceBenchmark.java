package dev.traqo.benchmarks;

import dev.traqo.Kind;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One operation is one trace of ten standard spans in a file of its own, which is deleted afterwards. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ShortTraceBenchmark {

    private static final int SPANS = 10;

    private final Payload payload = new Payload();

    @SuppressWarnings("NullAway.Init") // set before the first call
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Setup
    public void open() throws IOException {
        dir = BenchDir.create("short");
        file = dir.resolve("short.jsonl");
    }

    @TearDown
    public void close() throws IOException {
        BenchDir.delete(dir);
    }

    /** What the file system takes: to create the file and to delete it. */
    @Benchmark
    public void createAndDelete() throws IOException {
        new FileOutputStream(file.toFile()).close();
        Files.delete(file);
    }

    @Benchmark
    public void tenSpans() throws IOException {
        try (Tracer tracer = Tracer.builder(file).open()) {
            for (int i = 0; i < SPANS; i++) {
                String output = payload.output(i);
                tracer.span(Payload.NAME)
                        .kind(Kind.LLM)
                        .tags("llm", "prod")
                        .metadata("model", Payload.MODEL)
                        .metadata("provider", Payload.PROVIDER)
                        .input(payload.input(i))
                        .call(span -> {
                            span.tokenUsage(TokenUsage.of(Payload.INPUT_TOKENS, Payload.OUTPUT_TOKENS));
                            return output;
                        });
            }
        }
        Files.delete(file);
    }
}
