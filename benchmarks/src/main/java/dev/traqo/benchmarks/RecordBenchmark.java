package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One operation is one standard span, start and end, recorded by the recorder of that name. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class RecordBenchmark {

    static final List<String> RECORDERS =
            List.of("raw-stream", "raw-channel", "traqo", "traqo-strict", "otel", "logback", "logback-lean", "log4j");

    /** A file is emptied after this many spans: 256 MB of ours. */
    private static final int SPANS_PER_FILE = (256 << 20) / Payload.SPAN_BYTES;

    /** Which recorder. */
    @Param({"raw-stream", "raw-channel", "traqo", "traqo-strict", "otel", "logback", "logback-lean", "log4j"})
    public String recorder = "raw-stream";

    @SuppressWarnings("NullAway.Init") // set before the first call
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private Recorder target;

    /** Each thread walks through the payload on its own. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;
        private int sinceEmptied;

        @Setup
        public void join(RecordBenchmark benchmark) {
            benchmark.target.join();
        }
    }

    @Setup
    public void open() throws IOException {
        dir = BenchDir.create("record");
        target = Recorder.open(recorder, dir);
    }

    @Benchmark
    public void span(Cursor cursor) throws IOException {
        target.span(cursor.next++);
        if (++cursor.sinceEmptied == SPANS_PER_FILE) {
            cursor.sinceEmptied = 0;
            target.truncate();
        }
    }

    @TearDown
    public void close() throws IOException {
        target.close();
        BenchDir.delete(dir);
    }
}
