package dev.traqo.cli;

import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.SpanNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said about spans whose parent is not known, and how many were said to be so. */
final class LostParents {

    private long lost;
    private long missing;

    /** What is known of the parent, as the end of a sentence that begins with "parent"; null if that is all well. */
    static @Nullable Line of(SpanNode span) {
        if (span.orphaned()) {
            return new Line().foreign(span.parentId() + " is not in this trace", Ink.YELLOW);
        }
        if (!span.lostParent()) {
            return null;
        }
        String thread = span.thread();
        Line line = Line.of("unknown: recorded on ", Ink.YELLOW);
        if (thread == null) {
            line.add("a thread", Ink.YELLOW);
        } else {
            line.add("thread \"", Ink.YELLOW).foreign(thread, Ink.YELLOW).add("\"", Ink.YELLOW);
        }
        line.add(", where no span was current", Ink.YELLOW);
        SpanNode open = span.openAtStart();
        return open == null
                ? line
                : line.add("; open at the time: ", Ink.DIM)
                        .foreign(open.name().isEmpty() ? "(no name)" : open.name(), Ink.DIM);
    }

    void count(SpanNode span) {
        lost += span.lostParent() ? 1 : 0;
        missing += span.orphaned() ? 1 : 0;
    }

    /** What to do about those that were counted; empty if none were. */
    List<Line> remedies() {
        List<Line> lines = new ArrayList<>();
        if (lost > 0) {
            lines.add(Line.of(
                    "! " + Units.plural(lost, "span") + " lost " + (lost == 1 ? "its" : "their")
                            + " parent. Wrap the task"
                            + " or its executor with Traqo.wrap, or run with -javaagent:traqo-agent.jar:"
                            + " docs/how-to.md explains.",
                    Ink.YELLOW));
        }
        if (missing > 0) {
            lines.add(Line.of(
                    "! " + Units.plural(missing, "span") + (missing == 1 ? " names a parent" : " name parents")
                            + " that the file does not hold: lines are missing. 'traqo validate' says where.",
                    Ink.YELLOW));
        }
        return lines;
    }
}
