package dev.traqo.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;

/**
 * One row of a table: a benchmark method with its settings.
 *
 * @param id short name, used in the results file and to choose rows
 * @param label what the table says
 * @param method class and method of the benchmark
 * @param jvm what it runs on
 */
record Case(String id, String label, String method, Map<String, String> params, Mode mode, int threads, Jvm jvm) {

    /**
     * What a row asks of its JVM.
     *
     * @param agent whether the agent is in it
     * @param since the oldest Java that can run the row
     */
    record Jvm(boolean agent, int since, List<String> arguments) {

        static final Jvm PLAIN = new Jvm(false, 17, List.of());
        static final Jvm WITH_AGENT = new Jvm(true, 17, List.of());
    }

    private Case(String id, String label, String method, Map<String, String> params, Mode mode, int threads) {
        this(id, label, method, params, mode, threads, Jvm.PLAIN);
    }

    /** Heap of the measured process. */
    String heap() {
        return method.startsWith("Read") ? "4g" : "1g";
    }

    /** Everything about recording, in the order of the tables. */
    static List<Case> recording() {
        List<Case> cases = new ArrayList<>();
        cases.add(span("raw-stream", "limit: raw buffered write, FileOutputStream"));
        cases.add(span("raw-channel", "limit: raw buffered write, FileChannel"));
        cases.add(span("traqo-encode", "**traqo**, everything but the sink"));
        cases.add(span("traqo", "**traqo**, default settings"));
        cases.add(span("traqo-strict", "**traqo**, strict: written before the call returns"));
        cases.add(span("otel", "OpenTelemetry SDK, batch, OTLP JSON file, lossless"));
        cases.add(span("logback", "Logback, logstash encoder, immediateFlush=false"));
        cases.add(span("logback-lean", "the same, 256 KB buffer, without the encoder's own fields"));
        cases.add(span("log4j", "Log4j 2, JsonTemplateLayout, immediateFlush=false"));
        cases.add(spanOn("traqo-shared", "**traqo**, two threads on one trace", "traqo", Mode.AverageTime, 2));
        cases.add(spanOn("limit-latency", "limit: raw buffered write", "raw-channel", Mode.SampleTime, 1));
        cases.add(spanOn("traqo-latency", "**traqo**, default settings", "traqo", Mode.SampleTime, 1));
        cases.add(other("plain-call", "a plain call", "NoTracerBenchmark.plainCall"));
        cases.add(other("no-tracer", "the call as a span, no trace open", "NoTracerBenchmark.tracedCall"));
        cases.add(other("create-delete", "creating and deleting a file", "ShortTraceBenchmark.createAndDelete"));
        cases.add(other("ten-spans", "a trace of ten spans, created, closed, deleted", "ShortTraceBenchmark.tenSpans"));
        cases.add(close("close-short", "closing a trace of 10 spans", 10));
        cases.add(close("close-long", "closing a trace of 100,000 spans", 100_000));
        return List.copyOf(cases);
    }

    private static Case span(String recorder, String label) {
        return spanOn(recorder, label, recorder, Mode.AverageTime, 1);
    }

    private static Case spanOn(String id, String label, String recorder, Mode mode, int threads) {
        return new Case(id, label, "RecordBenchmark.span", Map.of("recorder", recorder), mode, threads);
    }

    private static Case other(String id, String label, String method) {
        return new Case(id, label, method, Map.of(), Mode.AverageTime, 1);
    }

    private static Case close(String id, String label, int spans) {
        Map<String, String> params = Map.of("spans", Integer.toString(spans));
        return new Case(id, label, "CloseBenchmark.close", params, Mode.SingleShotTime, 1);
    }

    /** Whether it is a row of the main table: standard spans by one thread. */
    boolean isPlainSpan() {
        return method.startsWith("RecordBenchmark") && mode == Mode.AverageTime && threads == 1;
    }

    /** Everything about reading the file and the folder, in the order of the table. */
    static List<Case> reading(Path file, int spans, Path folder, int traces) {
        Map<String, String> big = Map.of("file", file.toString(), "spans", Integer.toString(spans));
        Map<String, String> many = Map.of("folder", folder.toString(), "traces", Integer.toString(traces));
        return List.of(
                read("plain-read", "plain read, nothing looked at", "ReadBenchmark.plainRead", big),
                read("index", "**traqo**, index: the columns of every span", "ReadBenchmark.index", big),
                read("tree", "**traqo**, tree, walked from end to end", "ReadBenchmark.tree", big),
                read("duckdb", "DuckDB read_json, three columns, group by", "ReadBenchmark.duckDb", big),
                read("jackson", "Jackson 3 streaming, the columns of the index", "ReadBenchmark.jackson", big),
                read("list", "**traqo**, summaries of a folder of traces", "ListBenchmark.summaries", many));
    }

    private static Case read(String id, String label, String method, Map<String, String> params) {
        return new Case(id, label, method, params, Mode.SingleShotTime, 1);
    }
}
