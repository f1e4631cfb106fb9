package dev.traqo.benchmarks;

import java.util.Locale;

/** A table of what was promised and what was measured; what was not measured is left out. */
final class Goals {

    private static final String TIMES = "x";

    private final Markdown out;

    Goals(Markdown out) {
        this.out = out;
        out.line("| goal | asked | measured | |");
        out.line("|---|---|---|---|");
    }

    void atMost(String goal, double asked, double measured, String unit) {
        row(goal, "at most " + Markdown.number(asked) + unit, measured, unit, measured < asked + 0.05);
    }

    /** A ratio. */
    void atMost(String goal, double asked, double measured) {
        row(goal, "at most " + Markdown.number(asked) + TIMES, measured, TIMES, measured < asked + 0.05);
    }

    /** A ratio. */
    void atLeast(String goal, double asked, double measured) {
        row(goal, "at least " + Markdown.number(asked) + TIMES, measured, TIMES, measured > asked - 0.05);
    }

    private void row(String goal, String asked, double measured, String unit, boolean met) {
        if (!Double.isNaN(measured)) {
            String value =
                    unit.equals(TIMES) ? String.format(Locale.ROOT, "%.2f", measured) : Markdown.number(measured);
            out.line("| %s | %s | %s%s | %s |", goal, asked, value, unit, met ? "met" : "**missed**");
        }
    }
}
