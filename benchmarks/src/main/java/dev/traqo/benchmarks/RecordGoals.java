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
        double limit = RecordTables.limitCpu(measurements, jdk);
        double traqo = cpu(jdk, "traqo");
        out.line("| goal | asked | measured | |");
        out.line("|---|---|---|---|");
        atMost(out, "CPU of a span against the raw write", 2.3, traqo / limit, "x");
        atMost(out, "encoding without the sink against the raw write", 1.2, cpu(jdk, "traqo-encode") / limit, "x");
        atMost(out, "slowest fork of that", 1.2, slowest(jdk, "traqo-encode") / limit, "x");
        atLeast(out, "CPU of OpenTelemetry against ours", 4.5, cpu(jdk, "otel") / traqo);
        atLeast(out, "CPU of Logback against ours", 9, cpu(jdk, "logback") / traqo);
        atLeast(out, "CPU of Log4j 2 against ours", 9, cpu(jdk, "log4j") / traqo);
        atLeast(out, "CPU of the Python package against ours", 15, pythonCpu.orElse(Double.NaN) / traqo);
        atMost(out, "99.9 % of spans take", 60_000, percentile(jdk, "traqo-latency", "p99.9"), " ns");
        atMost(out, "allocated a span", 256, median(jdk, "traqo", ForkResult::bytes), " bytes");
        double shared = median(jdk, "traqo-shared", ForkResult::wall);
        atLeast(out, "two threads on one trace against one", 1.5, 2 * median(jdk, "traqo", ForkResult::wall) / shared);
        double bare = median(jdk, "create-delete", ForkResult::wall);
        double ten = median(jdk, "ten-spans", ForkResult::wall);
        atMost(out, "a trace of ten spans over its file", 15_000, ten - bare, " ns");
        atMost(out, "a span while no trace is open", 20, median(jdk, "no-tracer", ForkResult::wall), " ns");
        atMost(out, "allocated by that", 0, median(jdk, "no-tracer", ForkResult::bytes), " bytes");
        double close = median(jdk, "close-long", ForkResult::wall) / median(jdk, "close-short", ForkResult::wall);
        atMost(out, "closing 100,000 spans against closing 10", 2, close, "x");
        out.line("");
    }

    private static void atMost(Markdown out, String goal, double asked, double measured, String unit) {
        row(out, goal, "at most " + Markdown.number(asked) + unit, measured, unit, measured < asked + 0.05);
    }

    private static void atLeast(Markdown out, String goal, double asked, double measured) {
        row(out, goal, "at least " + Markdown.number(asked) + "x", measured, "x", measured > asked - 0.05);
    }

    private static void row(Markdown out, String goal, String asked, double measured, String unit, boolean met) {
        if (!Double.isNaN(measured)) {
            String value = unit.equals("x")
                    ? String.format(java.util.Locale.ROOT, "%.2f", measured)
                    : Markdown.number(measured);
            out.line("| %s | %s | %s%s | %s |", goal, asked, value, unit, met ? "met" : "**missed**");
        }
    }

    private double cpu(String jdk, String id) {
        return median(jdk, id, ForkResult::cpu);
    }

    private double median(String jdk, String id, Function<ForkResult, Double> of) {
        return measurements.median(jdk, id, of).orElse(Double.NaN);
    }

    private double slowest(String jdk, String id) {
        return measurements.forks(jdk, id).stream()
                .mapToDouble(ForkResult::cpu)
                .max()
                .orElse(Double.NaN);
    }

    private double percentile(String jdk, String id, String name) {
        return median(jdk, id, fork -> fork.percentiles().getOrDefault(name, Double.NaN));
    }
}
