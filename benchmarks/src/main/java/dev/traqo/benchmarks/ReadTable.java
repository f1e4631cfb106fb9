package dev.traqo.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** Turns measurements of reading into Markdown. */
final class ReadTable {

    private final Measurements measurements;
    private final long bytes;
    private final Markdown out = new Markdown();

    ReadTable(Measurements measurements, long bytes) {
        this.measurements = measurements;
        this.bytes = bytes;
    }

    String toMarkdown() {
        for (String jdk : measurements.jdks()) {
            out.line("### Reading, %s", jdk);
            out.line("");
            out.line("One trace of %.0f MB in the page cache, two threads each.", bytes / 1e6);
            out.line("Median of the forks' medians, in brackets lowest and highest fork.");
            out.line("");
            out.line("| | wall ms | MB/s | CPU ms, whole process |");
            out.line("|---|---|---|---|");
            for (Case row : Case.reading(Path.of(""))) {
                List<ForkResult> forks = measurements.forks(jdk, row.id());
                if (!forks.isEmpty()) {
                    out.line(
                            "| %s | %s | %.0f | %.0f |",
                            row.label(),
                            Markdown.spread(forks.stream().map(ForkResult::wall)),
                            bytes / 1e3 / ForkResult.median(forks, ForkResult::wall),
                            ForkResult.median(forks, ForkResult::process) / 1e6);
                }
            }
            out.line("");
        }
        return out.toString();
    }
}
