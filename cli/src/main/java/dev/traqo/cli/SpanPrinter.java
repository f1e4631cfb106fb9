package dev.traqo.cli;

import dev.traqo.Kind;
import dev.traqo.cli.show.Conversation;
import dev.traqo.cli.text.Glyphs;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Pricing;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Totals;
import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceFiles;
import dev.traqo.read.TraceTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints one span with everything it holds. */
final class SpanPrinter {

    /** A span and the trace that it belongs to. */
    record Found(TraceTree tree, SpanNode span) {}

    private static final int KEY_CELLS = 24;

    private final Terminal terminal;
    private final Pricing pricing;

    SpanPrinter(Terminal terminal, Pricing pricing) {
        this.terminal = terminal;
        this.pricing = pricing;
    }

    void print(Found found) {
        SpanNode span = found.span();
        head(found.tree(), span);
        Map<String, @Nullable Object> error = span.error();
        if (error != null) {
            section("ERROR");
            block(Errors.oneLine(error), "  ", Ink.RED);
            String traceback = Errors.traceback(error);
            if (!traceback.isBlank()) {
                terminal.print("");
                block(traceback.stripTrailing(), "  ", Ink.DIM);
            }
        }
        String files = String.valueOf(
                TraceFiles.of(found.tree().index().file()).folder().getFileName());
        boolean ofModel = Kind.LLM.label().equals(span.kind());
        value("INPUT", span.input(), files, ofModel);
        value("OUTPUT", span.output(), files, ofModel);
        metadata(span.metadata(), files);
        events(span, files);
        int inner = span.children().size();
        if (inner > 0) {
            section("SPANS INSIDE");
            for (SpanNode child : span.children()) {
                terminal.print(Line.of("  ")
                        .foreign(child.id(), Ink.DIM)
                        .add("  ")
                        .foreign(child.name(), Ink.PLAIN)
                        .add("  " + Units.duration(child.durationMicros()), Ink.DIM)
                        .cut(terminal.width()));
            }
        }
    }

    private void metadata(Map<String, @Nullable Object> metadata, String files) {
        if (metadata.isEmpty()) {
            return;
        }
        section("METADATA");
        int widest = 0;
        for (String key : metadata.keySet()) {
            widest = Math.max(widest, Math.min(KEY_CELLS, Glyphs.width(Glyphs.line(key))));
        }
        int column = 2 + widest + 2;
        metadata.forEach((key, value) -> terminal.print(Line.of("  ")
                .foreign(key, Ink.CYAN)
                .add("  ")
                .padTo(column)
                .foreign(value instanceof String text ? text : Conversation.inLine(value, files), Ink.PLAIN)));
    }

    private void head(TraceTree tree, SpanNode span) {
        String kind = span.kind();
        Line title = new Line().foreign(span.name(), Ink.BOLD).add("  ");
        if (kind != null) {
            title.foreign(kind, Marks.kind(kind)).add("  ");
        }
        title.add(Marks.status(span.status())).add("  ").add(Units.duration(span.durationMicros()));
        terminal.print(title.cut(terminal.width()));

        List<String> path = new ArrayList<>();
        for (SpanNode at = span.parent(); at != null; at = at.parent()) {
            path.add(at.name());
        }
        String trace = tree.name();
        path.add(trace == null ? "(no name)" : trace);
        Collections.reverse(path);
        fact("id", new Line().foreign(span.id(), Ink.PLAIN).add(span.orphaned() ? " orphaned" : "", Ink.YELLOW));
        Line parent = LostParents.of(span);
        if (parent != null) {
            fact("parent", parent);
        }
        fact("in", new Line().foreign(String.join(" › ", path), Ink.PLAIN));
        if (span.startMicros() != Long.MIN_VALUE) {
            Line at = Line.of(Units.time(micros(span.startMicros()), terminal.zone()));
            if (tree.startMicros() != Long.MIN_VALUE) {
                at.add("  +" + Units.duration(Math.max(0, span.startMicros() - tree.startMicros())), Ink.DIM);
            }
            fact("started", at);
        }
        String model = span.model();
        if (model != null) {
            fact("model", new Line().foreign(model, Ink.PLAIN));
        }
        Totals totals = Prices.totals(span, pricing);
        if (totals.hasTokens()) {
            fact("tokens", Marks.tokens(totals).add(Marks.parts(totals), Ink.DIM));
            fact("cost", totals.unpriced() > 0 ? Line.of("no known price", Ink.DIM) : Marks.cost(totals));
        }
        span.timeToFirstTokenSeconds()
                .ifPresent(first -> fact("ttft", Line.of(Units.duration(Math.round(first * 1e6)))));
        if (!span.tags().isEmpty()) {
            fact("tags", new Line().foreign(String.join(" ", span.tags()), Ink.CYAN));
        }
    }

    private void fact(String name, Line value) {
        terminal.print(Line.of(name, Ink.DIM).padTo(9).add(value));
    }

    private void section(String title) {
        terminal.print("");
        terminal.print(Line.of(title, Ink.BOLD));
    }

    private void value(String title, @Nullable Object value, String files, boolean ofModel) {
        if (value == null) {
            return;
        }
        section(title);
        boolean first = true;
        for (Conversation.Part part : Conversation.of(value, files, ofModel)) {
            if (part.heading().isEmpty()) {
                block(part.text(), "  ", Ink.PLAIN);
                continue;
            }
            if (!first) {
                terminal.print("");
            }
            first = false;
            terminal.print(Line.of("  ").foreign(part.heading(), Ink.CYAN));
            block(part.text(), "    ", Ink.PLAIN);
        }
    }

    private void events(SpanNode span, String files) {
        List<TraceEvent> events = span.events();
        if (events.isEmpty()) {
            return;
        }
        section("EVENTS");
        for (TraceEvent event : events) {
            Line line = Line.of("  ");
            if (event.tsMicros() != Long.MIN_VALUE) {
                line.add(Units.clockTime(micros(event.tsMicros()), terminal.zone()) + "  ", Ink.DIM);
            }
            String name = event.name();
            line.foreign(name == null ? "(no name)" : name, Ink.PLAIN);
            Object data = event.data();
            terminal.print(data == null ? line : line.add("  ").foreign(Conversation.inLine(data, files), Ink.DIM));
        }
    }

    private void block(String text, String indent, Ink ink) {
        Glyphs.block(text)
                .lines()
                .forEach(line -> terminal.print(Line.of(indent).add(line, ink)));
    }

    private static Instant micros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }
}
