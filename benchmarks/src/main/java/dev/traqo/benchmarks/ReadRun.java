package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures reading on a trace of a million spans and a folder of 10,000 traces, made and deleted here. */
public final class ReadRun {

    private static final int SPANS = 1_000_000;
    private static final int TRACES = 10_000;

    private ReadRun() {}

    /** Takes {@code --jdks "HOME HOME" --forks N --rows REGEX --quick --results DIR}. */
    public static void main(String[] args) throws IOException {
        Arguments arguments = Arguments.parse(args);
        int share = arguments.quick() ? 10 : 1;
        Path dir = BenchDir.create("read");
        Harness harness = new Harness(arguments);
        try {
            Path file = dir.resolve("big.jsonl");
            Path folder = dir.resolve("traces");
            TraceFiles.big(file, SPANS / share);
            TraceFiles.folder(folder, TRACES / share);
            Measurements measurements = harness.run(Case.reading(file, SPANS / share, folder, TRACES / share));
            measurements.write(arguments.results().resolve("read.json"));
            String table = new ReadTable(measurements, Files.size(file)).toMarkdown();
            Files.writeString(arguments.results().resolve("read.md"), table);
            System.out.print(table);
        } finally {
            BenchDir.delete(dir);
        }
        System.exit(harness.failed() ? 1 : 0);
    }
}
