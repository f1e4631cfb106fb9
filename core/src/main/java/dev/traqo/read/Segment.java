package dev.traqo.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of a file holds: columns with a row for each span that appears in it first, built by one thread.
 *
 * <p>Ends and parents are looked up among the spans of the piece; nearly all are there. What is not is left for {@link
 * Merge}, as a list of {@linkplain #open open questions} in the order of the file:
 *
 * <ul>
 *   <li>an end whose start must lie in an earlier piece gets a row of its own, which disappears if that is so;
 *   <li>a parent that is not here becomes a <em>ghost</em>, one for all children of the same parent;
 *   <li>a parent that has ended is the right one unless an earlier piece has an open span of the same id.
 * </ul>
 */
final class Segment {

    static final int FORM = 3;
    static final int ENDED = 1 << 2;
    static final int END_ONLY = 1 << 3;
    static final int STATUS_SHIFT = 4;
    static final int STATUS = 3 << STATUS_SHIFT;
    static final int USAGE = 1 << 6;
    static final int NO_DURATION = 1 << 7;

    /** Of rows that have a start; the other meaning of the bit is for those that have none. */
    static final int LOST = NO_DURATION;

    /** Kinds of open questions; the number in front of them is a row, a ghost, an event or a boundary. */
    static final int END = 0;

    static final int GHOST = 1;
    static final int PARENT = 2;
    static final int EVENT_PARENT = 3;
    static final int BOUNDARY = 4;
    static final int QUESTION_BITS = 3;

    /** A {@code trace_start} or {@code trace_end}, without its large values, and whether it had one of its kind. */
    record Boundary(
            boolean start,
            int row,
            int event,
            long at,
            int length,
            Map<String, @Nullable Object> fields,
            boolean content) {}

    final long base;
    final Dictionary dictionary;
    final Usages usages = new Usages();
    final Skipped skipped = new Skipped();
    long lines;

    int rows;
    long[] id;
    byte[] flags;
    int[] parent;
    int[] name;
    int[] kind;
    int[] model;
    long[] start;
    long[] duration;
    int[] startAt;
    int[] startLength;
    int[] endAt;
    int[] endLength;
    int[] usage;

    int events;
    int[] eventAt = new int[0];
    int[] eventLength = new int[0];
    int[] eventParent = new int[0];
    int[] eventLine = new int[0];
    int[] eventName = new int[0];
    long[] eventTime = new long[0];

    int ghosts;
    long[] ghostId = new long[8];
    byte[] ghostForm = new byte[8];
    int[] ghostTarget = new int[8];

    int[] open = new int[16];
    int opened;
    final List<Boundary> boundaries = new ArrayList<>();

    private int[] slots;
    private int slotted;
    private int @Nullable [] previous;
    private int traceRow;

    Segment(long base, int expectedRows, Dictionary dictionary) {
        this.base = base;
        this.dictionary = dictionary;
        id = new long[expectedRows];
        flags = new byte[expectedRows];
        parent = new int[expectedRows];
        name = new int[expectedRows];
        kind = new int[expectedRows];
        model = new int[expectedRows];
        start = new long[expectedRows];
        duration = new long[expectedRows];
        startAt = new int[expectedRows];
        startLength = new int[expectedRows];
        endAt = new int[expectedRows];
        endLength = new int[expectedRows];
        usage = new int[expectedRows];
        slots = new int[Math.max(64, Integer.highestOneBit(expectedRows) * 4)];
    }

    void spanStart(Head head, long at, int length) {
        int row = add(head, parent(head, PARENT, rows));
        flags[row] = (byte) (head.idForm | (head.thread && head.parentForm == Head.NO_ID ? LOST : 0));
        start[row] = head.ts;
        duration[row] = -1;
        startAt[row] = (int) (at - base);
        startLength[row] = length;
        usage[row] = -1;
        if (head.hasUsage || !Double.isNaN(head.firstToken)) {
            usage[row] = usages.add(head);
            flags[row] |= (byte) (head.hasUsage ? USAGE : 0);
        }
        insert(row);
    }

    void spanEnd(Head head, long at, int length) {
        int row = latestOpen(head.id, head.idForm);
        if (row < 0) {
            row = rows;
            ask(row, END);
            add(head, parent(head, PARENT, row));
            flags[row] = (byte) (head.idForm | END_ONLY | (head.duration == Head.NONE ? NO_DURATION : 0));
            start[row] = head.ts;
            duration[row] = Math.max(0, head.duration);
            usage[row] = -1;
            insert(row);
        } else {
            if (head.kind >= 0) {
                kind[row] = head.kind;
            }
            if (name[row] < 0) {
                name[row] = head.name;
            }
            if (head.model >= 0) {
                model[row] = head.model;
            }
            duration[row] = duration(start[row], head.ts, head.duration);
            if (start[row] == Head.NONE && head.ts != Head.NONE) {
                start[row] = head.ts - duration[row];
            }
        }
        flags[row] |= (byte) (ENDED | head.status << STATUS_SHIFT);
        endAt[row] = (int) (at - base);
        endLength[row] = length;
        if (head.hasUsage || !Double.isNaN(head.firstToken)) {
            boolean earlier = (flags[row] & USAGE) != 0;
            usage[row] = usage[row] < 0 ? usages.add(head) : usages.addOver(head, usages, usage[row], earlier);
            flags[row] |= (byte) (head.hasUsage ? USAGE : 0);
        }
    }

    /** The recorded duration; without one, what lies between both times. */
    static long duration(long start, long end, long recorded) {
        if (recorded != Head.NONE) {
            return recorded;
        }
        return start == Head.NONE || end == Head.NONE ? 0 : Math.max(0, end - start);
    }

    void event(Head head, long at, int length) {
        int event = events++;
        if (event == eventAt.length) {
            int capacity = Math.max(64, event * 2);
            eventAt = Arrays.copyOf(eventAt, capacity);
            eventLength = Arrays.copyOf(eventLength, capacity);
            eventParent = Arrays.copyOf(eventParent, capacity);
            eventLine = Arrays.copyOf(eventLine, capacity);
            eventName = Arrays.copyOf(eventName, capacity);
            eventTime = Arrays.copyOf(eventTime, capacity);
        }
        eventAt[event] = (int) (at - base);
        eventLength[event] = length;
        eventParent[event] = parent(head, EVENT_PARENT, event);
        eventLine[event] = (int) lines;
        eventName[event] = head.name;
        eventTime[event] = head.ts;
    }

    void boundary(boolean isStart, long at, int length, Map<String, @Nullable Object> fields, boolean content) {
        boundaries.add(new Boundary(isStart, rows, events, at, length, fields, content));
        ask(boundaries.size() - 1, BOUNDARY);
        if (isStart) {
            Arrays.fill(slots, 0);
            slotted = 0;
            traceRow = rows;
        }
    }

    /** Ids that are no number become numbers of the file's dictionary, so that pieces of different threads compare. */
    void renumberIds(int[] numbers) {
        for (int row = 0; row < rows; row++) {
            if ((flags[row] & FORM) == Head.ODD) {
                id[row] = numbers[(int) id[row]];
            }
        }
        for (int ghost = 0; ghost < ghosts; ghost++) {
            if (ghostForm[ghost] == Head.ODD) {
                ghostId[ghost] = numbers[(int) ghostId[ghost]];
            }
        }
    }

    /** First row of the trace that the piece ends in. */
    int traceRow() {
        return traceRow;
    }

    /** The row with the same id that came before this one in the piece; -1 if none did. */
    int previous(int row) {
        return previous == null ? -1 : previous[row];
    }

    /** A parent that was found after all becomes a ghost with this target. */
    int ghost(int target) {
        return -2 - addGhost(0, Head.NO_ID, target);
    }

    private int add(Head head, int parentRow) {
        int row = rows++;
        if (row == id.length) {
            grow(Math.max(64, row * 2));
        }
        id[row] = head.id;
        parent[row] = parentRow;
        name[row] = head.name;
        kind[row] = head.kind;
        model[row] = head.model;
        return row;
    }

    private int parent(Head head, int question, int asking) {
        if (head.parentForm == Head.NO_ID) {
            return -1;
        }
        int slot = slot(head.parent, head.parentForm);
        int found = slots[slot];
        if (found > 0) {
            int latest = found - 1;
            for (int row = latest; row >= 0; row = previous(row)) {
                if ((flags[row] & ENDED) == 0) {
                    return row;
                }
            }
            ask(asking, question);
            return latest;
        }
        if (found == 0) {
            int ghost = addGhost(head.parent, head.parentForm, -1);
            ask(ghost, GHOST);
            place(slot, -1 - ghost);
            return -2 - ghost;
        }
        return found - 1;
    }

    private int addGhost(long ofId, int form, int target) {
        int ghost = ghosts++;
        if (ghost == ghostId.length) {
            ghostId = Arrays.copyOf(ghostId, ghost * 2);
            ghostForm = Arrays.copyOf(ghostForm, ghost * 2);
            ghostTarget = Arrays.copyOf(ghostTarget, ghost * 2);
        }
        ghostId[ghost] = ofId;
        ghostForm[ghost] = (byte) form;
        ghostTarget[ghost] = target;
        return ghost;
    }

    private int latestOpen(long ofId, int form) {
        int row = slots[slot(ofId, form)] - 1;
        while (row >= 0 && (flags[row] & ENDED) != 0) {
            row = previous(row);
        }
        return Math.max(row, -1);
    }

    private void insert(int row) {
        int slot = slot(id[row], flags[row] & FORM);
        int before = slots[slot];
        if (before > 0 && previous == null) {
            previous = new int[id.length];
            Arrays.fill(previous, -1);
        }
        if (previous != null) {
            if (previous.length <= row) {
                previous = Arrays.copyOf(previous, id.length);
            }
            previous[row] = before > 0 ? before - 1 : -1;
        }
        if (before == 0) {
            place(slot, row + 1);
        } else {
            slots[slot] = row + 1;
        }
    }

    private void place(int slot, int value) {
        slots[slot] = value;
        if (++slotted * 2 > slots.length) {
            int[] old = slots;
            slots = new int[old.length * 2];
            for (int entry : old) {
                if (entry != 0) {
                    slots[
                            entry > 0
                                    ? slot(id[entry - 1], flags[entry - 1] & FORM)
                                    : slot(ghostId[-1 - entry], ghostForm[-1 - entry])] = entry;
                }
            }
        }
    }

    private int slot(long ofId, int form) {
        int mask = slots.length - 1;
        int slot = IdTable.hash(ofId, form) & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                return slot;
            }
            boolean same = entry > 0
                    ? id[entry - 1] == ofId && (flags[entry - 1] & FORM) == form
                    : ghostId[-1 - entry] == ofId && ghostForm[-1 - entry] == form;
            if (same) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private void ask(int about, int question) {
        if (opened == open.length) {
            open = Arrays.copyOf(open, opened * 2);
        }
        open[opened++] = about << QUESTION_BITS | question;
    }

    private void grow(int capacity) {
        id = Arrays.copyOf(id, capacity);
        flags = Arrays.copyOf(flags, capacity);
        parent = Arrays.copyOf(parent, capacity);
        name = Arrays.copyOf(name, capacity);
        kind = Arrays.copyOf(kind, capacity);
        model = Arrays.copyOf(model, capacity);
        start = Arrays.copyOf(start, capacity);
        duration = Arrays.copyOf(duration, capacity);
        startAt = Arrays.copyOf(startAt, capacity);
        startLength = Arrays.copyOf(startLength, capacity);
        endAt = Arrays.copyOf(endAt, capacity);
        endLength = Arrays.copyOf(endLength, capacity);
        usage = Arrays.copyOf(usage, capacity);
    }
}
