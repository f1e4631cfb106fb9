package dev.traqo.read;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The columns of a finished index: see {@link TraceIndex} for what they mean. Written once, by {@link Merge}. */
final class Columns {

    /** Means something else in a {@link Segment}, where orphans are not known yet. */
    static final int ORPHAN = Segment.NO_DURATION;

    /** Another thread's span without a parent; means something else in a {@link Segment} too. */
    static final int LOST = Segment.END_ONLY;

    final int size;
    final long[] id;
    final byte[] flags;
    final int[] parent;
    final int[] name;
    final int[] kind;
    final int[] model;
    final long[] start;
    final long[] duration;
    final long[] startAt;
    final int[] startLength;
    final long[] endAt;
    final int[] endLength;
    final int[] usage;

    final long[] eventAt;
    final int[] eventLength;
    final int[] eventParent;
    final long[] eventLine;
    final int[] eventName;
    final long[] eventTime;

    final Dictionary dictionary;
    final Usages usages = new Usages();

    /** Ids of those parents that are no row: rows in ascending order, with the id each names. */
    int[] lostRows = new int[0];

    long[] lostIds = new long[0];
    byte[] lostForms = new byte[0];

    private volatile @Nullable String @Nullable [] strings;

    Columns(int size, int events, Dictionary dictionary) {
        this.dictionary = dictionary;
        this.size = size;
        id = new long[size];
        flags = new byte[size];
        parent = new int[size];
        name = new int[size];
        kind = new int[size];
        model = new int[size];
        start = new long[size];
        duration = new long[size];
        startAt = new long[size];
        startLength = new int[size];
        endAt = new long[size];
        endLength = new int[size];
        usage = new int[size];
        eventAt = new long[events];
        eventLength = new int[events];
        eventParent = new int[events];
        eventLine = new long[events];
        eventName = new int[events];
        eventTime = new long[events];
    }

    boolean ended(int row) {
        return (flags[row] & Segment.ENDED) != 0;
    }

    int form(int row) {
        return flags[row] & Segment.FORM;
    }

    /** Place in {@link #lostRows}; negative if the row is not there. */
    int lost(int row) {
        return Arrays.binarySearch(lostRows, row);
    }

    /** The last row with this id; -1 if there is none. */
    int row(String wanted) {
        int form = Head.form(wanted);
        long number = form == Head.ODD ? number(wanted) : Long.parseUnsignedLong(wanted, 16);
        for (int row = form == Head.ODD && number < 0 ? -1 : size - 1; row >= 0; row--) {
            if (id[row] == number && form(row) == form) {
                return row;
            }
        }
        return -1;
    }

    /** Number of a string; -1 if the dictionary does not have it. Looks at all: it must not be added. */
    private int number(String wanted) {
        for (int i = 0; i < dictionary.size(); i++) {
            if (dictionary.string(i).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** A name, kind or model; decoded once. */
    String string(int number) {
        @Nullable String[] memo = strings;
        if (memo == null) {
            memo = new String[dictionary.size()];
            strings = memo;
        }
        String text = memo[number];
        if (text == null) {
            text = dictionary.string(number);
            memo[number] = text;
        }
        return text;
    }

    /** An id as it stands in the file. */
    String text(long id, int form) {
        if (form == Head.ODD) {
            return dictionary.string((int) id);
        }
        char[] digits = new char[form == Head.HEX16 ? 16 : 12];
        long rest = id;
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = Character.forDigit((int) (rest & 15), 16);
            rest >>>= 4;
        }
        return new String(digits);
    }
}
