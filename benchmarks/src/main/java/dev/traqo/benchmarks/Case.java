package dev.traqo.benchmarks;

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
        cases.add(span("logback", "Logback, logstash encoder, buffered"));
        cases.add(span("logback-lean", "the same without the encoder's own fields"));
        cases.add(span("log4j", "Log4j 2, JsonTemplateLayout, buffered"));
        return List.copyOf(cases);
    }

    private static Case span(String recorder, String label) {
        return new Case(recorder, label, "RecordBenchmark.span", Map.of("recorder", recorder), Mode.AverageTime, 1);
    }
}
