package dev.traqo.cli;

import dev.traqo.TokenUsage;
import dev.traqo.cli.tail.Followed;
import dev.traqo.cli.tail.Followed.Happening;
import dev.traqo.cli.tail.Followed.OpenSpan;
import dev.traqo.cli.tail.Watch;
import dev.traqo.cli.text.Glyphs;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Json;
import dev.traqo.read.Status;
import dev.traqo.read.TraceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints what happens, and on a terminal keeps the open spans below it. */
final class TailPrinter {

    private static final int FOOTER_LINES = 8;
    private static final int TRACE_CELLS = 18;
    private static final int DEEPEST = 12;

    private final Terminal terminal;
    private final boolean several;
    private final boolean json;
    private int footer;

    /** @param several whether lines of several traces mix, so that each must name its own */
    TailPrinter(Terminal terminal, boolean several, boolean json) {
        this.terminal = terminal;
        this.several = several;
        this.json = json;
    }

    synchronized void note(Line line) {
        terminal.print(line);
        terminal.flush();
    }

    synchronized void print(Watch watch, List<Happening> happenings) {
        boolean keepsFooter = terminal.interactive() && !json;
        if (happenings.isEmpty() && !keepsFooter) {
            return;
        }
        erase();
        for (Happening happening : happenings) {
            if (json) {
                terminal.print(fields(watch, happening).line());
            } else {
                terminal.print(line(happening).cut(terminal.listWidth()));
            }
        }
        if (keepsFooter) {
            drawFooter(watch);
        }
        terminal.flush();
    }

    /** Leaves the terminal as it should be. */
    synchronized void end() {
        erase();
        terminal.flush();
    }

    private void erase() {
        if (footer > 0) {
            terminal.out().print("\u001b[" + footer + "A\r\u001b[J");
            footer = 0;
        }
    }

    private void drawFooter(Watch watch) {
        List<Line> lines = new ArrayList<>();
        int open = 0;
        for (Followed file : watch.files()) {
            open += file.openCount();
            for (OpenSpan span : file.innermost()) {
                lines.add(footerLine(file, span));
            }
        }
        if (open == 0) {
            return;
        }
        String title = "── " + open + " open ";
        terminal.print(Line.of(title + "─".repeat(Math.max(0, terminal.width() - title.length())), Ink.DIM));
        int shown = Math.min(lines.size(), FOOTER_LINES);
        lines.subList(0, shown).forEach(line -> terminal.print(line.cut(terminal.width())));
        footer = 1 + shown;
        if (lines.size() > shown) {
            terminal.print(Line.of("   and " + (lines.size() - shown) + " more", Ink.DIM));
            footer++;
        }
    }

    private Line footerLine(Followed file, OpenSpan span) {
        String age = age(span.event());
        Line line = Line.of("● ", Ink.CYAN);
        if (several) {
            line.foreign(Glyphs.cut(file.trace(), TRACE_CELLS), Ink.BOLD).add("  ");
        }
        line.foreign(span.path(), Ink.PLAIN);
        String kind = span.event().kind();
        if (kind != null) {
            line.add("  ").foreign(kind, Marks.kind(kind));
        }
        return line.cut(terminal.width() - age.length() - 2).add("  ").add(age, Ink.CYAN);
    }

    private String age(TraceEvent start) {
        Instant now = terminal.clock().instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        return start.tsMicros() == Long.MIN_VALUE ? "" : Units.duration(Math.max(0, micros - start.tsMicros()));
    }

    private Line line(Happening happening) {
        TraceEvent event = happening.event();
        Line line = new Line();
        long micros = event.tsMicros();
        if (micros != Long.MIN_VALUE) {
            line.add(
                    Units.clockTime(
                            Instant.ofEpochSecond(
                                    Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L),
                            terminal.zone()),
                    Ink.DIM);
        }
        line.padTo(14);
        if (several) {
            Line trace = new Line().foreign(happening.trace(), Ink.DIM).cut(TRACE_CELLS);
            line.add(trace).padTo(14 + TRACE_CELLS + 2);
        }
        boolean whole = event.type().startsWith("trace_");
        line.add(whole ? "" : "  ".repeat(1 + Math.min(happening.depth(), DEEPEST)));
        String name = event.name() != null ? event.name() : whole ? happening.trace() : "(no name)";
        switch (event.type()) {
            case "trace_start" -> line.add("▶ ", Ink.BLUE).foreign(name, Ink.BOLD);
            case "span_start" -> line.add("→ ", Ink.DIM).foreign(name, Ink.DIM).add(kind(event));
            case "event" -> logged(line, event, name);
            default -> ending(line, event, name, whole);
        }
        return line;
    }

    private static void logged(Line line, TraceEvent event, String name) {
        line.add("· ", Ink.DIM).foreign(name, Ink.PLAIN);
        if (event.data() != null) {
            line.add("  ").foreign(Json.write(event.data()), Ink.DIM);
        }
    }

    private static void ending(Line line, TraceEvent event, String name, boolean whole) {
        Status status = status(event);
        line.add(Marks.sign(status) + " ", Marks.ink(status))
                .foreign(name, whole ? Ink.BOLD : status == Status.ERROR ? Ink.RED : Ink.PLAIN)
                .add(kind(event));
        if (status != Status.OK && status != Status.ERROR) {
            line.add("  " + status.label(), Marks.ink(status));
        }
        event.durationSeconds().ifPresent(seconds -> line.add("  " + Units.duration(Math.round(seconds * 1e6))));
        TokenUsage usage = event.tokenUsage();
        if (usage != null) {
            line.add("  " + Units.count(Math.max(0, usage.inputTokens())))
                    .add(" → ", Ink.DIM)
                    .add(Units.count(Math.max(0, usage.outputTokens())));
            if (!Double.isNaN(usage.cost())) {
                line.add("  " + Units.cost(usage.cost()));
            }
        }
        Map<String, @Nullable Object> error = event.error();
        if (error != null) {
            line.add("  ").foreign(Errors.oneLine(error), Ink.RED);
        }
    }

    private static Status status(TraceEvent event) {
        String status = event.status();
        return "error".equals(status) ? Status.ERROR : "interrupted".equals(status) ? Status.INTERRUPTED : Status.OK;
    }

    private static Line kind(TraceEvent event) {
        String kind = event.kind();
        return kind == null ? new Line() : Line.of("  ").foreign(kind, Marks.kind(kind));
    }

    private static Fields fields(Watch watch, Happening happening) {
        Fields fields = new Fields();
        for (Followed file : watch.files()) {
            if (file.trace().equals(happening.trace())) {
                fields.add("file", file.file().toString());
                break;
            }
        }
        return fields.add("trace", happening.trace())
                .add("depth", happening.depth())
                .add("event", happening.event().fields());
    }
}
