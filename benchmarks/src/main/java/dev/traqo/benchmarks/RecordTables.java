package dev.traqo.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;

/** Turns measurements of recording into Markdown. */
final class RecordTables {

    private static final List<Case> ROWS = Case.recording();

    private final Measurements measurements;
    private final OptionalDouble pythonCpu;
    private final Markdown out = new Markdown();

    RecordTables(Measurements measurements, OptionalDouble pythonCpu) {
        this.measurements = measurements;
        this.pythonCpu = pythonCpu;
    }

    String toMarkdown() {
        for (String jdk : measurements.jdks()) {
            out.line("### Recording, %s", jdk);
            out.line("");
            spans(jdk);
            others(jdk);
            latency(jdk);
            new RecordGoals(measurements, pythonCpu).append(jdk, out);
        }
        return out.toString();
    }

    private void spans(String jdk) {
        double limit = limitCpu(measurements, jdk);
        out.line("One operation is one standard span (start and end, %d bytes).", Payload.SPAN_BYTES);
        out.line("");
        out.line("| | wall ns | CPU ns, all threads | in the kernel | CPU vs limit | bytes allocated |");
        out.line("|---|---|---|---|---|---|");
        for (Case row : ROWS) {
            List<ForkResult> forks = measurements.forks(jdk, row.id());
            if (!forks.isEmpty() && row.isPlainSpan()) {
                out.line(
                        "| %s | %s | %s | %.0f | %.2f | %.0f |",
                        row.label(),
                        Markdown.spread(forks.stream().map(ForkResult::wall)),
                        Markdown.spread(forks.stream().map(ForkResult::cpu)),
                        ForkResult.median(forks, ForkResult::kernel),
                        ForkResult.median(forks, ForkResult::cpu) / limit,
                        ForkResult.median(forks, ForkResult::bytes));
            }
        }
        if (pythonCpu.isPresent()) {
            double cpu = pythonCpu.getAsDouble();
            out.line("| Python traqo, default settings | | %.0f | | %.1f | |", cpu, cpu / limit);
        }
        out.line("");
    }

    private void others(String jdk) {
        if (!measured(jdk, row -> !row.isPlainSpan() && row.mode() != Mode.SampleTime)) {
            return;
        }
        out.line("| one operation is | wall ns | CPU ns, all threads | bytes allocated |");
        out.line("|---|---|---|---|");
        for (Case row : ROWS) {
            List<ForkResult> forks = measurements.forks(jdk, row.id());
            if (!forks.isEmpty()
                    && !row.isPlainSpan()
                    && forks.get(0).percentiles().isEmpty()) {
                out.line(
                        "| %s | %s | %s | %.0f |",
                        row.label(),
                        Markdown.spread(forks.stream().map(ForkResult::wall)),
                        Markdown.spread(forks.stream().map(ForkResult::cpu)),
                        ForkResult.median(forks, ForkResult::bytes));
            }
        }
        out.line("");
    }

    private void latency(String jdk) {
        if (!measured(jdk, row -> row.mode() == Mode.SampleTime)) {
            return;
        }
        out.line("| latency of a span, one thread without a pause, ns | p50 | p99 | p99.9 | p99.99 | max |");
        out.line("|---|---|---|---|---|---|");
        for (Case row : ROWS) {
            List<Map<String, Double>> forks = measurements.forks(jdk, row.id()).stream()
                    .map(ForkResult::percentiles)
                    .filter(percentiles -> !percentiles.isEmpty())
                    .toList();
            if (!forks.isEmpty()) {
                String cells = forks.get(0).keySet().stream()
                        .map(name -> Markdown.spread(forks.stream().map(fork -> fork.get(name))))
                        .collect(Collectors.joining(" | "));
                out.line("| %s | %s |", row.label(), cells);
            }
        }
        out.line("");
    }

    private boolean measured(String jdk, Predicate<Case> rows) {
        return ROWS.stream()
                .filter(rows)
                .anyMatch(row -> !measurements.forks(jdk, row.id()).isEmpty());
    }

    /** CPU of the faster of the two raw writes. */
    static double limitCpu(Measurements measurements, String jdk) {
        return Stream.of("raw-stream", "raw-channel")
                .map(id -> measurements.median(jdk, id, ForkResult::cpu))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .min()
                .orElse(Double.NaN);
    }
}
