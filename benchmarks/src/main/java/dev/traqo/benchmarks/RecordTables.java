package dev.traqo.benchmarks;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Turns measurements of recording into Markdown. */
final class RecordTables {

    private final Measurements measurements;
    private final OptionalDouble pythonCpu;
    private final Markdown out = new Markdown();

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
        out.line("### Recording, %s", jdk);
        out.line("");
        out.line("One operation is one standard span (start and end, %d bytes).", Payload.SPAN_BYTES);
        out.line("Median of the forks' medians, in brackets lowest and highest fork.");
        out.line("");
        out.line("| | wall ns | CPU ns, all threads | CPU vs limit | bytes allocated |");
        out.line("|---|---|---|---|---|");
        for (Case row : Case.recording()) {
            List<ForkResult> forks = measurements.forks(jdk, row.id());
            if (!forks.isEmpty() && row.method().equals("RecordBenchmark.span")) {
                out.line(
                        "| %s | %s | %s | %.2f | %.0f |",
                        row.label(),
                        Markdown.spread(forks.stream().map(ForkResult::wall)),
                        Markdown.spread(forks.stream().map(ForkResult::cpu)),
                        ForkResult.median(forks, ForkResult::cpu) / limit,
                        ForkResult.median(forks, ForkResult::bytes));
            }
        }
        if (pythonCpu.isPresent()) {
            double cpu = pythonCpu.getAsDouble();
            out.line("| Python traqo, default settings | | %.0f | %.0f | |", cpu, cpu / limit);
        }
        out.line("");
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
}
