package dev.traqo.benchmarks.startup;

import java.lang.instrument.Instrumentation;

/** What a JVM takes to have an agent at all. */
public final class IdleAgent {

    private IdleAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {}
}
