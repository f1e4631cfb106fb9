package dev.traqo;

import org.jspecify.annotations.Nullable;

/**
 * What one model call consumed.
 *
 * <p>One rule, whatever the provider calls its numbers: {@code inputTokens} is the <em>total</em>, cached tokens
 * included. Cache reads and cache writes are parts of the input; reasoning is a part of the output. A number that the
 * provider did not send is absent, never zero.
 *
 * <pre>{@code
 * TokenUsage usage = TokenUsage.of(1200, 350).withCacheRead(1000).withReasoning(200).withCost(0.0041);
 * }</pre>
 *
 * <p>Immutable, safe for any thread.
 */
public final class TokenUsage {

    private static final long ABSENT = -1;

    private final long input;
    private final long output;
    private final long cacheRead;
    private final long cacheCreation;
    private final long cacheCreation1h;
    private final long reasoning;
    private final double cost;

    private TokenUsage(
            long input,
            long output,
            long cacheRead,
            long cacheCreation,
            long cacheCreation1h,
            long reasoning,
            double cost) {
        this.input = input;
        this.output = output;
        this.cacheRead = cacheRead;
        this.cacheCreation = cacheCreation;
        this.cacheCreation1h = cacheCreation1h;
        this.reasoning = reasoning;
        this.cost = cost;
    }

    /** Usage with these totals; a negative number means "not sent". */
    public static TokenUsage of(long inputTokens, long outputTokens) {
        return new TokenUsage(inputTokens, outputTokens, ABSENT, ABSENT, ABSENT, ABSENT, Double.NaN);
    }

    /** The part of the input that was read from the provider's cache. */
    public TokenUsage withCacheRead(long tokens) {
        return new TokenUsage(input, output, tokens, cacheCreation, cacheCreation1h, reasoning, cost);
    }

    /** The part of the input that was written to the provider's cache, whatever its lifetime. */
    public TokenUsage withCacheCreation(long tokens) {
        return new TokenUsage(input, output, cacheRead, tokens, cacheCreation1h, reasoning, cost);
    }

    /** The part of {@linkplain #withCacheCreation cache creation} with a lifetime of one hour (priced higher). */
    public TokenUsage withCacheCreation1h(long tokens) {
        return new TokenUsage(input, output, cacheRead, cacheCreation, tokens, reasoning, cost);
    }

    /** The part of the output that was reasoning ("thinking"). */
    public TokenUsage withReasoning(long tokens) {
        return new TokenUsage(input, output, cacheRead, cacheCreation, cacheCreation1h, tokens, cost);
    }

    /** What the call cost, in US dollars. {@code NaN} or a negative number means "not known". */
    public TokenUsage withCost(double usd) {
        return new TokenUsage(input, output, cacheRead, cacheCreation, cacheCreation1h, reasoning, usd);
    }

    /** All input tokens, cached ones included; negative if not sent. */
    public long inputTokens() {
        return input;
    }

    /** All output tokens, reasoning included; negative if not sent. */
    public long outputTokens() {
        return output;
    }

    /** Input tokens read from the cache; negative if not sent. */
    public long cacheReadTokens() {
        return cacheRead;
    }

    /** Input tokens written to the cache; negative if not sent. */
    public long cacheCreationTokens() {
        return cacheCreation;
    }

    /** Input tokens written to the cache for one hour; negative if not sent. */
    public long cacheCreation1hTokens() {
        return cacheCreation1h;
    }

    /** Output tokens spent on reasoning; negative if not sent. */
    public long reasoningTokens() {
        return reasoning;
    }

    /** US dollars; {@code NaN} if not known. */
    public double cost() {
        return cost >= 0 ? cost : Double.NaN;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenUsage that
                && input == that.input
                && output == that.output
                && cacheRead == that.cacheRead
                && cacheCreation == that.cacheCreation
                && cacheCreation1h == that.cacheCreation1h
                && reasoning == that.reasoning
                && Double.compare(cost(), that.cost()) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(input * 31 + output) * 31 + Long.hashCode(cacheRead * 31 + cacheCreation);
    }

    @Override
    public String toString() {
        return input + " in, " + output + " out" + (cost >= 0 ? ", $" + cost : "");
    }
}
