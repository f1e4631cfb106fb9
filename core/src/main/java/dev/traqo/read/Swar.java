package dev.traqo.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bytes looked at eight at a time ("SIMD within a register"). Every method may read up to {@link #PADDING} bytes behind
 * the position it returns: buffers are that much longer than what they hold.
 */
final class Swar {

    static final int PADDING = 64;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = '\n' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private Swar() {}

    /** Eight bytes, the first one lowest. */
    static long word(byte[] bytes, int at) {
        return (long) WORD.get(bytes, at);
    }

    /** The word that these one to eight ASCII characters make. */
    static long word(String ascii) {
        long word = 0;
        for (int i = 0; i < ascii.length(); i++) {
            word |= (long) ascii.charAt(i) << (8 * i);
        }
        return word;
    }

    /** Position of the next newline. There must be one. */
    static int newline(byte[] bytes, int from) {
        int at = from;
        while (true) {
            long a = word(bytes, at) ^ NEWLINES;
            long b = word(bytes, at + 8) ^ NEWLINES;
            long c = word(bytes, at + 16) ^ NEWLINES;
            long d = word(bytes, at + 24) ^ NEWLINES;
            long hit = ((a - ONES) & ~a) | ((b - ONES) & ~b) | ((c - ONES) & ~c) | ((d - ONES) & ~d);
            if ((hit & HIGHS) != 0) {
                break;
            }
            at += 32;
        }
        while (true) {
            long a = word(bytes, at) ^ NEWLINES;
            long hit = (a - ONES) & ~a & HIGHS;
            if (hit != 0) {
                return at + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
            at += 8;
        }
    }

    /** Position of the next quote, backslash or control character. There must be one. */
    static int stringEnd(byte[] bytes, int from) {
        int at = from;
        while (true) {
            long word = word(bytes, at);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            long hit =
                    (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - SPACES) & ~word)) & HIGHS;
            if (hit != 0) {
                return at + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
            at += 8;
        }
    }

    /** The value of eight lower-case hex digits, the first one most significant; -1 if they are not that. */
    static long hex(long digits) {
        long nibbles = (digits & 0x0F0F0F0F0F0F0F0FL) + ((digits & 0x4040404040404040L) >>> 6) * 9;
        long letters = ((nibbles + 0x0606060606060606L) & 0x1010101010101010L) >>> 4;
        long expected = nibbles + 0x3030303030303030L + letters * 0x27;
        if (expected != digits || (nibbles & 0xF0F0F0F0F0F0F0F0L) != 0) {
            return -1;
        }
        long pairs = (nibbles << 4 | nibbles >>> 8) & 0x00FF00FF00FF00FFL;
        long quads = (pairs << 8 | pairs >>> 16) & 0x0000FFFF0000FFFFL;
        return (quads << 16 | quads >>> 32) & 0xFFFFFFFFL;
    }

    /** The value of eight decimal digits, the first one most significant; -1 if they are not that. */
    static long decimal(long ascii) {
        long digits = ascii - 0x3030303030303030L;
        if (((digits | ascii | (digits + 0x7676767676767676L)) & HIGHS) != 0) {
            return -1;
        }
        long pairs = digits * 10 + (digits >>> 8);
        return ((pairs & 0x000000FF000000FFL) * 0x000F424000000064L
                        + ((pairs >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L)
                >>> 32;
    }
}
