package dev.traqo.cli.ui;

import dev.traqo.TokenUsage;
import dev.traqo.read.Pricing;
import dev.traqo.read.TraceIndex;
import java.time.LocalDate;

/** What the calls of an index cost: as recorded, else by the price table on the day of the call. For one thread. */
final class Costs {

    private static final long DAY_MICROS = 86_400_000_000L;

    private final TraceIndex index;
    private final Pricing pricing;
    private long day = Long.MIN_VALUE;
    private LocalDate date = LocalDate.EPOCH;

    Costs(TraceIndex index, Pricing pricing) {
        this.index = index;
        this.pricing = pricing;
    }

    /** US dollars; NaN if the span has no usage, or its model no price. */
    double of(int row) {
        double recorded = index.cost(row);
        if (!Double.isNaN(recorded) || !index.hasTokenUsage(row)) {
            return recorded;
        }
        TokenUsage usage = TokenUsage.of(index.inputTokens(row), index.outputTokens(row))
                .withCacheRead(index.cacheReadTokens(row))
                .withCacheCreation(index.cacheCreationTokens(row))
                .withCacheCreation1h(index.cacheCreation1hTokens(row))
                .withReasoning(index.reasoningTokens(row));
        return pricing.cost(index.model(row), usage, date(index.startMicros(row)))
                .orElse(Double.NaN);
    }

    private LocalDate date(long micros) {
        if (micros == Long.MIN_VALUE) {
            return LocalDate.now(java.time.ZoneOffset.UTC);
        }
        long wanted = Math.floorDiv(micros, DAY_MICROS);
        if (wanted != day) {
            day = wanted;
            date = LocalDate.ofEpochDay(Math.max(-365_000_000L, Math.min(365_000_000L, wanted)));
        }
        return date;
    }
}
