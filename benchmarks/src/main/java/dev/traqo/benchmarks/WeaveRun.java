package dev.traqo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures {@code @Trace} and carrying context, and prints the tables. */
public final class WeaveRun {

    private WeaveRun() {}

    /** Takes {@code --jdks "HOME HOME" --forks N --rows REGEX --quick --results DIR}. */
    public static void main(String[] args) throws IOException {
        Arguments arguments = Arguments.parse(args);
        Harness harness = new Harness(arguments);
        Measurements measurements = harness.run(WeaveCases.all());
        measurements.write(arguments.results().resolve("weave.json"));
        String tables = new WeaveTables(measurements).toMarkdown();
        Path markdown = arguments.results().resolve("weave.md");
        Files.writeString(markdown, tables);
        System.out.print(tables);
        System.exit(harness.failed() ? 1 : 0);
    }
}
