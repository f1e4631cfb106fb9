package dev.traqo.benchmarks;

import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.weave.TracedCall;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One operation is one call of a method with {@code @Trace}, in a JVM with the agent or without. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class WeavingBenchmark {

    /** A file is emptied after this many calls. */
    private static final int CALLS_PER_FILE = 1 << 19;

    private static final int CALLS_BEFORE = 20_000;

    /** Whether the agent ought to be there; checked. */
    @Param({"false", "true"})
    public boolean woven;

    /** No trace at all, one that was recorded into and closed, one without its sink, one with its file. */
    @Param({"none", "closed", "encode", "file"})
    public String trace = "none";

    private final Payload payload = new Payload();
    private final TracedCalls calls = new TracedCalls();
    private int next;

    @SuppressWarnings("NullAway.Init") // set before the first call
    private Path dir;

    private @Nullable Tracer tracer;
    private @Nullable Span parent;
    private @Nullable Scope scope;

    @Setup
    public void open() throws IOException {
        dir = BenchDir.create("weave");
        boolean recorded = recordsCalls(trace.equals("closed") ? CALLS_BEFORE : 1);
        if (recorded != woven || TracedCall.active != 0) {
            throw new IllegalStateException("The class is " + (recorded ? "" : "not ") + "woven; open traces: "
                    + TracedCall.active + "; this row would measure something else");
        }
        if (trace.equals("encode") || trace.equals("file")) {
            begin(dir.resolve("weave.jsonl"));
            if (trace.equals("encode")) {
                TraqoRecorder.closeSink(opened());
            }
        }
    }

    private boolean recordsCalls(int times) throws IOException {
        Path file = dir.resolve("check.jsonl");
        begin(file);
        for (int i = 0; i < times; i++) {
            text();
            number();
        }
        end();
        String lines = Files.readString(file);
        return lines.contains("\"name\":\"text\"") && lines.contains("\"name\":\"number\"");
    }

    private void begin(Path file) {
        Tracer opened = Tracer.builder(file).open();
        Span run = opened.span("run").start();
        tracer = opened;
        parent = run;
        scope = run.makeCurrent();
    }

    private void end() {
        if (tracer != null && parent != null && scope != null) {
            scope.close();
            parent.end();
            tracer.close();
            tracer = null;
        }
    }

    @Benchmark
    public String text() throws IOException {
        int i = nextCall();
        return calls.text(payload.input(i), Payload.MODEL);
    }

    @Benchmark
    public int number() throws IOException {
        return calls.number(nextCall());
    }

    @Benchmark
    public String textByHand() throws IOException {
        String a = payload.input(nextCall());
        String b = Payload.MODEL;
        return opened().span("text").input(Map.of("a", a, "b", b)).call(span -> calls.text(a, b));
    }

    @Benchmark
    public int numberByHand() throws IOException {
        int a = nextCall();
        return opened().span("number").input(Map.of("a", a)).call(span -> calls.number(a));
    }

    private Tracer opened() {
        Tracer opened = tracer;
        if (opened == null) {
            throw new IllegalStateException("by hand, but without a trace");
        }
        return opened;
    }

    private int nextCall() throws IOException {
        int i = next++;
        if ((i & (CALLS_PER_FILE - 1)) == CALLS_PER_FILE - 1 && trace.equals("file")) {
            try (FileChannel file = FileChannel.open(dir.resolve("weave.jsonl"), StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
        }
        return i;
    }

    @TearDown
    public void close() throws IOException {
        end();
        BenchDir.delete(dir);
    }
}
