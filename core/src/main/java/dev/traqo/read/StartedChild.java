package dev.traqo.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A child trace, and where its parent started it.
 *
 * @param child as the parent's {@code trace_end} lists it, else as its events name it
 * @param row the span in which it was started; -1 if the parent does not say
 * @param startMicros when it was started, in microseconds since 1970 (UTC); {@code Long.MIN_VALUE} if the parent does
 *     not say
 */
public record StartedChild(TraceSummary.Child child, int row, long startMicros) {

    /** What the events say of one child. */
    private static final class Told {
        private final int row;
        private final long micros;
        private Map<String, @Nullable Object> data;
        private boolean ended;

        Told(int row, long micros, Map<String, @Nullable Object> data) {
            this.row = row;
            this.micros = micros;
            this.data = data;
        }
    }

    /** The children that the end of the trace lists, and those that only its events name. */
    static List<StartedChild> of(TraceTree tree) {
        Map<String, Deque<Told>> told = told(tree);
        List<StartedChild> children = new ArrayList<>();
        for (TraceSummary.Child child : TraceSummary.Child.all(tree.index().file(), tree.endWithoutOutput())) {
            Deque<Told> known = told.get(child.file());
            Told first = known == null ? null : known.poll();
            children.add(
                    first == null
                            ? new StartedChild(child, -1, Long.MIN_VALUE)
                            : new StartedChild(child, first.row, first.micros));
        }
        for (Deque<Told> rest : told.values()) {
            for (Told one : rest) {
                TraceSummary.Child child =
                        TraceSummary.Child.ofEvent(tree.index().file(), one.data);
                children.add(new StartedChild(child, one.row, one.micros));
            }
        }
        return List.copyOf(children);
    }

    private static Map<String, Deque<Told>> told(TraceTree tree) {
        Map<String, Deque<Told>> told = new LinkedHashMap<>();
        PointEvents points = tree.index().points();
        int end = tree.firstEvent() + tree.eventCount();
        for (int event = tree.firstEvent(); event < end; event++) {
            boolean begins = points.name(event).equals("child_started");
            if (!begins && !points.name(event).equals("child_ended")) {
                continue;
            }
            Map<String, @Nullable Object> data =
                    TraceEvent.object(points.fields(event).get("data"));
            Deque<Told> same = told.computeIfAbsent(String.valueOf(data.get("child_file")), file -> new ArrayDeque<>());
            Told open = begins
                    ? null
                    : same.stream().filter(one -> !one.ended).findFirst().orElse(null);
            if (open == null) {
                open = new Told(points.parent(event), begins ? points.micros(event) : Long.MIN_VALUE, data);
                same.add(open);
            }
            open.data = data;
            open.ended = !begins;
        }
        return told;
    }
}
