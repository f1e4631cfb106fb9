package dev.traqo.cli;

import dev.traqo.TokenUsage;
import dev.traqo.cli.show.Family;
import dev.traqo.cli.show.Family.ChildTrace;
import dev.traqo.cli.show.Outline;
import dev.traqo.cli.show.Outline.Row;
import dev.traqo.cli.show.Timeline;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Pricing;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.read.Totals;
import dev.traqo.read.TraceSummary;
import dev.traqo.read.TraceTree;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Prints one trace: what it was as a whole, then a line for each span. */
final class TreePrinter {

    /** Column widths are taken from so many rows; later ones are cut to fit. */
    private static final int SAMPLE = 2000;

    private static final int GAP = 2;
    private static final int BAR_LEAST = 8;
    private static final int BAR_MOST = 48;
    private static final int GUIDE_LEAST = 6;
    private static final int NAME_LEAST = 16;

    private final Terminal terminal;
    private final Outline outline;
    private final boolean ids;
    private final LostParents lostParents;
    private final Pricing pricing = Pricing.standard();

    private long from;
    private long to;

    // Cells of each column; 0: not there.
    private int name;
    private int kind;
    private int duration;
    private int bar;
    private int tokens;
    private int cost;
    private int note;

    /** @param lostParents counts those of the spans that are printed */
    TreePrinter(Terminal terminal, Family family, Outline.Wanted wanted, boolean ids, LostParents lostParents) {
        this.terminal = terminal;
        this.outline = new Outline(family, wanted);
        this.ids = ids;
        this.lostParents = lostParents;
    }

    /** @param number the trace's number in its file, from 0, of {@code count} */
    void print(TraceTree tree, TraceSummary summary, int number, int count) {
        new TraceHead(terminal)
                .lines(summary, number, count)
                .forEach(line -> terminal.print(line.cut(terminal.width())));
        span(tree, summary);
        measure(tree);
        terminal.print("");
        boolean[] any = {false};
        outline.walk(tree, row -> {
            any[0] = true;
            print(row);
            return true;
        });
        if (!any[0]) {
            terminal.print(Line.of(tree.size() == 0 ? "No spans." : "No span matches.", Ink.DIM));
        }
    }

