package dev.traqo.internal;

import dev.traqo.TokenUsage;

/** What a trace adds up to while it is being written. Guarded by its sink's lock. */
public final class RunTotals {

    public long spans;
    public long events;
    public long errors;
    public long unpriced;
    public long inputTokens;
    public long outputTokens;
    public long cacheReadTokens;
    public long cacheCreationTokens;
    public long reasoningTokens;
    public double cost;

    void add(TokenUsage usage) {
        inputTokens += Math.max(0, usage.inputTokens());
        outputTokens += Math.max(0, usage.outputTokens());
        cacheReadTokens += Math.max(0, usage.cacheReadTokens());
        cacheCreationTokens += Math.max(0, usage.cacheCreationTokens());
        reasoningTokens += Math.max(0, usage.reasoningTokens());
        double price = usage.cost();
        if (Double.isNaN(price)) {
            unpriced++;
        } else {
            cost += price;
        }
    }

    /** Adds a child trace: all but its events. */
    public void addChild(RunTotals child) {
        spans += child.spans;
        errors += child.errors;
        unpriced += child.unpriced;
        inputTokens += child.inputTokens;
        outputTokens += child.outputTokens;
        cacheReadTokens += child.cacheReadTokens;
        cacheCreationTokens += child.cacheCreationTokens;
        reasoningTokens += child.reasoningTokens;
        cost += child.cost;
    }

    RunTotals copy() {
        RunTotals copy = new RunTotals();
        copy.addChild(this);
        copy.events = events;
        return copy;
    }
}
