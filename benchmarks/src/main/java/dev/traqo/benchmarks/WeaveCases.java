package dev.traqo.benchmarks;

import dev.traqo.benchmarks.Case.Jvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;

/** The rows about {@code @Trace} and about carrying context, in the order of the tables. */
final class WeaveCases {

    /** How a task is carried, in the order of the columns. */
    static final List<String> STATES = List.of("plain", "idle", "current", "wrapped");

    private static final List<String> WITHOUT_WRAP = STATES.subList(0, 3);

    private WeaveCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>(calls());
        for (Handover handover : handovers()) {
            handover.states().forEach(state -> cases.add(handover.in(state)));
        }
        return cases;
    }

    static List<Case> calls() {
        return List.of(
                call("text-plain", "`String text(String, String)`, a plain call", "text", false, "none"),
                call("text-idle", "woven, no trace open", "text", true, "none"),
                call("text-closed", "woven, no trace open any more", "text", true, "closed"),
                call("text-hand", "a span by hand, everything but the sink", "textByHand", false, "encode"),
                call("text-woven", "woven, everything but the sink", "text", true, "encode"),
                call("text-hand-file", "a span by hand, into a file", "textByHand", false, "file"),
                call("text-woven-file", "woven, into a file", "text", true, "file"),
                call("number-plain", "`int number(int)`, a plain call", "number", false, "none"),
                call("number-idle", "woven, no trace open", "number", true, "none"),
                call("number-hand", "a span by hand, everything but the sink", "numberByHand", false, "encode"),
                call("number-woven", "woven, everything but the sink", "number", true, "encode"));
    }

    private static Case call(String id, String label, String method, boolean woven, String trace) {
        Map<String, String> params = Map.of("woven", Boolean.toString(woven), "trace", trace);
        Jvm jvm = woven ? Jvm.WITH_AGENT : Jvm.PLAIN;
        return new Case(id, label, "WeavingBenchmark." + method, params, Mode.AverageTime, 1, jvm);
    }

    static List<Handover> handovers() {
        Jvm oneCarrier = new Jvm(
                false,
                21,
                List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"));
        return List.of(
                new Handover("execute", "`ThreadPoolExecutor.execute`, a lambda", true, STATES, Jvm.PLAIN),
                new Handover("submit", "`ThreadPoolExecutor.submit`", true, STATES, Jvm.PLAIN),
                new Handover("fork", "`ForkJoinTask.fork` and `join`", true, WITHOUT_WRAP, Jvm.PLAIN),
                new Handover("stages", "a function of `supplyAsync(…).thenApply(…)`", true, WITHOUT_WRAP, Jvm.PLAIN),
                new Handover("virtualThread", "`Thread.startVirtualThread` and `join`", true, WITHOUT_WRAP, oneCarrier),
                new Handover("pool", "`submit` to a pool of one thread, in thousands", false, STATES, Jvm.PLAIN),
                new Handover(
                        "commonPool",
                        "`ForkJoinPool.submit`, common pool, in thousands",
                        false,
                        WITHOUT_WRAP,
                        Jvm.PLAIN));
    }

    /**
     * One way of handing over a task.
     *
     * @param method of {@link CarryBenchmark}
     * @param steady whether a single thread does it all, so that a few nanoseconds can be seen
     * @param states those it is measured in
     */
    record Handover(String method, String label, boolean steady, List<String> states, Jvm jvm) {

        String id(String state) {
            return method + "-" + state;
        }

        Case in(String state) {
            boolean agent = state.equals("idle") || state.equals("current");
            Jvm with = new Jvm(agent, jvm.since(), jvm.arguments());
            String benchmark = "CarryBenchmark." + method;
            return new Case(id(state), label, benchmark, Map.of("state", state), Mode.AverageTime, 1, with);
        }
    }
}
