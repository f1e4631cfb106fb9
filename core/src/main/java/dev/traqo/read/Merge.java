package dev.traqo.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the {@link Segment}s of a file together. First, in the order of the file, it answers the questions that they left
 * open; then the columns are copied, each piece on its own, so threads can share that work.
 *
 * <p>Parents are found by one rule: the latest open span with that id, else the one that started last, else the first one
 * that starts later in the same trace.
 */
final class Merge {

    /** A trace of the file: its rows, its events and what its first and last line say. */
    static final class Part {
        final int firstRow;
        final int firstEvent;
        int endRow;
        int endEvent;
        final Segment.@Nullable Boundary start;
        Segment.@Nullable Boundary end;

        Part(int firstRow, int firstEvent, Segment.@Nullable Boundary start) {
            this.firstRow = firstRow;
            this.firstEvent = firstEvent;
            this.start = start;
        }

        /** Fields of its first line, without the large ones; empty if it has none. */
        Map<String, @Nullable Object> startFields() {
            return start == null ? Map.of() : start.fields();
        }

        /** Fields of its last line, without the large ones; empty if it has none. */
        Map<String, @Nullable Object> endFields() {
            return end == null ? Map.of() : end.fields();
        }

        /** Whether another trace started this one: parents that are missing here are spans of that trace. */
        boolean isChild() {
            return startFields().get("parent") instanceof Map<?, ?>
                    || TraceEvent.object(startFields().get("metadata")).get("parent_trace") instanceof String;
        }
    }

    private final List<Segment> segments;
    private final int[] firstRow;
    private final int[] firstEvent;

    /** Rows of a piece in the index; null where they are simply counted on. */
    private final int[] @Nullable [] places;

    private final List<LateEnd> lateEnds = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private int rowCount;
    private int eventCount;

    /** The piece whose questions are being answered; which of its rows have a place; how many it has lost. */
    private int resolving = -1;

    private int placed;
    private int dropped;

    /** Spans of earlier pieces that are open: latest row by id. Only for repeated ids, the one before. */
    private final IdTable open = new IdTable();

    private final Map<Integer, Integer> openBefore = new HashMap<>();

    /** All spans of earlier pieces in this trace, filled only when a parent is not among the open ones. */
    private final IdTable started = new IdTable();

    private int startedSegment;
    private int startedRow;

    private final List<Missing> missing = new ArrayList<>();

    /** The end of a span of an earlier piece. */
    record LateEnd(int segment, int row, int target) {}

    private record Missing(int segment, int ghost, int part) {}

