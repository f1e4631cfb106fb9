package dev.traqo.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings of a trace file as small numbers: names, kinds, models, ids that are not hex. Found by the bytes as they stand
 * between the quotes, so a string is decoded once, however often it occurs; other spellings of a known string become
 * aliases of it. Not safe for several threads.
 */
final class Dictionary {

    private static final int ESCAPED = 1 << 31;

    private int[] slots = new int[1024];
    private int entries;
    private long[] heads = new long[256];
    private long[] tails = new long[256];
    private int[] starts = new int[256];
    private int[] lengths = new int[256];
    private int[] values = new int[256];
    private byte[] arena = new byte[8192];
    private int used;
    private int[] canonical = new int[256];
    private int size;

    /** How many different strings there are: their numbers are {@code 0} to {@code size() - 1}. */
    int size() {
        return size;
    }

    /** The string with this number. */
    String string(int number) {
        int entry = canonical[number];
        return new String(arena, starts[entry], lengths[entry], StandardCharsets.UTF_8);
    }

    /** The number of a decoded string. */
    int number(String text) {
        byte[] utf8 = wellFormed(text).getBytes(StandardCharsets.UTF_8);
        return find(Arrays.copyOf(utf8, utf8.length + Swar.PADDING), 0, utf8.length, 0);
    }

    /** The number of a JSON string; the range is what stands between its quotes. */
    int number(byte[] json, int from, int to, boolean escaped) {
        return find(json, from, to, escaped ? ESCAPED : 0);
    }

    /** For each number here the number that the same string has there. */
    int[] numbersIn(Dictionary other) {
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            int entry = canonical[i];
            numbers[i] = other.find(arena, starts[entry], starts[entry] + lengths[entry], 0);
        }
        return numbers;
    }

    private int find(byte[] bytes, int from, int to, int escaped) {
        int length = to - from;
        long head = length >= 8 ? Swar.word(bytes, from) : tip(bytes, from, length);
        long tail = length > 8 ? Swar.word(bytes, to - 8) : 0;
        int hash = hash(head, tail, length, bytes, from);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (true) {
            int entry = slots[slot] - 1;
            if (entry < 0) {
                return add(bytes, from, to, escaped, head, tail, hash);
            }
            if (heads[entry] == head
                    && lengths[entry] == (length | escaped)
                    && tails[entry] == tail
                    && (length <= 16 || same(bytes, from, to, entry))) {
                return values[entry];
            }
            slot = slot + 1 & mask;
        }
    }

    private static long tip(byte[] bytes, int from, int length) {
        return length == 0 ? 0 : Swar.word(bytes, from) & -1L >>> 64 - 8 * length;
    }

    private boolean same(byte[] bytes, int from, int to, int entry) {
        int start = starts[entry];
        return Arrays.equals(bytes, from, to, arena, start, start + to - from);
    }

    private int add(byte[] bytes, int from, int to, int escaped, long head, long tail, int hash) {
        int value = alias(bytes, from, to, escaped);
        int entry = entries++;
        if (entry == heads.length) {
            heads = Arrays.copyOf(heads, entry * 2);
            tails = Arrays.copyOf(tails, entry * 2);
            starts = Arrays.copyOf(starts, entry * 2);
            lengths = Arrays.copyOf(lengths, entry * 2);
            values = Arrays.copyOf(values, entry * 2);
        }
        int length = to - from;
        while (used + length + Swar.PADDING > arena.length) {
            arena = Arrays.copyOf(arena, Math.max(arena.length * 2, used + length + Swar.PADDING));
        }
        System.arraycopy(bytes, from, arena, used, length);
        heads[entry] = head;
        tails[entry] = tail;
        starts[entry] = used;
        lengths[entry] = length | escaped;
        used += length;
        if (value < 0) {
            value = size++;
            if (value == canonical.length) {
                canonical = Arrays.copyOf(canonical, value * 2);
            }
            canonical[value] = entry;
        }
        values[entry] = value;
        place(slots, hash, entry);
        if (entries * 2 > slots.length) {
            rehash();
        }
        return value;
    }

    /** The number of the same string in its plain spelling; -1 if this is the plain spelling. */
    private int alias(byte[] bytes, int from, int to, int escaped) {
        if (escaped != 0) {
            return Json.parse(bytes, from - 1, to - from + 2) instanceof String text ? number(text) : 0;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                byte[] plain =
                        new String(bytes, from, to - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
                if (Arrays.equals(plain, 0, plain.length, bytes, from, to)) {
                    return -1;
                }
                return find(Arrays.copyOf(plain, plain.length + Swar.PADDING), 0, plain.length, 0);
            }
        }
        return -1;
    }

    /** Lone surrogates have no UTF-8: each becomes U+FFFD. */
    private static String wellFormed(String text) {
        int[] points = text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .toArray();
        return new String(points, 0, points.length);
    }

    private void rehash() {
        int[] larger = new int[slots.length * 2];
        for (int entry = 0; entry < entries; entry++) {
            int length = lengths[entry] & ~ESCAPED;
            place(larger, hash(heads[entry], tails[entry], length, arena, starts[entry]), entry);
        }
        slots = larger;
    }

    private static void place(int[] slots, int hash, int entry) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry + 1;
    }

    private static int hash(long head, long tail, int length, byte[] bytes, int from) {
        long hash = head * 0x9E3779B97F4A7C15L ^ (tail + length) * 0xC2B2AE3D27D4EB4FL;
        if (length > 16) {
            hash ^= Swar.word(bytes, from + (length >> 1) - 4) * 0x165667B19E3779F9L;
        }
        hash ^= hash >>> 32;
        return (int) (hash ^ hash >>> 15);
    }
}
