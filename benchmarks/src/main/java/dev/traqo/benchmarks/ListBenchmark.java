package dev.traqo.benchmarks;

import dev.traqo.read.TraceSummary;
import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One operation finds and summarises all traces of a folder, in a process that never did it before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class ListBenchmark {

    /** The folder, made by {@link TraceFiles}. */
    @Param("")
    public String folder = "";

    /** How many traces it holds. */
    @Param("10000")
    public int traces;

    @Benchmark
    public int summaries() throws IOException {
        int found = 0;
        for (Path file : LocalStore.of(Path.of(folder)).list()) {
            found += TraceSummary.read(file).size();
        }
        if (found != traces) {
            throw new IllegalStateException(found + " of " + traces + " traces were found");
        }
        return found;
    }
}
