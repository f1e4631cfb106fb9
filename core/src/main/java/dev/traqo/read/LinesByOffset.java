package dev.traqo.read;

import java.util.Arrays;

/** Finds the row or event that a line belongs to, by where the line begins. */
final class LinesByOffset {

    /** No line that is in the index. */
    static final int NONE = -2;

    private static final int ROWS_A_BUCKET = 8;

    private final Columns columns;
    private final long bucketBytes;

    /** Ends do not stand in the order of their rows: rows in buckets of equal width, and where each bucket begins. */
    private final int[] rowsByEnd;

    private final int[] bucketFrom;

    LinesByOffset(Columns columns, long bytes) {
        this.columns = columns;
        int buckets = columns.size / ROWS_A_BUCKET + 1;
        this.bucketBytes = bytes / buckets + 1;
        this.bucketFrom = new int[buckets + 2];
        for (int row = 0; row < columns.size; row++) {
            if (columns.endLength[row] > 0) {
                bucketFrom[bucket(columns.endAt[row]) + 2]++;
            }
        }
        for (int i = 2; i < bucketFrom.length; i++) {
            bucketFrom[i] += bucketFrom[i - 1];
        }
        this.rowsByEnd = new int[bucketFrom[bucketFrom.length - 1]];
        for (int row = 0; row < columns.size; row++) {
            if (columns.endLength[row] > 0) {
                rowsByEnd[bucketFrom[bucket(columns.endAt[row]) + 1]++] = row;
            }
        }
    }

    private int bucket(long offset) {
        return (int) Math.min(Math.max(0, offset) / bucketBytes, bucketFrom.length - 3L);
    }

    /** The row, -1 for an event outside of spans, {@link #NONE} if no line of a span or event begins here. */
    int row(long offset) {
        int row = first(offset);
        row = row >= 0 ? row : ended(offset);
        if (row >= 0) {
            return row;
        }
        int event = Arrays.binarySearch(columns.eventAt, offset);
        return event < 0 ? NONE : columns.eventParent[event];
    }

    /** Rows stand in the order of their first lines. */
    private int first(long offset) {
        int low = 0;
        int high = columns.size - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long at = columns.startLength[middle] == 0 ? columns.endAt[middle] : columns.startAt[middle];
            if (at == offset) {
                return middle;
            } else if (at < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private int ended(long offset) {
        int bucket = bucket(offset);
        for (int i = bucketFrom[bucket]; i < bucketFrom[bucket + 1]; i++) {
            int row = rowsByEnd[i];
            if (columns.endAt[row] == offset) {
                return row;
            }
        }
        return -1;
    }
}
