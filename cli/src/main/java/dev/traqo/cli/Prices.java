package dev.traqo.cli;

import dev.traqo.TokenUsage;
import dev.traqo.read.Pricing;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Totals;

/** What a span cost: as recorded, else by the price table on its day. */
final class Prices {

    private Prices() {}

    /** NaN if the span has no usage or its model no price. */
    static double cost(SpanNode span, Pricing pricing) {
        return span.tokenUsage() == null ? Double.NaN : span.cost(pricing).orElse(Double.NaN);
    }

    /** Tokens and cost of the span itself. */
    static Totals totals(SpanNode span, Pricing pricing) {
        TokenUsage usage = span.tokenUsage();
        if (usage == null) {
            return Totals.ZERO;
        }
        double cost = cost(span, pricing);
        return new Totals(
                1,
                0,
                0,
                Double.isNaN(cost) ? 1 : 0,
                Math.max(0, usage.inputTokens()),
                Math.max(0, usage.outputTokens()),
                Math.max(0, usage.cacheReadTokens()),
                Math.max(0, usage.cacheCreationTokens()),
                Math.max(0, usage.reasoningTokens()),
                Double.isNaN(cost) ? 0 : cost);
    }
}
