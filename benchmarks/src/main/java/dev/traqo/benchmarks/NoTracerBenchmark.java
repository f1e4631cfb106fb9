package dev.traqo.benchmarks;

import dev.traqo.Kind;
import dev.traqo.Tracer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One operation is a call that would be a span, while no trace is open. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class NoTracerBenchmark {

    private int next;

    @Benchmark
    public int plainCall() {
        return work(next++);
    }

    @Benchmark
    public int tracedCall() {
        int i = next++;
        return Tracer.current()
                .span(Payload.NAME)
                .kind(Kind.LLM)
                .tags("llm")
                .metadata("model", Payload.MODEL)
                .input(Payload.PROVIDER)
                .call(span -> work(i));
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static int work(int i) {
        return i + 1;
    }
}
