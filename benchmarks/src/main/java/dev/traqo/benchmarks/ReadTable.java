package dev.traqo.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** Turns measurements of reading into Markdown. */
final class ReadTable {

    private static final List<Case> ROWS = Case.reading(Path.of(""), 0, Path.of(""), 0);

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
            out.line(
                    "One trace of %.0f MB in the page cache, two threads each; the folder holds 10,000 traces.",
                    bytes / 1e6);
            out.line("");
            out.line("| | wall ms | MB/s | CPU ms, whole process |");
            out.line("|---|---|---|---|");
            ROWS.forEach(row -> row(jdk, row));
            out.line("");
            goals(jdk);
        }
        return out.toString();
    }

    private void row(String jdk, Case row) {
        List<ForkResult> forks = measurements.forks(jdk, row.id());
        if (!forks.isEmpty()) {
            boolean file = row.method().startsWith("ReadBenchmark");
            out.line(
                    "| %s | %s | %s | %.0f |",
                    row.label(),
                    Markdown.spread(forks.stream().map(ForkResult::wall)),
                    file ? Markdown.number(bytes / 1e3 / ForkResult.median(forks, ForkResult::wall)) : "",
                    ForkResult.median(forks, ForkResult::process) / 1e6);
        }
    }

    private void goals(String jdk) {
        double index = wall(jdk, "index");
        Goals goals = new Goals(out);
        goals.atMost("index of a million spans", 300, index, " ms");
        goals.atMost("tree of a million spans", 1000, wall(jdk, "tree"), " ms");
        goals.atLeast("DuckDB against the index", 2, wall(jdk, "duckdb") / index);
        goals.atLeast("Jackson against the index", 3, wall(jdk, "jackson") / index);
        goals.atMost("summaries of 10,000 traces, first time in a process", 1000, wall(jdk, "list"), " ms");
        out.line("");
    }

    private double wall(String jdk, String id) {
        return measurements.median(jdk, id, ForkResult::wall).orElse(Double.NaN);
    }
}
