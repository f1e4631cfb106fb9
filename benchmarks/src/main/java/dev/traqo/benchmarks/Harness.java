package dev.traqo.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs rows on several JDKs, one fork of every row a round, so that a slow minute of the machine falls on all rows
 * alike instead of on all forks of one.
 */
final class Harness {

    private final Arguments arguments;
    private final Measurements measurements = new Measurements();
    private boolean failed;

    Harness(Arguments arguments) {
        this.arguments = arguments;
    }

    Measurements run(List<Case> cases) {
        List<Case> chosen =
                cases.stream().filter(row -> row.id().matches(arguments.rows())).toList();
        int total = arguments.forks() * arguments.jdks().size() * chosen.size();
        int done = 0;
        for (int round = 1; round <= arguments.forks(); round++) {
            for (Path jdk : arguments.jdks()) {
                for (Case row : chosen) {
                    System.err.printf("%3d/%d  round %d  %s%n", ++done, total, round, row.id());
                    if (javaOf(jdk) >= row.jvm().since()) {
                        tryOne(row, jdk);
                    }
                }
            }
        }
        return measurements;
    }

    private static int javaOf(Path jdk) {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(jdk.resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(jdk + " is not a JDK", e);
        }
        String version = release.getProperty("JAVA_VERSION").replace("\"", "");
        return Runtime.Version.parse(version).feature();
    }

    private List<String> jvmArguments(Case row) {
        List<String> all = new ArrayList<>(List.of("-Xms" + row.heap(), "-Xmx" + row.heap()));
        all.add("-D" + BenchDir.PROPERTY + "=" + BenchDir.root());
        if (row.jvm().agent()) {
            all.add("-javaagent:" + arguments.agent());
        }
        all.addAll(row.jvm().arguments());
        return all;
    }

    /** A row that fails is missing from the table; the others are worth having all the same. */
    private void tryOne(Case row, Path jdk) {
        try {
            runOne(row, jdk);
        } catch (RunnerException e) {
            System.err.println("        " + row.id() + " failed: " + e.getMessage());
            failed = true;
        }
    }

    boolean failed() {
        return failed;
    }

    private void runOne(Case row, Path jdk) throws RunnerException {
        Collection<RunResult> results = new Runner(options(row, jdk).build()).run();
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                measurements.add("JDK " + fork.getParams().getJdkVersion(), row.id(), ForkResult.of(fork, row.mode()));
            }
        }
    }

    private ChainedOptionsBuilder options(Case row, Path jdk) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\.benchmarks\\." + row.method().replace(".", "\\.") + "$")
                .mode(row.mode())
                .threads(row.threads())
                .forks(1)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvm(jdk.resolve("bin/java").toString())
                .jvmArgs(jvmArguments(row).toArray(String[]::new))
                .addProfiler(CpuProfiler.class)
                .addProfiler(GCProfiler.class);
        row.params().forEach(options::param);
        if (arguments.quick() && row.mode() != Mode.SingleShotTime) {
            options.warmupIterations(2).measurementIterations(3);
            options.warmupTime(TimeValue.milliseconds(300)).measurementTime(TimeValue.milliseconds(300));
        }
        return options;
    }
}
