package dev.traqo.agent.context;

import dev.traqo.testkit.ContextRow;
import java.util.Map;

/** The column of an application that runs with {@code -javaagent}: annotations, and no other code. */
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
}
