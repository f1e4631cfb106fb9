package dev.traqo.cli.stats;

import java.util.Arrays;

/** What the spans with one model, kind or name have in common. Mutable while {@link Statistics} counts. */
public final class Group {

    private final String name;
    private long[] durations = new long[16];
    private int timed;
    private boolean sorted;
    private long count;
    private long totalMicros;
    private long errors;
    private long unpriced;
    private long inputTokens;
    private long outputTokens;
    private long cacheReadTokens;
    private double cost;

    Group(String name) {
        this.name = name;
    }

    void add(long durationMicros, boolean error) {
        count++;
        errors += error ? 1 : 0;
        if (durationMicros >= 0) {
            if (timed == durations.length) {
                durations = Arrays.copyOf(durations, timed * 2);
            }
            durations[timed++] = durationMicros;
            totalMicros += durationMicros;
            sorted = false;
        }
    }

    void addTokens(long input, long output, long cacheRead) {
        inputTokens += Math.max(0, input);
        outputTokens += Math.max(0, output);
        cacheReadTokens += Math.max(0, cacheRead);
    }

    /** NaN counts as a call without a price. */
    void addCost(double usd) {
        if (Double.isNaN(usd)) {
            unpriced++;
        } else {
            cost += usd;
        }
    }

    /** The model, kind or name. */
    public String name() {
        return name;
    }

    /** How many spans. */
    public long count() {
        return count;
    }

    /**
     * The time that {@code percent} of the spans stay within, in microseconds: that of a real span (nearest rank), not
     * an average of two. -1 if none has ended.
     */
    public long percentile(int percent) {
        if (timed == 0) {
            return -1;
        }
        if (!sorted) {
            Arrays.sort(durations, 0, timed);
            sorted = true;
        }
        int rank = (int) (((long) timed * percent + 99) / 100);
        return durations[Math.max(0, rank - 1)];
    }

    /** The time of all spans together, in microseconds. */
    public long totalMicros() {
        return totalMicros;
    }

    /** Spans that failed. */
    public long errors() {
        return errors;
    }

    /** Spans with token usage and no known price. */
    public long unpriced() {
        return unpriced;
    }

    /** All input tokens, cached ones included. */
    public long inputTokens() {
        return inputTokens;
    }

    /** All output tokens. */
    public long outputTokens() {
        return outputTokens;
    }

    /** Input tokens read from the provider's cache. */
    public long cacheReadTokens() {
        return cacheReadTokens;
    }

    /** US dollars, as far as prices are known. */
    public double cost() {
        return cost;
    }
}
