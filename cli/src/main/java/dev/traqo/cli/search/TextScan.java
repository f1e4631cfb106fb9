package dev.traqo.cli.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Goes through text for lines with matches. Belongs to one thread. */
final class TextScan {

    private static final int USUAL = 1 << 20;

    /** Lines up to this are first looked at as bytes; longer ones are read as they come. */
    private static final int LARGEST = 1 << 24;

    /**
     * A line with matches.
     *
     * @param offset where it begins
     * @param spanId the span it belongs to, in an archive's second file; else empty
     */
    record Line(long offset, String spanId, List<LineScan.Match> matches) {}

    /** Text, from front to back. */
    interface Source {
        int read(byte[] into, int offset, int length) throws IOException;
    }

    private final LineFilter filter;
    private final LineScan scan;
    private final BooleanSupplier cancelled;
    private byte[] buffer = new byte[USUAL + BytePattern.PADDING];
    private int start;
    private int end;

    /** Where in the text the buffer begins. */
    private long base;

    private boolean ended;
    private long to;
    private int most;
    private int givenUp;
    private List<Line> lines = new ArrayList<>();

    TextScan(Query query, BooleanSupplier cancelled) {
        this.filter = query.filter();
        this.scan = new LineScan(query.finder(cancelled));
        this.cancelled = cancelled;
    }

    /** How many lines had to be left undecided. */
    int givenUp() {
        return givenUp;
    }

    /**
     * The lines with matches that begin between these places.
     *
     * @param source the text from the byte before {@code from}, if there is one
     * @param most more lines than these are not looked for
     */
    List<Line> lines(Source source, long from, long to, int most) throws IOException {
        this.lines = new ArrayList<>();
        this.givenUp = 0;
        this.to = to;
        this.most = most;
        start = 0;
        end = 0;
        ended = false;
        base = Math.max(0, from - 1);
        if (from > 0 && !behindNewline(source)) {
            return lines;
        }
        boolean first = from == 0;
        while (!over()) {
            fill(source);
            if (first && (end >= 3 || ended)) {
                first = false;
                start = hasByteOrderMark() ? 3 : 0; // the index counts without it
            }
            int limit = ended ? end : newlineBefore(end, start) + 1;
            if (limit > start) {
                region(limit);
                start = limit;
            } else if (!ended && end - start >= LARGEST) {
                longLine(source);
            } else if (ended) {
                break;
            }
        }
        return lines;
    }

    private boolean over() {
        return cancelled.getAsBoolean() || lines.size() >= most || base + start >= to || ended && start >= end;
    }

    private boolean hasByteOrderMark() {
        return end >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF;
    }

    private boolean behindNewline(Source source) throws IOException {
        while (true) {
            fill(source);
            int newline = newline(start, end);
            if (newline >= 0) {
                start = newline + 1;
                return true;
            }
            start = end;
            if (ended || base + end >= to || cancelled.getAsBoolean()) {
                return false;
            }
        }
    }

    private void fill(Source source) throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            base += start;
            end -= start;
            start = 0;
        }
        int room = buffer.length - BytePattern.PADDING - end;
        if (room < USUAL / 2 && buffer.length < LARGEST) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2 + BytePattern.PADDING);
        } else if (end == 0 && buffer.length > USUAL + BytePattern.PADDING) {
            buffer = new byte[USUAL + BytePattern.PADDING];
        }
        room = buffer.length - BytePattern.PADDING - end;
        int n = room == 0 ? 0 : source.read(buffer, end, room);
        ended = n < 0;
        end += Math.max(0, n);
    }

    /** Looks at whole lines. */
    private void region(int limit) {
        LineFilter.Places places = filter.places(buffer, start, limit);
        int at = start;
        while (at < limit && !over()) {
            int place = places.next(at);
            if (place < 0) {
                return;
            }
            int from = Math.max(at, newlineBefore(place, at) + 1);
            if (base + from >= to) {
                return;
            }
            int newline = newline(place, limit);
            int behind = newline < 0 ? limit : newline;
            scan.begin();
            try {
                scan.feed(buffer, from, behind);
                add(base + from);
            } catch (PatternFinder.GivenUp e) {
                givenUp++;
            }
            at = behind + 1;
        }
    }

    /** Looks at a line that is longer than the buffer. */
    private void longLine(Source source) throws IOException {
        long offset = base + start;
        boolean decided = true;
        scan.begin();
        while (!cancelled.getAsBoolean()) {
            int newline = newline(start, end);
            int behind = newline < 0 ? end : newline;
            if (decided) {
                try {
                    scan.feed(buffer, start, behind);
                } catch (PatternFinder.GivenUp e) {
                    decided = false;
                }
            }
            start = newline < 0 ? end : newline + 1;
            if (newline >= 0 || ended) {
                break;
            }
            fill(source);
        }
        if (decided) {
            add(offset);
        } else {
            givenUp++;
        }
    }

    private void add(long offset) {
        List<LineScan.Match> matches = scan.end();
        if (!matches.isEmpty()) {
            lines.add(new Line(offset, scan.spanId(), matches));
        }
    }

    private int newline(int from, int before) {
        for (int i = from; i < before; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The last newline before a place; one less than {@code from} if there is none. */
    private int newlineBefore(int before, int from) {
        int i = before - 1;
        while (i >= from && buffer[i] != '\n') {
            i--;
        }
        return i;
    }
}
