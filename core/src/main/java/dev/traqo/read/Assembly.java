package dev.traqo.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Copies merged {@link Segment}s into the {@link Columns} of the whole file, each on its own: threads share the work. */
final class Assembly {

    private final List<Segment> segments;
    private final Merge merge;
    final Columns columns;
    private final int[] usageBase;
    private final long[] firstLine;
    private final Map<Dictionary, int[]> numbers;
    private final List<List<Lost>> lost = new ArrayList<>();

    /** A parent that is no row of the trace, or no longer: the row that names it, and its id. */
    private record Lost(int row, long id, int form) {}

    /**
     * @param dictionary what all strings of the file are numbered by
     * @param numbers for each dictionary of a piece, what its numbers are there
     */
    Assembly(List<Segment> segments, Merge merge, Dictionary dictionary, Map<Dictionary, int[]> numbers) {
        this.segments = segments;
        this.merge = merge;
        this.numbers = numbers;
        columns = new Columns(merge.rows(), merge.events(), dictionary);
        usageBase = new int[segments.size() + 1];
        firstLine = new long[segments.size() + 1];
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            lost.add(new ArrayList<>());
            usageBase[i + 1] = Math.addExact(usageBase[i], segment.usages.used);
            firstLine[i + 1] = firstLine[i] + segment.lines;
        }
        columns.usages.reserve(usageBase[segments.size()]);
    }

    /** Lines of the whole file. */
    long lines() {
        return firstLine[segments.size()];
    }

    Skipped skipped() {
        Skipped all = new Skipped();
        for (int i = 0; i < segments.size(); i++) {
            all.addAll(segments.get(i).skipped, firstLine[i]);
        }
        return all;
    }

    /** Copies one piece. Pieces may be copied at the same time. */
    void copy(int i) {
        Segment segment = segments.get(i);
        for (int from = 0; from < segment.rows; ) {
            if (merge.dropped(i, from)) {
                from++;
                continue;
            }
            int to = from + 1;
            while (to < segment.rows && !merge.dropped(i, to)) {
                to++;
            }
            copy(i, segment, from, to);
            from = to;
        }
        System.arraycopy(segment.usages.bytes, 0, columns.usages.bytes, usageBase[i], segment.usages.used);
        int[] numbers = this.numbers.getOrDefault(segment.dictionary, new int[0]);
        int at = merge.firstEvent(i);
        for (int event = 0; event < segment.events; event++, at++) {
            columns.eventAt[at] = segment.base + segment.eventAt[event];
            columns.eventLength[at] = segment.eventLength[event];
            columns.eventName[at] = segment.eventName[event] < 0 ? -1 : numbers[segment.eventName[event]];
            columns.eventTime[at] = segment.eventTime[event];
            columns.eventLine[at] = firstLine[i] + segment.eventLine[event];
            columns.eventParent[at] = row(i, segment, segment.eventParent[event]);
        }
    }

    private void copy(int i, Segment segment, int from, int to) {
        Columns c = columns;
        int at = merge.place(i, from);
        int n = to - from;
        System.arraycopy(segment.id, from, c.id, at, n);
        System.arraycopy(segment.flags, from, c.flags, at, n);
        System.arraycopy(segment.start, from, c.start, at, n);
        System.arraycopy(segment.duration, from, c.duration, at, n);
        System.arraycopy(segment.startLength, from, c.startLength, at, n);
        System.arraycopy(segment.endLength, from, c.endLength, at, n);
        int[] numbers = this.numbers.getOrDefault(segment.dictionary, new int[0]);
        for (int row = from; row < to; row++, at++) {
            c.startAt[at] = segment.base + segment.startAt[row];
            c.endAt[at] = segment.base + segment.endAt[row];
            c.name[at] = segment.name[row] < 0 ? -1 : numbers[segment.name[row]];
            c.kind[at] = segment.kind[row] < 0 ? -1 : numbers[segment.kind[row]];
            c.model[at] = segment.model[row] < 0 ? -1 : numbers[segment.model[row]];
            c.usage[at] = segment.usage[row] < 0 ? -1 : usageBase[i] + segment.usage[row];
            int flags = segment.flags[row];
            if ((flags & Segment.END_ONLY) != 0) {
                c.flags[at] = (byte) (flags & ~(Segment.END_ONLY | Segment.NO_DURATION));
                c.start[at] = c.start[at] == Head.NONE ? Head.NONE : c.start[at] - c.duration[at];
            } else if ((flags & Segment.LOST) != 0) {
                c.flags[at] = (byte) (flags & ~Segment.LOST | Columns.LOST);
            }
            int parent = row(i, segment, segment.parent[row]);
            c.parent[at] = parent;
            if (parent < 0 && segment.parent[row] != -1) {
                int ghost = -2 - segment.parent[row];
                lost.get(i).add(new Lost(at, segment.ghostId[ghost], segment.ghostForm[ghost]));
            }
        }
    }

    /** Row in the index of what a piece calls a parent; -1 if there is none. */
    private int row(int i, Segment segment, int parent) {
        return parent >= 0 ? merge.place(i, parent) : parent == -1 ? -1 : segment.ghostTarget[-2 - parent];
    }

    /** What can only be done when all pieces have been copied. */
    void finish() {
        for (Merge.LateEnd end : merge.lateEnds()) {
            lateEnd(end);
        }
        List<Lost> all = new ArrayList<>();
        lost.forEach(all::addAll);
        int next = 0;
        for (Merge.Part part : merge.parts()) {
            boolean child = part.isChild();
            for (; next < all.size() && all.get(next).row < part.endRow; next++) {
                columns.flags[all.get(next).row] |= (byte) (child ? 0 : Columns.ORPHAN);
            }
        }
        cutCycles(all);
        all.sort(Comparator.comparingInt(Lost::row));
        columns.lostRows = all.stream().mapToInt(Lost::row).toArray();
        columns.lostIds = all.stream().mapToLong(Lost::id).toArray();
        columns.lostForms = new byte[all.size()];
        for (int i = 0; i < all.size(); i++) {
            columns.lostForms[i] = (byte) all.get(i).form;
        }
    }

    private void lateEnd(Merge.LateEnd end) {
        Segment segment = segments.get(end.segment());
        int[] numbers = this.numbers.getOrDefault(segment.dictionary, new int[0]);
        Columns c = columns;
        int from = end.row();
        int row = end.target();
        if (segment.kind[from] >= 0) {
            c.kind[row] = numbers[segment.kind[from]];
        }
        if (c.name[row] < 0 && segment.name[from] >= 0) {
            c.name[row] = numbers[segment.name[from]];
        }
        if (segment.model[from] >= 0) {
            c.model[row] = numbers[segment.model[from]];
        }
        int flags = segment.flags[from];
        long recorded = (flags & Segment.NO_DURATION) != 0 ? Head.NONE : segment.duration[from];
        long ts = segment.start[from];
        c.duration[row] = Segment.duration(c.start[row], ts, recorded);
        if (c.start[row] == Head.NONE && ts != Head.NONE) {
            c.start[row] = ts - c.duration[row];
        }
        c.endAt[row] = segment.base + segment.endAt[from];
        c.endLength[row] = segment.endLength[from];
        if (segment.usage[from] >= 0) {
            int at = usageBase[end.segment()] + segment.usage[from];
            if (c.usage[row] >= 0) {
                Head head = new Head(c.dictionary);
                head.clear();
                c.usages.load(at, head, (flags & Segment.USAGE) != 0);
                at = c.usages.addOver(head, c.usages, c.usage[row], (c.flags[row] & Segment.USAGE) != 0);
            }
            c.usage[row] = at;
        }
        c.flags[row] |= (byte) (Segment.ENDED | flags & (Segment.STATUS | Segment.USAGE));
    }

    /** A cycle has a row whose parent comes later, so only those are walked up from. */
    private void cutCycles(List<Lost> lost) {
        int[] parent = columns.parent;
        int[] walked = null;
        int walk = 0;
        for (int row = 0; row < parent.length; row++) {
            if (parent[row] < row) {
                continue;
            }
            walked = walked == null ? new int[parent.length] : walked;
            walk++;
            int at = row;
            while (at >= 0 && walked[at] == 0) {
                walked[at] = walk;
                at = parent[at];
            }
            if (at < 0 || walked[at] != walk) {
                continue;
            }
            int first = at;
            for (int k = parent[at]; k != at; k = parent[k]) {
                first = Math.min(first, k);
            }
            int cut = parent[first];
            lost.add(new Lost(first, columns.id[cut], columns.form(cut)));
            parent[first] = -1;
        }
    }
}
