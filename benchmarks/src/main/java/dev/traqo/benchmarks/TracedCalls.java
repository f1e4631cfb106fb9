package dev.traqo.benchmarks;

import dev.traqo.Trace;

/** Methods that are woven if the agent is there, and plain ones if it is not: nothing else differs. */
final class TracedCalls {

    @Trace
    String text(String a, String b) {
        return a.length() > b.length() ? a : b;
    }

    @Trace
    int number(int a) {
        return a + 1;
    }
}
