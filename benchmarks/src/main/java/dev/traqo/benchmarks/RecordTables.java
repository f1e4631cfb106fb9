package dev.traqo.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Turns measurements of recording into Markdown. */
final class RecordTables {

    private final Measurements measurements;
    private final OptionalDouble pythonCpu;
    private final StringBuilder out = new StringBuilder();

    RecordTables(Measurements measurements, OptionalDouble pythonCpu) {
        this.measurements = measurements;
        this.pythonCpu = pythonCpu;
    }

    String toMarkdown() {
        for (String jdk : measurements.jdks()) {
            spans(jdk);
        }
        return out.toString();
    }

    private void spans(String jdk) {
        double limit = limitCpu(jdk);
        line("### Recording, %s", jdk);
        line("");
        line("One operation is one standard span (start and end, %d bytes).", Payload.SPAN_BYTES);
        line("Median of the forks' medians, in brackets lowest and highest fork.");
        line("");
        line("| | wall ns | CPU ns, all threads | CPU vs limit | bytes allocated |");
        line("|---|---|---|---|---|");
        for (Case row : Case.recording()) {
            List<ForkResult> forks = measurements.forks(jdk, row.id());
            if (!forks.isEmpty() && row.method().equals("RecordBenchmark.span")) {
                line(
                        "| %s | %s | %s | %.2f | %.0f |",
                        row.label(),
                        spread(forks.stream().map(ForkResult::wall)),
                        spread(forks.stream().map(ForkResult::cpu)),
                        ForkResult.median(forks, ForkResult::cpu) / limit,
                        ForkResult.median(forks, ForkResult::bytes));
            }
        }
        if (pythonCpu.isPresent()) {
            double cpu = pythonCpu.getAsDouble();
            line("| Python traqo, default settings | | %.0f | %.0f | |", cpu, cpu / limit);
        }
        line("");
    }

    /** The faster of the two raw writes. */
    private double limitCpu(String jdk) {
        return Stream.of("raw-stream", "raw-channel")
                .map(id -> measurements.median(jdk, id, ForkResult::cpu))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .min()
                .orElse(Double.NaN);
    }

    private static String spread(Stream<Double> values) {
        double[] all = values.mapToDouble(Double::doubleValue).sorted().toArray();
        double median = ForkResult.median(all);
        return all.length < 2
                ? String.format(Locale.ROOT, "%.0f", median)
                : String.format(Locale.ROOT, "%.0f (%.0f-%.0f)", median, all[0], all[all.length - 1]);
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
