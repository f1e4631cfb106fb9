package dev.traqo.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of cells in aligned columns. A column without any content is left out; when the table is too wide, droppable
 * columns shrink to their minimum, then go, the last one first; then flexible columns shrink.
 */
public final class Table {

    private static final String GAP = "  ";

    /** A column: its heading, its side, how narrow it may become (0: never narrower than its content). */
    private record Column(String title, boolean right, int minimum, boolean droppable) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Line>> rows = new ArrayList<>();

    /** Adds a column of text. */
    public Table left(String title) {
        columns.add(new Column(title, false, 0, false));
        return this;
    }

    /** Adds a column of numbers. */
    public Table right(String title) {
        columns.add(new Column(title, true, 0, false));
        return this;
    }

    /** Adds a column of text that may be shortened to {@code minimum} cells. */
    public Table flexible(String title, int minimum) {
        columns.add(new Column(title, false, minimum, false));
        return this;
    }

    /** Adds a column of text that may be shortened to {@code minimum} cells, and left out where that is not enough. */
    public Table droppable(String title, int minimum) {
        columns.add(new Column(title, false, minimum, true));
        return this;
    }

    /** Adds a row; one cell for each column. */
    public Table row(Line... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Arrays.asList(cells));
        return this;
    }

    /** The heading and the rows, each at most {@code width} cells wide (as far as the columns allow). */
    public List<Line> lines(int width) {
        int[] widths = fit(width);
        List<Line> lines = new ArrayList<>(rows.size() + 1);
        List<Line> heading = new ArrayList<>(columns.size());
        for (Column column : columns) {
            heading.add(Line.of(column.title, Ink.DIM));
        }
        lines.add(layOut(heading, widths));
        for (List<Line> row : rows) {
            lines.add(layOut(row, widths));
        }
        return lines;
    }

    private int[] fit(int limit) {
        int[] natural = new int[columns.size()];
        int[] wanted = new int[columns.size()];
        for (int i = 0; i < natural.length; i++) {
            int widest = 0;
            for (List<Line> row : rows) {
                widest = Math.max(widest, row.get(i).width());
            }
            Column column = columns.get(i);
            natural[i] = widest == 0 ? 0 : Math.max(widest, Glyphs.width(column.title));
            // One very long name must not cost all others their tags.
            boolean greedy = column.minimum > 0 && !column.droppable;
            wanted[i] = greedy ? Math.min(natural[i], Math.max(column.minimum, limit * 2 / 5)) : natural[i];
        }
        int[] widths = wanted.clone();
        while (!shrink(widths, total(widths) - limit, true)) {
            if (!drop(wanted)) {
                shrink(widths, total(widths) - limit, false);
                break;
            }
            widths = wanted.clone();
        }
        for (int i = 0; i < widths.length; i++) {
            widths[i] += Math.max(0, Math.min(natural[i] - widths[i], widths[i] == 0 ? 0 : limit - total(widths)));
        }
        return widths;
    }

    /** Takes from the widest such column, one cell at a time: so they end up equally wide. False if it is too little. */
    private boolean shrink(int[] widths, int excess, boolean droppable) {
        for (int taken = 0; taken < excess; taken++) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                Column column = columns.get(i);
                boolean may = column.droppable == droppable && column.minimum > 0 && widths[i] > column.minimum;
                if (may && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return false;
            }
            widths[widest]--;
        }
        return true;
    }

    private boolean drop(int[] widths) {
        for (int i = widths.length - 1; i >= 0; i--) {
            if (columns.get(i).droppable && widths[i] > 0) {
                widths[i] = 0;
                return true;
            }
        }
        return false;
    }

    private static int total(int[] widths) {
        int total = 0;
        for (int width : widths) {
            total += width == 0 ? 0 : width + GAP.length();
        }
        return total - GAP.length();
    }

    private Line layOut(List<Line> cells, int[] widths) {
        Line line = new Line();
        int end = 0;
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] == 0) {
                continue;
            }
            Line cell = cells.get(i).cut(widths[i]);
            int from = end == 0 ? 0 : end + GAP.length();
            line.padTo(columns.get(i).right ? from + widths[i] - cell.width() : from)
                    .add(cell);
            end = from + widths[i];
        }
        return line;
    }
}
