package dev.traqo.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.util.Statistics;

/**
 * What one fork measured, each number the median over its iterations.
 *
 * @param wall time an operation takes, in the unit of the benchmark
 * @param cpu CPU of all Java threads, nanoseconds an operation
 * @param kernel the part of that which was spent in the kernel
 * @param process CPU of the process, nanoseconds an operation
 * @param bytes allocated an operation
 * @param percentiles latency by percentile; empty unless it was sampled
 */
record ForkResult(
        double wall, double cpu, double kernel, double process, double bytes, Map<String, Double> percentiles) {

    static ForkResult of(BenchmarkResult fork, Mode mode) {
        return new ForkResult(
                median(fork, iteration -> iteration.getPrimaryResult().getScore()),
                median(fork, CpuProfiler.CPU),
                median(fork, CpuProfiler.KERNEL),
                median(fork, CpuProfiler.PROCESS),
                median(fork, "gc.alloc.rate.norm"),
                mode == Mode.SampleTime ? percentiles(fork.getPrimaryResult().getStatistics()) : Map.of());
    }

    private static Map<String, Double> percentiles(Statistics latency) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", latency.getPercentile(50));
        percentiles.put("p99", latency.getPercentile(99));
        percentiles.put("p99.9", latency.getPercentile(99.9));
        percentiles.put("p99.99", latency.getPercentile(99.99));
        percentiles.put("max", latency.getMax());
        return percentiles;
    }

    private static double median(BenchmarkResult fork, String label) {
        return median(fork, iteration -> secondary(iteration, label));
    }

    private static double secondary(IterationResult iteration, String label) {
        for (String name : iteration.getSecondaryResults().keySet()) {
            // JMH marks the results of profilers with a prefix of its own
            if (name.equals(label) || name.endsWith("·" + label)) {
                return iteration.getSecondaryResults().get(name).getScore();
            }
        }
        return Double.NaN;
    }

    private static double median(BenchmarkResult fork, ToDoubleFunction<IterationResult> of) {
        return median(fork.getIterationResults().stream().mapToDouble(of).toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double median(List<ForkResult> forks, Function<ForkResult, Double> of) {
        return median(forks.stream().mapToDouble(of::apply).toArray());
    }
}
