package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures recording and prints the tables. */
public final class RecordRun {

    private RecordRun() {}

    /** Takes {@code --jdks "HOME HOME" --forks N --rows REGEX --quick --results DIR}. */
    public static void main(String[] args) throws IOException {
        Arguments arguments = Arguments.parse(args);
        Harness harness = new Harness(arguments);
        Measurements measurements = harness.run(Case.recording());
        measurements.write(arguments.results().resolve("record.json"));
        String tables = new RecordTables(measurements, PythonPeer.read(arguments.results())).toMarkdown();
        Path markdown = arguments.results().resolve("record.md");
        Files.writeString(markdown, tables);
        System.out.print(tables);
        System.exit(harness.failed() ? 1 : 0);
    }
}
