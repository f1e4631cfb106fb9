package dev.traqo.read;

import dev.traqo.TokenUsage;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** What one model costs: a first tariff, and those that replace it from a day on. */
record PriceEntry(String model, Tariff first, NavigableMap<LocalDate, Tariff> changes) {

    double cost(TokenUsage usage, LocalDate day) {
        Map.Entry<LocalDate, Tariff> change = changes.floorEntry(day);
        return (change == null ? first : change.getValue()).cost(usage);
    }

    /** Prices, and other ones for the whole call when its input is larger than {@code threshold} tokens. */
    record Tariff(Rates rates, long threshold, @Nullable Rates beyond) {

        double cost(TokenUsage usage) {
            long read = Math.max(0, usage.cacheReadTokens());
            long written1h = Math.max(0, usage.cacheCreation1hTokens());
            long written = Math.max(written1h, usage.cacheCreationTokens());
            // A writer that broke the rule "input is the total" must not be paid for its error with free tokens.
            long input = Math.max(usage.inputTokens(), read + written);
            Rates used = beyond != null && input > threshold ? beyond : rates;
            long output = Math.max(0, usage.outputTokens());
            long reasoning = Math.min(output, Math.max(0, usage.reasoningTokens()));
            double perMillion = (input - read - written) * used.input
                    + read * used.cacheRead
                    + (written - written1h) * used.cacheWrite5m
                    + written1h * used.cacheWrite1h
                    + (output - reasoning) * used.output
                    + reasoning * used.reasoning;
            return perMillion / 1e6;
        }
    }

    /** US dollars per million tokens. */
    record Rates(
            double input,
            double output,
            double cacheRead,
            double cacheWrite5m,
            double cacheWrite1h,
            double reasoning) {}
}
