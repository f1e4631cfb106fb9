package dev.traqo.cli.list;

import dev.traqo.read.TraceSummary;
import java.util.ArrayList;
import java.util.List;

/** A trace in a list, with the traces that it started. */
public final class Entry {

    private final TraceSummary summary;
    private final List<Entry> children = new ArrayList<>();
    private boolean placed;

    Entry(TraceSummary summary) {
        this.summary = summary;
    }

    /** The trace itself. */
    public TraceSummary summary() {
        return summary;
    }

    /** The listed traces that it started, oldest first. */
    public List<Entry> children() {
        return children;
    }

    /** Whether the list has this trace under its parent. */
    boolean placed() {
        return placed;
    }

    void place(Entry child) {
        children.add(child);
        child.placed = true;
    }

    /** Whether {@code other} is this entry or below it. */
    boolean holds(Entry other) {
        if (this == other) {
            return true;
        }
        for (Entry child : children) {
            if (child.holds(other)) {
                return true;
            }
        }
        return false;
    }
}
