package dev.traqo.read;

import java.util.Arrays;

/**
 * Which span was open when another began whose parent is not known, as the order of the lines tells: the innermost one
 * that had all other open spans inside it. One pass for all such spans of a trace.
 */
final class OpenSpans {

    private static final int NONE = -1;

    private final Columns columns;
    private final int from;
    private final int to;

    /** For each span, and last for the trace, how many spans directly inside it are open, and the sum of their rows. */
    private final int[] open;

    private final long[] sum;

    private OpenSpans(Columns columns, int from, int to) {
        this.columns = columns;
        this.from = from;
        this.to = to;
        open = new int[to - from + 1];
        sum = new long[to - from + 1];
    }

    /**
     * The open span for each of {@code asking}, -1 where it cannot be told.
     *
     * @param asking rows between {@code from} and {@code to}, in ascending order
     */
    static int[] around(Columns columns, int from, int to, int[] asking) {
        return new OpenSpans(columns, from, to).answers(asking);
    }

    private int[] answers(int[] asking) {
        int[] rows = rowsByEnd();
        int[] answers = new int[asking.length];
        int ended = 0;
        int asked = 0;
        for (int row = from; row < to && asked < asking.length; row++) {
            while (ended < rows.length && columns.endAt[rows[ended]] < columns.startAt[row]) {
                count(rows[ended++], -1);
            }
            if (row == asking[asked]) {
                answers[asked++] = innermost();
            }
            if (columns.startLength[row] > 0) {
                count(row, 1);
            }
        }
        return answers;
    }

    /** Rows of the spans that have a start and an end, in the order of their ends. */
    private int[] rowsByEnd() {
        long[] ends = new long[to - from];
        int count = 0;
        for (int row = from; row < to; row++) {
            if (columns.ended(row) && columns.startLength[row] > 0) {
                ends[count++] = columns.endAt[row];
            }
        }
        Arrays.sort(ends, 0, count);
        int[] rows = new int[count];
        for (int row = from; row < to; row++) {
            if (columns.ended(row) && columns.startLength[row] > 0) {
                rows[Arrays.binarySearch(ends, 0, count, columns.endAt[row])] = row;
            }
        }
        return rows;
    }

    /** Spans at the top that have lost their parent do not count: they ran beside the one that is looked for. */
    private void count(int row, int change) {
        int parent = columns.parent[row];
        if (parent >= 0 || (columns.flags[row] & (Columns.ORPHAN | Columns.LOST)) == 0) {
            int owner = parent < 0 ? to - from : parent - from;
            open[owner] += change;
            sum[owner] += (long) change * row;
        }
    }

    private int innermost() {
        int found = NONE;
        int owner = to - from;
        while (open[owner] == 1) {
            found = (int) sum[owner];
            owner = found - from;
        }
        return found;
    }
}
