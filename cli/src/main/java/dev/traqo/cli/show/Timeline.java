package dev.traqo.cli.show;

/** Draws when something happened as a bar: half a cell is the smallest step. */
public final class Timeline {

    private final long from;
    private final double microsPerHalf;
    private final int cells;

    /** The bar of {@code cells} cells stands for the time from {@code from} to {@code to}, in microseconds. */
    public Timeline(long from, long to, int cells) {
        this.from = from;
        this.cells = cells;
        this.microsPerHalf = Math.max(1, to - from) / (2.0 * cells);
    }

    /** {@code "   ╺━━╸   "} for a span; never invisible; dashed if it has not ended. */
    public String bar(long start, long end, boolean open) {
        int halves = 2 * cells;
        int first = clamp((int) Math.floor((start - from) / microsPerHalf + 1e-9), halves - 1);
        int last = Math.max(first + 1, clamp((int) Math.ceil((end - from) / microsPerHalf - 1e-9), halves));
        StringBuilder bar = new StringBuilder(cells);
        for (int cell = 0; cell < cells; cell++) {
            boolean left = 2 * cell >= first && 2 * cell < last;
            boolean right = 2 * cell + 1 >= first && 2 * cell + 1 < last;
            bar.append(left && right ? (open ? '╍' : '━') : left ? '╸' : right ? '╺' : ' ');
        }
        return bar.toString();
    }

    private static int clamp(int half, int most) {
        return Math.max(0, Math.min(half, most));
    }
}
