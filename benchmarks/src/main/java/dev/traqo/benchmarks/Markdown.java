package dev.traqo.benchmarks;

import java.util.Locale;
import java.util.stream.Stream;

/** Lines of a Markdown page. */
final class Markdown {

    private final StringBuilder out = new StringBuilder();

    void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** The median, and the ends of the range if there is more than one value. */
    static String spread(Stream<Double> values) {
        double[] all = values.mapToDouble(Double::doubleValue).sorted().toArray();
        double median = ForkResult.median(all);
        return all.length < 2
                ? number(median)
                : number(median) + " (" + number(all[0]) + "-" + number(all[all.length - 1]) + ")";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
