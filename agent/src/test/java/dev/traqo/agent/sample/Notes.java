package dev.traqo.agent.sample;

import java.util.ArrayList;
import java.util.List;

/** What the callers of traced methods saw: one line a call, to be compared with the spans. */
final class Notes {

    private final List<String> lines = new ArrayList<>();

    interface Body<R> {
        R call() throws Throwable;
    }

    interface Action {
        void run() throws Throwable;
    }

    <R> R call(String method, Body<R> body) {
        try {
            R result = body.call();
            lines.add(method + "=" + result);
            return result;
        } catch (Throwable e) {
            lines.add(method + "!" + e.getClass().getName());
            return null;
        }
    }

    void run(String method, Action action) {
        call(method, () -> {
            action.run();
            return null;
        });
    }

    void add(String method, Object result) {
        lines.add(method + "=" + result);
    }

    List<String> lines() {
        return lines;
    }
}
