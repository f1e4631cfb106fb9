package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One operation closes a trace of so many spans. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 21)
public class CloseBenchmark {

    /** Length of the trace. */
    @Param({"10", "100000"})
    public int spans;

    @SuppressWarnings("NullAway.Init") // set before the first call
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private Recorder trace;

    @Setup(Level.Invocation)
    public void record() throws IOException {
        dir = BenchDir.create("close");
        trace = Recorder.open("traqo", dir);
        for (int i = 0; i < spans; i++) {
            trace.span(i);
        }
    }

    @Benchmark
    public void close() throws IOException {
        trace.close();
    }

    @TearDown(Level.Invocation)
    public void delete() throws IOException {
        BenchDir.delete(dir);
    }
}
