package dev.traqo.benchmarks;

import java.util.OptionalDouble;
import java.util.function.Function;

/** What recording promises, and what was measured. */
final class RecordGoals {

    private final Measurements measurements;
    private final OptionalDouble pythonCpu;

    RecordGoals(Measurements measurements, OptionalDouble pythonCpu) {
        this.measurements = measurements;
        this.pythonCpu = pythonCpu;
    }

    void append(String jdk, Markdown out) {
        Goals goals = new Goals(out);
        spans(jdk, goals);
        double oneThread = wall(jdk, "traqo");
        goals.atLeast("rate of two threads on one trace against one", 1.5, 2 * oneThread / wall(jdk, "traqo-shared"));
        goals.atMost("99.9 % of spans take", 60_000, percentile(jdk, "traqo-latency", "p99.9"), " ns");
        goals.atMost("allocated a span", 256, median(jdk, "traqo", ForkResult::bytes), " bytes");
        double tenSpans = wall(jdk, "ten-spans") - wall(jdk, "create-delete");
        goals.atMost("a trace of ten spans over its file", 15_000, tenSpans, " ns");
        goals.atMost("a span while no trace is open", 20, wall(jdk, "no-tracer"), " ns");
        goals.atMost("allocated by that", 0, median(jdk, "no-tracer", ForkResult::bytes), " bytes");
        goals.atMost("closing 100,000 spans against closing 10", 2, wall(jdk, "close-long") / wall(jdk, "close-short"));
        out.line("");
    }

    private void spans(String jdk, Goals goals) {
        double limit = RecordTables.limitCpu(measurements, jdk);
        double traqo = cpu(jdk, "traqo");
        goals.atMost("CPU of a span against the raw write", 2.3, traqo / limit);
        goals.atMost("encoding without the sink against the raw write", 1.2, cpu(jdk, "traqo-encode") / limit);
        goals.atMost("slowest fork of that", 1.2, slowestCpu(jdk, "traqo-encode") / limit);
        goals.atLeast("CPU of OpenTelemetry against ours", 4.5, cpu(jdk, "otel") / traqo);
        goals.atLeast("CPU of Logback against ours", 9, cpu(jdk, "logback") / traqo);
        goals.atLeast("CPU of Log4j 2 against ours", 9, cpu(jdk, "log4j") / traqo);
        goals.atLeast("CPU of the Python package against ours", 15, pythonCpu.orElse(Double.NaN) / traqo);
    }

    private double cpu(String jdk, String id) {
        return median(jdk, id, ForkResult::cpu);
    }

    private double wall(String jdk, String id) {
        return median(jdk, id, ForkResult::wall);
    }

    private double median(String jdk, String id, Function<ForkResult, Double> of) {
        return measurements.median(jdk, id, of).orElse(Double.NaN);
    }

    private double slowestCpu(String jdk, String id) {
        return measurements.forks(jdk, id).stream()
                .mapToDouble(ForkResult::cpu)
                .max()
                .orElse(Double.NaN);
    }

    private double percentile(String jdk, String id, String name) {
        return median(jdk, id, fork -> fork.percentiles().getOrDefault(name, Double.NaN));
    }
}
