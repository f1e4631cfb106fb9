package dev.traqo.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time per operation. {@code cpu} counts all Java threads, callers and flushers alike, except the harness's own;
 * {@code cpu.process} is the whole process, compiler and collector included. Wall time says how long a caller waits; CPU
 * time says what tracing takes away from the application, and it holds still on a busy machine.
 */
public final class CpuProfiler implements InternalProfiler {

    /** Label of the CPU time of all Java threads, in nanoseconds an operation. */
    static final String CPU = "cpu";

    /** Label of the CPU time of the process, in nanoseconds an operation. */
    static final String PROCESS = "cpu.process";

    /** Label of the part of {@link #CPU} that was spent in the kernel. */
    static final String KERNEL = "cpu.kernel";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private Map<Long, Times> before = Map.of();
    private long processBefore;

    /** What one thread has used up. */
    private record Times(long cpu, long user) {}

    /** JMH makes profilers through this constructor. */
    public CpuProfiler() {}

    @Override
    public String getDescription() {
        return "CPU time per operation, of all Java threads and of the process";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = times();
        processBefore = process.getProcessCpuTime();
    }

    @Override
    @SuppressWarnings("rawtypes") // as JMH declares it
    public Collection<? extends Result> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long processTime = process.getProcessCpuTime() - processBefore;
        long cpu = 0;
        long user = 0;
        for (Map.Entry<Long, Times> thread : times().entrySet()) {
            Times then = before.getOrDefault(thread.getKey(), new Times(0, 0));
            cpu += thread.getValue().cpu - then.cpu;
            user += thread.getValue().user - then.user;
        }
        double operations = Math.max(1, result.getMetadata().getAllOps());
        return List.of(
                new ScalarResult(CPU, cpu / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(KERNEL, (cpu - user) / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(PROCESS, processTime / operations, "ns/op", AggregationPolicy.AVG));
    }

    private Map<Long, Times> times() {
        Map<Long, Times> times = new HashMap<>();
        long harness = Thread.currentThread().getId();
        for (long id : threads.getAllThreadIds()) {
            long cpu = id == harness ? -1 : threads.getThreadCpuTime(id);
            if (cpu >= 0) {
                times.put(id, new Times(cpu, threads.getThreadUserTime(id)));
            }
        }
        return times;
    }
}
