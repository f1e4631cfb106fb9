package dev.traqo.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a text into lines, holding one line at a time. The bytes of the current line stay valid until the next call of
 * {@link #next}.
 */
public final class LineReader implements AutoCloseable {

    private static final int USUAL = 1 << 16;
    private static final int SHRINK_ABOVE = 1 << 22;
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private final InputStream in;
    private final boolean wholeLinesOnly;
    private byte[] buffer = new byte[USUAL];
    private int start;
    private int length;
    private int next;
    private int end;
    private long offset;
    private long line;
    private long dropped;
    private boolean terminated;

    /**
     * @param wholeLinesOnly whether a last line without newline is held back: more of it may be written later
     */
    public LineReader(InputStream in, boolean wholeLinesOnly) {
        this.in = in;
        this.wholeLinesOnly = wholeLinesOnly;
    }

    /** Moves to the next line; false if there is none (yet). */
    public boolean next() throws IOException {
        offset += next - start + dropped;
        start = next;
        dropped = 0;
        shrink();
        int scanned = 0;
        while (true) {
            for (int i = start + scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    return found(i - start, i + 1, true);
                }
            }
            scanned = end - start;
            long before = dropped;
            boolean more = fill();
            if (dropped != before) {
                scanned = 0;
            }
            if (!more) {
                boolean rest = (end > start || dropped > 0) && !wholeLinesOnly;
                return rest && found(end - start, end, false);
            }
        }
    }

    private boolean found(int length, int next, boolean terminated) {
        this.length = length;
        this.next = next;
        this.terminated = terminated;
        line++;
        return true;
    }

    private boolean fill() throws IOException {
        if (end == buffer.length) {
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                next -= start;
                start = 0;
            } else if (buffer.length < LARGEST) {
                buffer = Arrays.copyOf(buffer, (int) Math.min(LARGEST, buffer.length * 2L));
            } else {
                dropped += end; // No array can hold this line: only its length is kept.
                end = 0;
                next = 0;
            }
        }
        int n = in.read(buffer, end, buffer.length - end);
        end += Math.max(n, 0);
        return n > 0;
    }

    private void shrink() {
        int rest = end - start;
        if (buffer.length > SHRINK_ABOVE && rest < USUAL) {
            byte[] smaller = new byte[USUAL];
            System.arraycopy(buffer, start, smaller, 0, rest);
            buffer = smaller;
            next = 0;
            start = 0;
            end = rest;
        }
    }

    /** The bytes that hold the line; valid until the next call of {@link #next}. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the line begins in the buffer. */
    public int start() {
        return start;
    }

    /** Bytes of the line, without its newline. */
    public int length() {
        return length;
    }

    /** Where the line begins in the text, in bytes. */
    public long offset() {
        return offset;
    }

    /** Number of the line, from 1. */
    public long line() {
        return line;
    }

    /** Whether the line ends with a newline; only the last one may not. */
    public boolean terminated() {
        return terminated;
    }

    /** Whether the line is longer than an array can be, and therefore not in the buffer. */
    public boolean tooLong() {
        return dropped > 0;
    }

    /** Whether the line holds nothing but white space. */
    public boolean blank() {
        return isBlank(buffer, start, length);
    }

    /** Whether these bytes are nothing but white space. */
    public static boolean isBlank(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
