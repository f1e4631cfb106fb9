package dev.traqo.agent.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Tracer;
import dev.traqo.internal.Context;
import dev.traqo.testkit.ContextRow;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The column of an application that runs with {@code -javaagent}: annotations, and no other code. */
@Tag("agent")
class AgentContextIT implements TracedContract {

    private final Steps steps = new TracedSteps();

    @Override
    public Steps steps() {
        return steps;
    }

    @Override
    public boolean wraps() {
        return false;
    }

    @Override
    public Map<ContextRow, ContextRow.Instead> notCovered() {
        return Map.of(ContextRow.FOREIGN_CALLBACK, ContextRow.Instead.NOT_RECORDED);
    }

    /** Factories often wrap the worker in code of their own; its thread serves everyone who comes later. */
    @Test
    void poolThread_doesNotKeepTheSpanThatStartedIt(@TempDir Path folder) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1, worker -> new Thread(() -> worker.run()));
        try (Tracer tracer = Tracer.builder(folder.resolve("run.jsonl")).open()) {
            Object during = tracer.span("first")
                    .call(span -> pool.submit(Context::current).get());
            assertThat(during).isNotNull();
        }
        assertThat(pool.submit(Context::current).get()).isNull();
        pool.shutdown();
    }
}
