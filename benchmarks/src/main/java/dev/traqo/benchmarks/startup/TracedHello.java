package dev.traqo.benchmarks.startup;

import dev.traqo.Trace;

/** The smallest program with something to weave. */
public final class TracedHello {

    private TracedHello() {}

    /** Takes nothing. */
    public static void main(String[] args) {
        System.out.println(greet("hello"));
    }

    @Trace
    static String greet(String text) {
        return text;
    }
}
