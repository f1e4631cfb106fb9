package dev.traqo.read;

import java.util.Arrays;

/**
 * Token counts, cost and time to first token of those spans that have them, packed: a byte that says what is there, the
 * counts as variable-length numbers, the rest as doubles. About ten bytes for a model call, none for any other span.
 */
final class Usages {

    /** Bit of a record that holds the cost; the bits below it are the token counts in {@link Head#TOKENS}' order. */
    private static final int COST = 1 << 6;

    private static final int FIRST_TOKEN = 1 << 7;

    byte[] bytes = new byte[256];
    int used;

    /** Makes room for records that are copied here as they are. */
    void reserve(int length) {
        bytes = new byte[length + 256];
        used = length;
    }

    /** Puts a record into a head. */
    void load(int at, Head head, boolean usage) {
        head.hasUsage = usage;
        for (int token = 0; token < head.tokens.length; token++) {
            head.tokens[token] = tokens(at, token);
        }
        head.cost = cost(at);
        head.firstToken = firstToken(at);
    }

    /** Adds what the head holds; returns where. */
    int add(Head head) {
        if (used + 80 > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + 80, bytes.length * 2));
        }
        int at = used;
        int mask = 0;
        int i = at + 1;
        for (int token = 0; token < head.tokens.length; token++) {
            long count = head.tokens[token];
            if (count < 0) {
                continue;
            }
            mask |= 1 << token;
            while (count > 0x7F) {
                bytes[i++] = (byte) (count | 0x80);
                count >>>= 7;
            }
            bytes[i++] = (byte) count;
        }
        if (head.cost >= 0) {
            mask |= COST;
            i = put(i, head.cost);
        }
        if (!Double.isNaN(head.firstToken)) {
            mask |= FIRST_TOKEN;
            i = put(i, head.firstToken);
        }
        bytes[at] = (byte) mask;
        used = i;
        return at;
    }

    private int put(int at, double value) {
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < 8; i++) {
            bytes[at + i] = (byte) (bits >>> 8 * i);
        }
        return at + 8;
    }

    /** Adds what the head holds, and from an earlier record what the head does not say; returns where. */
    int addOver(Head head, Usages earlier, int at, boolean earlierUsage) {
        if (!head.hasUsage && earlierUsage) {
            for (int token = 0; token < head.tokens.length; token++) {
                head.tokens[token] = earlier.tokens(at, token);
            }
            head.cost = earlier.cost(at);
            head.hasUsage = true;
        }
        if (Double.isNaN(head.firstToken)) {
            head.firstToken = earlier.firstToken(at);
        }
        return add(head);
    }

    /** The token count with this number in {@link Head#TOKENS}; -1 if it was not sent. */
    long tokens(int at, int token) {
        int mask = bytes[at];
        if ((mask & 1 << token) == 0) {
            return -1;
        }
        int i = at + 1;
        for (int skipped = Integer.bitCount(mask & (1 << token) - 1); skipped > 0; skipped--) {
            i = behind(i);
        }
        long count = 0;
        int shift = 0;
        while (bytes[i] < 0) {
            count |= (bytes[i++] & 0x7FL) << shift;
            shift += 7;
        }
        return count | (long) bytes[i] << shift;
    }

    /** The recorded cost; NaN if there is none. */
    double cost(int at) {
        return (bytes[at] & COST) == 0 ? Double.NaN : Double.longBitsToDouble(Swar.word(bytes, behindTokens(at)));
    }

    /** Seconds to the first token; NaN if not recorded. */
    double firstToken(int at) {
        int i = behindTokens(at) + ((bytes[at] & COST) == 0 ? 0 : 8);
        return (bytes[at] & FIRST_TOKEN) == 0 ? Double.NaN : Double.longBitsToDouble(Swar.word(bytes, i));
    }

    private int behindTokens(int at) {
        int i = at + 1;
        for (int count = Integer.bitCount(bytes[at] & COST - 1); count > 0; count--) {
            i = behind(i);
        }
        return i;
    }

    private int behind(int at) {
        int i = at;
        while (bytes[i] < 0) {
            i++;
        }
        return i + 1;
    }
}
