package dev.traqo.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of the table of model calls: the same work with the OpenAI SDK, with or without somebody who looks on.
 *
 * @param watch who looks on
 * @param work what is called
 */
record LlmRow(Watch watch, Work work) {

    /** Who looks on. */
    enum Watch {
        PLAIN("OpenAI SDK alone"),
        IDLE("**traqo**, no trace open"),
        TRACED("**traqo**, a trace open"),
        LEAN("**traqo**, a trace open, without content"),
        OTEL("OpenTelemetry's agent, content into log records");

        private final String label;

        Watch(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** What is called. */
    enum Work {
        CALL("a whole answer"),
        ASYNC_CALL("a whole answer, asynchronously"),
        CHUNK("a chunk of a stream");

        private final String label;

        Work(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    String id() {
        return (work + "-" + watch).toLowerCase(java.util.Locale.ROOT);
    }

    static List<LlmRow> all() {
        List<LlmRow> rows = new ArrayList<>();
        for (Work work : Work.values()) {
            for (Watch watch : Watch.values()) {
                rows.add(new LlmRow(watch, work));
            }
        }
        return rows;
    }
}
