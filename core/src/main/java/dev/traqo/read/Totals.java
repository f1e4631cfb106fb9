package dev.traqo.read;

import dev.traqo.TokenUsage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts, tokens and cost of a trace or a part of it. Totals of a trace include its children (FORMAT.md section 3), so
 * a sum over a folder adds up roots only.
 *
 * <p>Immutable, safe for any thread.
 *
 * @param spans spans, children included
 * @param events log events of the trace itself
 * @param errors spans that ended with status error
 * @param unpriced spans with token usage and no cost: while it is not zero, {@code cost} is a lower bound
 * @param inputTokens all input tokens, cached ones included
 * @param outputTokens all output tokens, reasoning included
 * @param cacheReadTokens the part of the input read from the provider's cache
 * @param cacheCreationTokens the part of the input written to the provider's cache
 * @param reasoningTokens the part of the output that was reasoning
 * @param cost US dollars
 */
public record Totals(
        long spans,
        long events,
        long errors,
        long unpriced,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        long cacheCreationTokens,
        long reasoningTokens,
        double cost) {

    /** Nothing at all. */
    public static final Totals ZERO = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The sum of both. */
    public Totals plus(Totals other) {
        return new Totals(
                spans + other.spans,
                events + other.events,
                errors + other.errors,
                unpriced + other.unpriced,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                cacheReadTokens + other.cacheReadTokens,
                cacheCreationTokens + other.cacheCreationTokens,
                reasoningTokens + other.reasoningTokens,
                cost + other.cost);
    }

    Totals withCost(double cost, long unpriced) {
        return new Totals(
                spans,
                events,
                errors,
                unpriced,
                inputTokens,
                outputTokens,
                cacheReadTokens,
                cacheCreationTokens,
                reasoningTokens,
                cost);
    }

    /** Whether any tokens were used. */
    public boolean hasTokens() {
        return inputTokens > 0 || outputTokens > 0;
    }

    /**
     * The totals that the {@code stats} of a {@code trace_end}, an entry of its {@code children} or the data of {@code
     * child_ended} hold. What is not there is zero.
     */
    public static Totals ofStats(Map<String, @Nullable Object> stats) {
        return new Totals(
                count(stats, "spans"),
                count(stats, "events"),
                count(stats, "errors"),
                count(stats, "unpriced"),
                count(stats, "total_input_tokens"),
                count(stats, "total_output_tokens"),
                count(stats, "total_cache_read_tokens"),
                count(stats, "total_cache_creation_tokens"),
                count(stats, "total_reasoning_tokens"),
                stats.get("total_cost") instanceof Number cost ? cost.doubleValue() : 0);
    }

    /** The typed form of a {@code token_usage} object. */
    static TokenUsage tokenUsage(Map<String, @Nullable Object> usage) {
        TokenUsage typed = TokenUsage.of(sent(usage, "input_tokens"), sent(usage, "output_tokens"))
                .withCacheRead(sent(usage, "cache_read_tokens"))
                .withCacheCreation(sent(usage, "cache_creation_tokens"))
                .withCacheCreation1h(sent(usage, "cache_creation_1h_tokens"))
                .withReasoning(sent(usage, "reasoning_tokens"));
        return usage.get("cost") instanceof Number cost ? typed.withCost(cost.doubleValue()) : typed;
    }

    private static long sent(Map<String, @Nullable Object> usage, String key) {
        return usage.get(key) instanceof Number number ? number.longValue() : -1;
    }

    private static long count(Map<String, @Nullable Object> map, String key) {
        return map.get(key) instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }

    /** Adds up; the one mutable form. Not safe for several threads. */
    static final class Adder {
        private long spans;
        private long events;
        private long errors;
        private long unpriced;
        private long inputTokens;
        private long outputTokens;
        private long cacheReadTokens;
        private long cacheCreationTokens;
        private long reasoningTokens;
        private double cost;

        void addSpan() {
            spans++;
        }

        void addEvent() {
            events++;
        }

        void addError() {
            errors++;
        }

        void add(Totals other) {
            spans += other.spans;
            events += other.events;
            errors += other.errors;
            unpriced += other.unpriced;
            inputTokens += other.inputTokens;
            outputTokens += other.outputTokens;
            cacheReadTokens += other.cacheReadTokens;
            cacheCreationTokens += other.cacheCreationTokens;
            reasoningTokens += other.reasoningTokens;
            cost += other.cost;
        }

        /**
         * Adds a span's {@code token_usage}.
         *
         * @param known what the call cost in US dollars; NaN counts the span as unpriced
         */
        void addUsage(Map<String, @Nullable Object> usage, double known) {
            inputTokens += count(usage, "input_tokens");
            outputTokens += count(usage, "output_tokens");
            cacheReadTokens += count(usage, "cache_read_tokens");
            cacheCreationTokens += count(usage, "cache_creation_tokens");
            reasoningTokens += count(usage, "reasoning_tokens");
            if (known >= 0) {
                cost += known;
            } else {
                unpriced++;
            }
        }

        Totals toTotals() {
            return new Totals(
                    spans,
                    events,
                    errors,
                    unpriced,
                    inputTokens,
                    outputTokens,
                    cacheReadTokens,
                    cacheCreationTokens,
                    reasoningTokens,
                    cost);
        }
    }
}
