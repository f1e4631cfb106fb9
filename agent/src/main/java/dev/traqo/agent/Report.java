package dev.traqo.agent;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the agent says on standard error: one line a matter, and only once. */
final class Report {

    private final boolean verbose;
    private final Set<String> said = Collections.newSetFromMap(new ConcurrentHashMap<>());

    Report(boolean verbose) {
        this.verbose = verbose;
    }

    /** For who asked for it. */
    void detail(String line) {
        if (verbose) {
            say(line);
        }
    }

    /** For everyone: something runs untraced. */
    void trouble(String line) {
        if (said.size() < 100 && said.add(line)) {
            say(line);
        }
    }

    void started(int carriers) {
        if (verbose) {
            String auto = System.getProperty("traqo.auto", "off");
            say("agent: weaves @Trace methods, carries context through " + carriers + " classes of the JDK, auto="
                    + auto
                    + (auto.equals("off") ? "" : ", traces in " + System.getProperty("traqo.trace.dir", "traces")));
        }
    }

    private static void say(String line) {
        System.err.println("traqo: " + line);
    }
}
