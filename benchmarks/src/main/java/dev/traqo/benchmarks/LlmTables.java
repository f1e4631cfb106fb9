package dev.traqo.benchmarks;

import dev.traqo.benchmarks.LlmRow.Watch;
import dev.traqo.benchmarks.LlmRow.Work;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** Turns measurements of model calls into Markdown. */
final class LlmTables {

    private final Measurements measurements;
    private final Markdown out = new Markdown();

    LlmTables(Measurements measurements) {
        this.measurements = measurements;
    }

    String toMarkdown() {
        for (String jdk : measurements.jdks()) {
            out.line("### Model calls, %s", jdk);
            out.line("");
            out.line("| what | µs CPU of the calling thread | above the SDK alone | µs CPU of the process | bytes"
                    + " allocated by the calling thread |");
            out.line("|---|---|---|---|---|");
            for (LlmRow row : LlmRow.all()) {
                List<ForkResult> forks = measurements.forks(jdk, row.id());
                if (!forks.isEmpty()) {
                    out.line(
                            "| %s, %s | %s | %s | %s | %.0f |",
                            row.work().label(),
                            row.watch().label(),
                            Markdown.spread(forks.stream().map(ForkResult::cpu)),
                            row.watch() == Watch.PLAIN ? "" : Markdown.number(above(jdk, row)),
                            Markdown.spread(forks.stream().map(ForkResult::process)),
                            ForkResult.median(forks, ForkResult::bytes));
                }
            }
            out.line("");
            goals(jdk);
        }
        return out.toString();
    }

    private double above(String jdk, LlmRow row) {
        return cpu(jdk, row) - cpu(jdk, new LlmRow(Watch.PLAIN, row.work()));
    }

    private double cpu(String jdk, LlmRow row) {
        return measurements.median(jdk, row.id(), ForkResult::cpu).orElse(Double.NaN);
    }

    private void goals(String jdk) {
        Goals goals = new Goals(out);
        goals.atMost("a whole answer, the calling thread", 100, above(jdk, new LlmRow(Watch.TRACED, Work.CALL)), " µs");
        goals.atMost("the same, asynchronously", 100, above(jdk, new LlmRow(Watch.TRACED, Work.ASYNC_CALL)), " µs");
        goals.atMost("a chunk, the calling thread", 5, above(jdk, new LlmRow(Watch.TRACED, Work.CHUNK)), " µs");
        nothingMeasurable(goals, jdk, Work.CALL);
        nothingMeasurable(goals, jdk, Work.ASYNC_CALL);
        nothingMeasurable(goals, jdk, Work.CHUNK);
        out.line("");
    }

    /** Less than what lies between two forks of the SDK alone. */
    private void nothingMeasurable(Goals goals, String jdk, Work work) {
        DoubleSummaryStatistics alone = measurements.forks(jdk, new LlmRow(Watch.PLAIN, work).id()).stream()
                .mapToDouble(ForkResult::cpu)
                .summaryStatistics();
        goals.atMost(
                work.label() + ", no trace open: the spread of the forks of the SDK alone",
                alone.getMax() - alone.getMin(),
                above(jdk, new LlmRow(Watch.IDLE, work)),
                " µs");
    }
}