    Merge(List<Segment> segments) {
        this.segments = segments;
        int n = segments.size();
        firstRow = new int[n];
        firstEvent = new int[n];
        places = new int[n][];
        for (int i = 0; i < n; i++) {
            resolve(i);
        }
        if (parts.isEmpty() && (rowCount > 0 || eventCount > 0)) {
            parts.add(new Part(0, 0, null));
        }
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i + 1 == parts.size();
            parts.get(i).endRow = last ? rowCount : parts.get(i + 1).firstRow;
            parts.get(i).endEvent = last ? eventCount : parts.get(i + 1).firstEvent;
        }
        for (int from = 0; from < missing.size(); ) {
            from = lookAhead(from);
        }
    }

    int rows() {
        return rowCount;
    }

    int events() {
        return eventCount;
    }

    List<Part> parts() {
        return parts;
    }

    List<LateEnd> lateEnds() {
        return lateEnds;
    }

    int firstRow(int segment) {
        return firstRow[segment];
    }

    int firstEvent(int segment) {
        return firstEvent[segment];
    }

    /** Row in the index of a row of a piece. */
    int place(int segment, int row) {
        int[] place = places[segment];
        if (place == null) {
            return firstRow[segment] + row;
        }
        return segment == resolving && row >= placed ? firstRow[segment] + row - dropped : place[row];
    }

    /** Whether the row turned out to be the end of a span of an earlier piece. */
    boolean dropped(int segment, int row) {
        return place(segment, row) < firstRow[segment];
    }

    private void resolve(int i) {
        Segment segment = segments.get(i);
        firstRow[i] = rowCount;
        firstEvent[i] = eventCount;
        resolving = i;
        placed = 0;
        dropped = 0;
        for (int k = 0; k < segment.opened; k++) {
            int about = segment.open[k] >>> Segment.QUESTION_BITS;
            switch (segment.open[k] & (1 << Segment.QUESTION_BITS) - 1) {
                case Segment.END -> end(i, about);
                case Segment.GHOST -> ghost(i, about);
                case Segment.PARENT -> segment.parent[about] = parent(i, segment.parent[about]);
                case Segment.EVENT_PARENT -> segment.eventParent[about] = parent(i, segment.eventParent[about]);
                default -> boundary(i, segment.boundaries.get(about));
            }
        }
        placeUpTo(i, segment.rows);
        resolving = -1;
        rowCount += segment.rows - dropped;
        eventCount += segment.events;
        for (int row = segment.traceRow(); row < segment.rows; row++) {
            if ((segment.flags[row] & Segment.ENDED) == 0) {
                int form = segment.flags[row] & Segment.FORM;
                int before = open.get(segment.id[row], form);
                if (before >= 0) {
                    openBefore.put(place(i, row), before);
                }
                open.put(segment.id[row], form, place(i, row));
            }
        }
    }

    /** Gives an end to its span of an earlier piece, if there is one. */
    private void end(int i, int row) {
        Segment segment = segments.get(i);
        int form = segment.flags[row] & Segment.FORM;
        int target = open.get(segment.id[row], form);
        if (target < 0) {
            return;
        }
        Integer before = openBefore.remove(target);
        open.put(segment.id[row], form, before == null ? IdTable.ABSENT : before);
        lateEnds.add(new LateEnd(i, row, target));
        if (places[i] == null) {
            places[i] = new int[segment.rows];
        }
        placeUpTo(i, row);
        places[i][row] = target;
        placed = row + 1;
        dropped++;
    }

    private void placeUpTo(int i, int row) {
        int[] place = places[i];
        if (place != null) {
            for (; placed < row; placed++) {
                place[placed] = firstRow[i] + placed - dropped;
            }
        }
    }

    private void ghost(int i, int ghost) {
        Segment segment = segments.get(i);
        long id = segment.ghostId[ghost];
        int form = segment.ghostForm[ghost];
        int target = open.get(id, form);
        if (target < 0) {
            target = started(i, id, form);
        }
        segment.ghostTarget[ghost] = target;
        if (target < 0) {
            missing.add(new Missing(i, ghost, Math.max(0, parts.size() - 1)));
        }
    }

    /** What becomes of a parent that has ended: see the rule above. */
    private int parent(int i, int found) {
        Segment segment = segments.get(i);
        long id = segment.id[found];
        int form = segment.flags[found] & Segment.FORM;
        int latestOpen = open.get(id, form);
        if (latestOpen >= 0) {
            return segment.ghost(latestOpen);
        }
        int row = found;
        while (row >= 0 && dropped(i, row)) {
            row = segment.previous(row);
        }
        return row >= 0 ? row : segment.ghost(started(i, id, form));
    }

    private void boundary(int i, Segment.Boundary boundary) {
        int row = firstRow[i] + boundary.row() - dropped;
        int event = firstEvent[i] + boundary.event();
        if (parts.isEmpty() && (row > 0 || event > 0 || !boundary.start())) {
            parts.add(new Part(0, 0, null));
        }
        if (!boundary.start()) {
            parts.get(parts.size() - 1).end = boundary;
            return;
        }
        parts.add(new Part(row, event, boundary));
        open.clear();
        openBefore.clear();
        started.clear();
        startedSegment = i;
        startedRow = boundary.row();
    }

    /** The span with this id that started last in an earlier piece. */
    private int started(int i, long id, int form) {
        for (; startedSegment < i; startedSegment++, startedRow = 0) {
            Segment segment = segments.get(startedSegment);
            for (int row = startedRow; row < segment.rows; row++) {
                if (!dropped(startedSegment, row)) {
                    started.put(segment.id[row], segment.flags[row] & Segment.FORM, place(startedSegment, row));
                }
            }
        }
        return started.get(id, form);
    }

    /** Looks for the missing parents of one trace among the spans that start later; returns where the next trace's begin. */
    private int lookAhead(int from) {
        Part part = parts.get(missing.get(from).part());
        IdTable wanted = new IdTable();
        int to = from;
        for (; to < missing.size() && parts.get(missing.get(to).part()) == part; to++) {
            Segment segment = segments.get(missing.get(to).segment());
            int ghost = missing.get(to).ghost();
            if (wanted.get(segment.ghostId[ghost], segment.ghostForm[ghost]) < 0) {
                wanted.put(segment.ghostId[ghost], segment.ghostForm[ghost], wanted.size());
            }
        }
        int[] found = new int[wanted.size()];
        Arrays.fill(found, -1);
        // Nothing of the trace before the first of them has such an id, or it would not be missing.
        for (int i = missing.get(from).segment(); i < segments.size() && firstRow[i] < part.endRow; i++) {
            Segment segment = segments.get(i);
            for (int row = 0; row < segment.rows; row++) {
                int number = wanted.get(segment.id[row], segment.flags[row] & Segment.FORM);
                if (number >= 0 && found[number] < 0 && !dropped(i, row)) {
                    int place = place(i, row);
                    found[number] = place >= part.firstRow && place < part.endRow ? place : -1;
                }
            }
        }
        for (int k = from; k < to; k++) {
            Segment segment = segments.get(missing.get(k).segment());
            int ghost = missing.get(k).ghost();
            int number = wanted.get(segment.ghostId[ghost], segment.ghostForm[ghost]);
            segment.ghostTarget[ghost] = found[number];
        }
        return to;
    }
}