    /** The time that the bars stand for. */
    private void span(TraceTree tree, TraceSummary summary) {
        from = tree.startMicros();
        long end = from == Long.MIN_VALUE || tree.durationMicros() < 0 ? from : from + tree.durationMicros();
        for (SpanNode span : tree.spans()) {
            long start = span.startMicros();
            if (start == Long.MIN_VALUE) {
                continue;
            }
            from = from == Long.MIN_VALUE ? start : Math.min(from, start);
            end = Math.max(end, start + Math.max(0, span.durationMicros()));
        }
        if (summary.status() == Status.RUNNING) {
            Instant now = terminal.clock().instant();
            end = Math.max(end, now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
        }
        to = Math.max(end, from);
    }

    private void measure(TraceTree tree) {
        int[] seen = {0};
        duration = 6;
        outline.walk(tree, row -> {
            name = Math.max(name, label(row, Integer.MAX_VALUE).width());
            kind = Math.max(kind, kind(row).width());
            duration = Math.max(duration, duration(row).width());
            tokens = Math.max(tokens, Marks.tokens(totals(row)).width());
            cost = Math.max(cost, Marks.cost(totals(row)).width());
            note = Math.max(note, note(row, Integer.MAX_VALUE).width());
            return ++seen[0] < SAMPLE;
        });
        kind = Math.min(kind, 12);
        int room = terminal.width() - wide(kind) - wide(duration) - wide(tokens) - wide(cost);
        int widest = name;
        name = Math.min(widest, Math.max(24, room * 55 / 100));
        int wished = Math.max(BAR_LEAST, Math.min(24, (room - name) * 45 / 100));
        note = Math.min(note, Math.max(0, room - name - 2 * GAP - wished));
        note = note < 8 ? 0 : note;
        bar = Math.min(BAR_MOST, room - name - GAP - wide(note));
        bar = bar < BAR_LEAST ? 0 : bar;
        // What the bar does not need goes back to names that were cut.
        name = Math.min(widest, room - wide(bar) - wide(note));
        name = Math.max(name, Math.min(widest, 12));
    }

    private static int wide(int column) {
        return column == 0 ? 0 : column + GAP;
    }

    private void print(Row row) {
        Line line = label(row, name);
        int at = name + GAP;
        if (kind > 0) {
            line.padTo(at).add(kind(row).cut(kind));
            at += kind + GAP;
        }
        Line time = duration(row);
        line.padTo(at + duration - time.width()).add(time);
        at += duration + GAP;
        if (bar > 0) {
            line.padTo(at).add(bar(row), barInk(row));
            at += bar + GAP;
        }
        at = number(line, Marks.tokens(totals(row)), at, tokens);
        at = number(line, Marks.cost(totals(row)), at, cost);
        if (note > 0) {
            line.padTo(at).add(note(row, note));
        }
        terminal.print(line.cut(Math.max(terminal.width(), name)));
        printBelow(row);
    }

    private static int number(Line line, Line number, int at, int width) {
        if (width == 0) {
            return at;
        }
        line.padTo(at + width - number.width()).add(number);
        return at + width + GAP;
    }

    /** What needs a line of its own: why the parent of a span is not known, and its error, which must not be cut. */
    private void printBelow(Row row) {
        SpanNode span = row.span();
        if (span == null) {
            return;
        }
        String inner = row.hidden() == 0 && !span.children().isEmpty() ? "│ " : "  ";
        Line parent = LostParents.of(span);
        if (parent != null) {
            lostParents.count(span);
            terminal.print(Line.of(row.below() + inner, Ink.DIM)
                    .add("parent ", Ink.YELLOW)
                    .add(parent)
                    .cut(terminal.width()));
        }
        if (span.status() != Status.ERROR) {
            return;
        }
        Map<String, @Nullable Object> error = span.error();
        if (error != null && (span.children().isEmpty() || !sameAsInner(error, span))) {
            terminal.print(Line.of(row.below() + inner, Ink.DIM)
                    .foreign(Errors.oneLine(error), Ink.RED)
                    .cut(terminal.width()));
        }
    }

    /** An exception on its way up fails every span it leaves; once is enough to read it. */
    private static boolean sameAsInner(Map<String, @Nullable Object> error, SpanNode span) {
        for (SpanNode child : span.children()) {
            if (child.status() == Status.ERROR) {
                Map<String, @Nullable Object> inner = child.error();
                if (inner != null && Errors.oneLine(inner).equals(Errors.oneLine(error))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Line label(Row row, int cells) {
        Status status = status(row);
        Line suffix = new Line();
        if (status != Status.OK && status != Status.ERROR) {
            suffix.add(" " + status.label(), Marks.ink(status));
        }
        SpanNode span = row.span();
        if (span != null && span.orphaned()) {
            suffix.add(" orphaned", Ink.YELLOW);
        }
        if (row.hidden() > 0) {
            suffix.add(" +" + Units.grouped(row.hidden()), Ink.DIM);
        }
        if (ids && span != null) {
            suffix.add(" ").foreign(span.id(), Ink.DIM);
        }
        Line label = new Line();
        if (status != Status.OK) {
            label.add(Marks.sign(status) + " ", Marks.ink(status));
        }
        ChildTrace child = row.child();
        if (child != null) {
            label.add("▸ ", Ink.BLUE).foreign(child.named().name(), Ink.BOLD);
        } else if (span != null) {
            String text = span.name().isEmpty() ? "(no name)" : span.name();
            label.foreign(text, status == Status.ERROR ? Ink.RED : row.depth() == 0 ? Ink.BOLD : Ink.PLAIN);
        }
        int room = Math.max(8, cells - suffix.width());
        return Line.of(guide(row, room - Math.min(label.width(), NAME_LEAST)), Ink.DIM)
                .add(label)
                .cut(room)
                .add(suffix);
    }

    /** Guides of deep spans give way to their names. */
    private static String guide(Row row, int cells) {
        String guide = row.guide();
        int room = Math.max(GUIDE_LEAST, cells);
        return guide.length() <= room ? guide : "⋯" + guide.substring(guide.length() - room + 1);
    }

    private static Status status(Row row) {
        SpanNode span = row.span();
        if (span != null) {
            return span.status();
        }
        TraceTree tree = row.tree();
        ChildTrace child = row.child();
        return tree != null
                ? tree.status()
                : child == null ? Status.OK : child.named().status();
    }

    private static Line kind(Row row) {
        if (row.child() != null) {
            return Line.of("trace", Ink.DIM);
        }
        SpanNode span = row.span();
        String kind = span == null ? null : span.kind();
        return kind == null ? new Line() : new Line().foreign(kind, Marks.kind(kind));
    }

    private long start(Row row) {
        SpanNode span = row.span();
        TraceTree tree = row.tree();
        return span != null ? span.startMicros() : tree != null ? tree.startMicros() : Long.MIN_VALUE;
    }

    private long micros(Row row) {
        SpanNode span = row.span();
        if (span != null) {
            return span.durationMicros();
        }
        TraceTree tree = row.tree();
        ChildTrace child = row.child();
        return tree != null
                ? tree.durationMicros()
                : child == null
                        ? -1
                        : child.named().duration().map(TreePrinter::micros).orElse(-1L);
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1000;
    }

    private Line duration(Row row) {
        long micros = micros(row);
        long start = start(row);
        if (micros < 0 && status(row) == Status.RUNNING && start != Long.MIN_VALUE) {
            return Line.of(Units.duration(Math.max(0, to - start)) + "…", Ink.CYAN);
        }
        return Line.of(Units.duration(micros), micros < 0 ? Ink.DIM : Ink.PLAIN);
    }

    private String bar(Row row) {
        long start = start(row);
        if (start == Long.MIN_VALUE) {
            return "";
        }
        long micros = micros(row);
        return new Timeline(from, to, bar).bar(start, micros < 0 ? to : start + micros, micros < 0);
    }

    private static Ink barInk(Row row) {
        Status status = status(row);
        SpanNode span = row.span();
        return status == Status.ERROR ? Ink.RED : span == null ? Ink.DIM : Marks.kind(span.kind());
    }

    private Totals totals(Row row) {
        SpanNode span = row.span();
        if (span != null) {
            return Prices.totals(span, pricing);
        }
        ChildTrace child = row.child();
        return child == null || row.tree() != null && row.hidden() == 0
                ? Totals.ZERO
                : child.named().totals();
    }

    /** What else is known, as much of it as fits. */
    private static Line note(Row row, int cells) {
        SpanNode span = row.span();
        ChildTrace child = row.child();
        Line note = new Line();
        if (span == null) {
            if (row.tree() == null && child != null) {
                note.foreign(child.named().file() + " is not here", Ink.YELLOW);
            }
            return note.cut(cells);
        }
        OptionalDouble first = span.timeToFirstTokenSeconds();
        if (first.isPresent()) {
            append(note, "ttft " + Units.duration(Math.round(first.getAsDouble() * 1e6)), cells);
        }
        String model = span.model();
        if (model != null && !model.equals(span.name())) {
            Line named = new Line();
            if (!note.isEmpty()) {
                named.add(" · ", Ink.DIM);
            }
            named.foreign(model, Ink.DIM);
            if (note.isEmpty() || note.width() <= cells - named.width()) {
                note.add(named);
            }
        }
        TokenUsage usage = span.tokenUsage();
        if (usage != null && usage.cacheReadTokens() > 0) {
            append(note, Units.count(usage.cacheReadTokens()) + " cached", cells);
        }
        return note.cut(cells);
    }

    private static void append(Line note, String fact, int cells) {
        String text = (note.isEmpty() ? "" : " · ") + fact;
        if (note.width() + text.length() <= cells) {
            note.add(text, Ink.DIM);
        }
    }
}
