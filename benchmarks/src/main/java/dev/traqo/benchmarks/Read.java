package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.runner.RunnerException;

/** Measures reading on a trace of a million spans, made and deleted here, and prints the table. */
public final class Read {

    private static final int SPANS = 1_000_000;

    private Read() {}

    /** Takes {@code --jdks "HOME HOME" --forks N --rows REGEX --quick --results DIR}. */
    public static void main(String[] args) throws IOException, RunnerException {
        Arguments arguments = Arguments.parse(args);
        Path dir = BenchDir.create("read");
        try {
            Path file = dir.resolve("big.jsonl");
            TraceFiles.big(file, arguments.quick() ? SPANS / 10 : SPANS);
            long bytes = Files.size(file);
            Measurements measurements = new Harness(arguments).run(Case.reading(file));
            measurements.write(arguments.results().resolve("read.json"));
            String table = new ReadTable(measurements, bytes).toMarkdown();
            Files.writeString(arguments.results().resolve("read.md"), table);
            System.out.print(table);
        } finally {
            BenchDir.delete(dir);
        }
    }
}
