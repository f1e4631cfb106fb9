package dev.traqo.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a run.
 *
 * @param jdks homes of the JDKs to measure on
 * @param forks forks of each row
 * @param rows regular expression that chooses rows by id
 * @param quick short iterations: a smoke run, not a measurement
 * @param results folder for the results
 */
record Arguments(List<Path> jdks, int forks, String rows, boolean quick, Path results) {

    /** The agent's jar, where the build copies it. */
    Path agent() {
        return results.resolve("agents/traqo-agent.jar").toAbsolutePath();
    }

    static Arguments parse(String[] args) {
        String jdks = value(args, "--jdks");
        String forks = value(args, "--forks");
        String rows = value(args, "--rows");
        String results = value(args, "--results");
        return new Arguments(
                Arrays.stream((jdks == null ? System.getProperty("java.home") : jdks).split("[ ,]+"))
                        .map(Path::of)
                        .toList(),
                forks == null ? 3 : Integer.parseInt(forks),
                rows == null ? ".*" : rows,
                List.of(args).contains("--quick"),
                Path.of(results == null ? "target" : results));
    }

    private static @Nullable String value(String[] args, String option) {
        int at = List.of(args).indexOf(option);
        return at < 0 || at + 1 == args.length ? null : args[at + 1];
    }
}
