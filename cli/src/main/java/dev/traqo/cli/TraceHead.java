package dev.traqo.cli;

import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Totals;
import dev.traqo.read.TraceSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines above a tree: what the trace was as a whole. */
final class TraceHead {

    private final Terminal terminal;

    TraceHead(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param number the trace's number in its file, from 0, of {@code count} */
    List<Line> lines(TraceSummary summary, int number, int count) {
        List<Line> lines = new ArrayList<>();
        Line title = new Line()
                .foreign(summary.name(), Ink.BOLD)
                .add("  ")
                .add(Marks.status(summary.status()))
                .add("  ")
                .add(summary.duration()
                        .map(d -> Units.duration(d.toNanos() / 1000))
                        .orElse(""));
        if (count > 1) {
            title.add("  trace " + (number + 1) + " of " + count, Ink.DIM);
        }
        lines.add(title);
        Instant start = summary.start();
        Totals totals = summary.totals();
        List<Line> facts = new ArrayList<>();
        if (start != null) {
            facts.add(Line.of(Units.time(start, terminal.zone())));
        }
        facts.add(Line.of(Units.plural(totals.spans(), "span")));
        if (totals.errors() > 0) {
            facts.add(Line.of(Units.plural(totals.errors(), "error"), Ink.RED));
        }
        if (totals.hasTokens()) {
            facts.add(Marks.tokens(totals).add(" tokens").add(Marks.parts(totals), Ink.DIM));
        }
        if (totals.cost() > 0 || totals.unpriced() > 0) {
            Line price = totals.cost() > 0 ? Line.of(Units.cost(totals.cost())) : new Line();
            facts.add(
                    totals.unpriced() == 0
                            ? price
                            : price.add(price.isEmpty() ? "" : " + ")
                                    .add(Units.plural(totals.unpriced(), "call") + " without a price", Ink.DIM));
        }
        join(facts, lines);
        List<Line> more = new ArrayList<>();
        String thread = summary.threadId();
        if (thread != null) {
            more.add(Line.of("thread ", Ink.DIM).foreign(thread, Ink.PLAIN));
        }
        String release = summary.release();
        if (release != null) {
            more.add(Line.of("release ", Ink.DIM).foreign(release, Ink.PLAIN));
        }
        if (!summary.tags().isEmpty()) {
            more.add(Line.of("tags ", Ink.DIM).foreign(String.join(" ", summary.tags()), Ink.CYAN));
        }
        join(more, lines);
        Map<String, @Nullable Object> error = summary.error();
        if (error != null) {
            lines.add(Line.of("✗ ", Ink.RED).foreign(Errors.oneLine(error), Ink.RED));
        }
        return lines;
    }

    /** The facts in as many lines as they need. */
    private void join(List<Line> facts, List<Line> lines) {
        Line line = new Line();
        for (Line fact : facts) {
            if (!line.isEmpty() && line.width() + 3 + fact.width() > terminal.width()) {
                lines.add(line);
                line = new Line();
            }
            line.add(line.isEmpty() ? "" : " · ", Ink.DIM).add(fact);
        }
        if (!line.isEmpty()) {
            lines.add(line);
        }
    }
}
