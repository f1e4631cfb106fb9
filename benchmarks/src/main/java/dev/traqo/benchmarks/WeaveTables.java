package dev.traqo.benchmarks;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns measurements of {@code @Trace} and of carrying context into Markdown. */
final class WeaveTables {

    private final Measurements measurements;
    private final Markdown out = new Markdown();

    WeaveTables(Measurements measurements) {
        this.measurements = measurements;
    }

    String toMarkdown() {
        for (String jdk : measurements.jdks()) {
            out.line("### Weaving, %s", jdk);
            out.line("");
            calls(jdk);
            handovers(jdk);
            goals(jdk);
        }
        return out.toString();
    }

    private void calls(String jdk) {
        out.line("| one call of a method with `@Trace` | wall ns | CPU ns, all threads | bytes allocated |");
        out.line("|---|---|---|---|");
        for (Case row : WeaveCases.calls()) {
            List<ForkResult> forks = measurements.forks(jdk, row.id());
            if (!forks.isEmpty()) {
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

    private void handovers(String jdk) {
        out.line("| one task, CPU ns of all threads "
                + "| no agent | agent, nothing current | agent, a span current | `Traqo.wrap`, a span current |");
        out.line("|---|---|---|---|---|");
        for (WeaveCases.Handover row : WeaveCases.handovers()) {
            if (!measurements.forks(jdk, row.id("plain")).isEmpty()) {
                String cells = WeaveCases.STATES.stream()
                        .map(state -> cell(measurements.forks(jdk, row.id(state))))
                        .collect(Collectors.joining(" | "));
                out.line("| %s | %s |", row.label(), cells);
            }
        }
        out.line("");
    }

    private static String cell(List<ForkResult> forks) {
        return forks.isEmpty() ? "" : Markdown.spread(forks.stream().map(ForkResult::cpu));
    }

    private void goals(String jdk) {
        Goals goals = new Goals(out);
        double plain = cpu(jdk, "text-plain");
        goals.atMost("woven, no trace open, above the plain call", 1, cpu(jdk, "text-idle") - plain, " ns");
        goals.atMost("the same after a trace was closed", 1, cpu(jdk, "text-closed") - plain, " ns");
        double number = cpu(jdk, "number-idle") - cpu(jdk, "number-plain");
        goals.atMost("the same, `int number(int)`", 1, number, " ns");
        goals.atMost("allocated by that", 0, median(jdk, "text-idle", ForkResult::bytes), " bytes");
        double span = cpu(jdk, "text-woven") - cpu(jdk, "text-hand");
        goals.atMost("a woven span above one by hand, two arguments", 300, span, " ns");
        double inFile = cpu(jdk, "text-woven-file") - cpu(jdk, "text-hand-file");
        goals.atMost("the same, into a file", 300, inFile, " ns");
        for (WeaveCases.Handover row : WeaveCases.handovers()) {
            if (row.steady()) {
                double without = cpu(jdk, row.id("plain"));
                goals.atMost(row.label() + ": agent, nothing current", 50, cpu(jdk, row.id("idle")) - without, " ns");
                goals.atMost(row.label() + ": a span current", 50, cpu(jdk, row.id("current")) - without, " ns");
            }
        }
        out.line("");
    }

    private double cpu(String jdk, String id) {
        return median(jdk, id, ForkResult::cpu);
    }

    private double median(String jdk, String id, Function<ForkResult, Double> of) {
        return measurements.median(jdk, id, of).orElse(Double.NaN);
    }
}
