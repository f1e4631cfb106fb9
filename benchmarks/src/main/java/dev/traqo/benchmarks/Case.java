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
 */
record Case(String id, String label, String method, Map<String, String> params, Mode mode, int threads) {

    /** Heap of the measured process. */
    String heap() {
        return method.startsWith("Read") ? "4g" : "1g";
    }

    /** Everything about recording, in the order of the table. */
    static List<Case> recording() {
        List<Case> cases = new ArrayList<>();
        cases.add(span("raw-stream", "limit: raw buffered write, FileOutputStream"));
        cases.add(span("raw-channel", "limit: raw buffered write, FileChannel"));
        cases.add(span("otel", "OpenTelemetry SDK, batch, OTLP JSON file, lossless"));
        cases.add(span("logback", "Logback, logstash encoder, immediateFlush=false"));
        cases.add(span("logback-lean", "the same, 256 KB buffer, without the encoder's own fields"));
        cases.add(span("log4j", "Log4j 2, JsonTemplateLayout, immediateFlush=false"));
        return List.copyOf(cases);
    }

    /** Everything about reading {@code file}, in the order of the table. */
    static List<Case> reading(Path file) {
        return List.of(
                read("plain-read", "plain read, nothing looked at", "plainRead", file),
                read("duckdb", "DuckDB read_json, columns given, group by", "duckDb", file),
                read("jackson", "Jackson 3 streaming, the columns of the index", "jackson", file));
    }

    private static Case read(String id, String label, String method, Path file) {
        return new Case(id, label, "ReadBenchmark." + method, Map.of("file", file.toString()), Mode.SingleShotTime, 1);
    }

    private static Case span(String recorder, String label) {
        return new Case(recorder, label, "RecordBenchmark.span", Map.of("recorder", recorder), Mode.AverageTime, 1);
    }
}
