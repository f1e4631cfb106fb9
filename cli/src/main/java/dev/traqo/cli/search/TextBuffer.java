package dev.traqo.cli.search;

import java.util.Arrays;

/** Decoded text of one JSON string or number, as it comes. */
final class TextBuffer {

    private static final int USUAL = 1 << 12;
    private static final char REPLACEMENT = '\uFFFD';

    char[] text = new char[USUAL];
    int length;

    // of the escape that has begun
    private int digits = -1;
    private int unit;
    private boolean escaped;

    // of the character that has begun: UTF-8
    private int missing;
    private int codePoint;
    private int least;

    void clear() {
        length = 0;
        escaped = false;
        digits = -1;
        missing = 0;
        if (text.length > USUAL << 4) {
            text = new char[USUAL];
        }
    }

    void add(char c) {
        room();
        text[length++] = c;
    }

    /** How many characters the array takes; at least one. */
    int room() {
        if (length == text.length) {
            text = Arrays.copyOf(text, length * 2);
        }
        return text.length - length;
    }

    /** Keeps the last so many characters. */
    void keep(int last) {
        int from = Math.max(0, length - last);
        System.arraycopy(text, from, text, 0, length - from);
        length -= from;
    }

    /** Whether an escape has begun: a quote would belong to it. */
    boolean inEscape() {
        return escaped;
    }

    void beginEscape() {
        cut();
        escaped = true;
    }

    /** The next byte of an escape. */
    void escape(byte b) {
        if (digits >= 0) {
            int digit = Character.digit(b, 16);
            if (digit < 0) { // no escape at all
                add(REPLACEMENT);
                escaped = false;
                digits = -1;
                return;
            }
            unit = unit << 4 | digit;
            if (++digits == 4) {
                add((char) unit);
                escaped = false;
                digits = -1;
            }
        } else if (b == 'u') {
            digits = 0;
            unit = 0;
        } else {
            escaped = false;
            add(
                    switch (b) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        default -> (char) (b & 0x7F);
                    });
        }
    }

    /** The next byte of a character that is not ASCII. */
    void utf8(byte b) {
        if (missing > 0 && (b & 0xC0) == 0x80) {
            codePoint = codePoint << 6 | b & 0x3F;
            if (--missing == 0) {
                boolean valid = codePoint >= least
                        && codePoint <= Character.MAX_CODE_POINT
                        && (codePoint < 0xD800 || codePoint > 0xDFFF);
                if (!valid) {
                    add(REPLACEMENT);
                } else if (codePoint < 0x10000) {
                    add((char) codePoint);
                } else {
                    add(Character.highSurrogate(codePoint));
                    add(Character.lowSurrogate(codePoint));
                }
            }
            return;
        }
        cut();
        if ((b & 0xE0) == 0xC0) {
            begin(1, b & 0x1F, 0x80);
        } else if ((b & 0xF0) == 0xE0) {
            begin(2, b & 0x0F, 0x800);
        } else if ((b & 0xF8) == 0xF0) {
            begin(3, b & 0x07, 0x10000);
        } else {
            add(REPLACEMENT);
        }
    }

    private void begin(int bytes, int bits, int smallest) {
        missing = bytes;
        codePoint = bits;
        least = smallest;
    }

    /** A character that has begun does not go on. */
    void cut() {
        if (missing > 0) {
            missing = 0;
            add(REPLACEMENT);
        }
    }

    @Override
    public String toString() {
        return new String(text, 0, length);
    }
}
