package dev.traqo.cli.search;

/**
 * A match and what stands around it.
 *
 * @param before what stands before it, not all
 * @param match what matched; shortened if it is very long
 * @param after what stands behind it, not all
 */
public record Snippet(String before, String match, String after) {

    private static final int BEFORE = 60;
    private static final int MATCH = 200;
    private static final int AFTER = 120;

    static Snippet of(char[] text, int length, int start, int end) {
        int from = Math.max(0, start - BEFORE);
        if (from > 0 && Character.isLowSurrogate(text[from])) {
            from++;
        }
        int to = cut(text, end, Math.min(length, end + AFTER), length);
        int last = cut(text, start, Math.min(end, start + MATCH), length);
        String match = new String(text, start, last - start) + (last < end ? "…" : "");
        return new Snippet(new String(text, from, start - from), match, new String(text, end, to - end));
    }

    /** The end, or one before it if that would part a pair. */
    private static int cut(char[] text, int from, int to, int length) {
        boolean parts = to > from && to < length && Character.isHighSurrogate(text[to - 1]);
        return parts ? to - 1 : to;
    }
}
