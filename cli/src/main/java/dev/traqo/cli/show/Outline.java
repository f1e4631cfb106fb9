package dev.traqo.cli.show;

import dev.traqo.cli.show.Family.ChildTrace;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.read.TraceTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trace and the traces that it started in the order of the screen: depth first, child traces where they were started.
 * Rows are made one at a time, so that the first page of a large trace appears at once.
 */
public final class Outline {

    /** Guides are drawn for so many levels; deeper ones would push every name out of the window. */
    private static final int DRAWN_LEVELS = 16;

    /**
     * Which spans to show. Those that enclose a wanted one are shown too.
     *
     * @param depth levels below the top ones; 0 for the top ones alone
     * @param kinds any of these; empty means all
     * @param errorsOnly only those that failed
     */
    public record Wanted(int depth, Set<String> kinds, boolean errorsOnly) {
        boolean all() {
            return kinds.isEmpty() && !errorsOnly;
        }

        boolean accepts(SpanNode span) {
            return (kinds.isEmpty() || kinds.contains(span.kind() == null ? "" : span.kind()))
                    && (!errorsOnly || span.status() == Status.ERROR);
        }
    }

    /** Takes rows as they are made. */
    public interface Visitor {
        /** Returns false to end the walk. */
        boolean row(Row row);
    }

    /**
     * A line of the tree: a span, or a child trace.
     *
     * @param tree the trace that it belongs to; for a child trace the child's own, null if that cannot be read
     * @param span null for a child trace
     * @param child null for a span
     * @param depth 0 at the top
     * @param guide lines that lead to the name
     * @param below lines that go on below the name, for what is printed under it
     * @param hidden spans below it that are left out because of their depth
     */
    public record Row(
            @Nullable TraceTree tree,
            @Nullable SpanNode span,
            @Nullable ChildTrace child,
            int depth,
            String guide,
            String below,
            long hidden) {}

    private record Step(
            @Nullable TraceTree tree,
            @Nullable SpanNode span,
            @Nullable ChildTrace child) {
        long start() {
            return span != null ? span.startMicros() : tree != null ? tree.startMicros() : Long.MAX_VALUE;
        }
    }

    private static final class Level {
        private final List<Step> steps;
        private int at;

        Level(List<Step> steps) {
            this.steps = steps;
        }

        boolean more() {
            return at < steps.size();
        }
    }

    private final Family family;
    private final Wanted wanted;
    private final Map<TraceTree, BitSet> kept = new HashMap<>();

    /** Lays out traces of {@code family}. */
    public Outline(Family family, Wanted wanted) {
        this.family = family;
        this.wanted = wanted;
    }

    /** Walks one trace, without recursion: traces may be nested ten thousand deep. */
    public void walk(TraceTree tree, Visitor visitor) {
        Deque<Level> levels = new ArrayDeque<>();
        levels.addLast(new Level(top(tree)));
        while (!levels.isEmpty()) {
            Level level = levels.getLast();
            if (!level.more()) {
                levels.removeLast();
                continue;
            }
            Step step = level.steps.get(level.at++);
            int depth = levels.size() - 1;
            boolean leaf = depth >= wanted.depth();
            List<Step> inner = leaf ? List.of() : inside(step);
            if (!visitor.row(row(levels, step, depth, leaf))) {
                return;
            }
            if (!inner.isEmpty()) {
                levels.addLast(new Level(inner));
            }
        }
    }

    private Row row(Deque<Level> levels, Step step, int depth, boolean leaf) {
        StringBuilder lead = new StringBuilder();
        int level = 0;
        int firstDrawn = Math.max(1, depth - DRAWN_LEVELS + 1);
        if (firstDrawn > 1) {
            lead.append("⋯  ");
        }
        boolean last = false;
        for (Level each : levels) {
            if (level >= firstDrawn && level < depth) {
                lead.append(each.more() ? "│  " : "   ");
            }
            last = !each.more();
            level++;
        }
        String guide = depth == 0 ? "" : lead + (last ? "└─ " : "├─ ");
        String below = depth == 0 ? "" : lead + (last ? "   " : "│  ");
        return new Row(step.tree, step.span, step.child, depth, guide, below, leaf ? hidden(step) : 0);
    }

    private long hidden(Step step) {
        if (step.span != null) {
            return step.span.subtree().spans() - 1;
        }
        return step.tree == null ? 0 : step.tree.size();
    }

    private List<Step> top(TraceTree tree) {
        return steps(tree, tree.roots(), family.startedIn(tree, null));
    }

    private List<Step> inside(Step step) {
        if (step.tree == null) {
            return List.of();
        }
        return step.span == null
                ? top(step.tree)
                : steps(step.tree, step.span.children(), family.startedIn(step.tree, step.span));
    }

    private List<Step> steps(TraceTree tree, List<SpanNode> spans, List<ChildTrace> children) {
        List<Step> steps = new ArrayList<>(spans.size() + children.size());
        BitSet keep = wanted.all() ? null : keep(tree);
        for (SpanNode span : spans) {
            if (keep == null || keep.get(span.row())) {
                steps.add(new Step(tree, span, null));
            }
        }
        boolean mixed = false;
        for (ChildTrace child : children) {
            TraceTree childTree = child.tree();
            if (keep == null || childTree != null && !keep(childTree).isEmpty()) {
                steps.add(new Step(childTree, null, child));
                mixed = true;
            }
        }
        if (mixed) {
            // Stable: spans keep the order of the file among themselves as long as that is the order of time.
            steps.sort(Comparator.comparingLong(Step::start));
        }
        return steps;
    }

    /** Rows of the wanted spans and of all that enclose them; child traces count where they were started. */
    private BitSet keep(TraceTree tree) {
        BitSet known = kept.get(tree);
        if (known != null) {
            return known;
        }
        BitSet keep = new BitSet();
        kept.put(tree, keep);
        for (SpanNode span : tree.spans()) {
            if (wanted.accepts(span)) {
                mark(keep, span);
            }
        }
        for (ChildTrace child : family.children(tree)) {
            TraceTree childTree = child.tree();
            if (childTree != null && !keep(childTree).isEmpty() && child.place() != null) {
                mark(keep, child.place());
            }
        }
        return keep;
    }

    private static void mark(BitSet keep, SpanNode span) {
        for (SpanNode at = span; at != null && !keep.get(at.row()); at = at.parent()) {
            keep.set(at.row());
        }
    }
}
