package dev.traqo.cli.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds a row of bytes, some of which may be letters of either case. Looks at eight places at once, at the two bytes of
 * the row that are rarest in traces.
 */
final class BytePattern {

    /** How many bytes behind the text must be readable. */
    static final int PADDING = 16;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final byte CASE = 0x20;

    /** From frequent to rare, as in English text and JSON; what is not here is rarer. */
    private static final String FREQUENT = "\"e taoinsrhl,dcu:mfpgwyb0v1k2{}_-.[]543876x9/\\jqz";

    private final byte[] bytes;

    /** 0x20 where a letter may be of either case: bytes are compared with this bit set. */
    private final byte[] masks;

    private final int first;
    private final int second;

    /** @param anyCase which bytes, if they are letters, may be of either case */
    BytePattern(byte[] bytes, boolean[] anyCase) {
        this.bytes = bytes.clone();
        this.masks = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            byte lower = (byte) (bytes[i] | CASE);
            if (anyCase[i] && lower >= 'a' && lower <= 'z') {
                this.bytes[i] = lower;
                masks[i] = CASE;
            }
        }
        int rarest = 0;
        int next = -1;
        for (int i = 1; i < bytes.length; i++) {
            if (rarity(i) > rarity(rarest)) {
                next = rarest;
                rarest = i;
            } else if (next < 0 || rarity(i) > rarity(next)) {
                next = i;
            }
        }
        first = rarest;
        second = next < 0 ? rarest : next;
    }

    private int rarity(int i) {
        int place = FREQUENT.indexOf((char) (bytes[i] & 255));
        return place < 0 ? FREQUENT.length() : place;
    }

    int length() {
        return bytes.length;
    }

    /** Where the row begins next; -1 if it does not stand wholly between these places. */
    int next(byte[] text, int from, int to) {
        long wantedFirst = (bytes[first] & 255L) * ONES;
        long wantedSecond = (bytes[second] & 255L) * ONES;
        long maskFirst = masks[first] * ONES;
        long maskSecond = masks[second] * ONES;
        int toFirst = first;
        int toSecond = second;
        int last = to - bytes.length;
        for (int at = from; at <= last; at += 8) {
            long a = ((long) WORD.get(text, at + toFirst) | maskFirst) ^ wantedFirst;
            long b = ((long) WORD.get(text, at + toSecond) | maskSecond) ^ wantedSecond;
            long hits = (a - ONES) & ~a & (b - ONES) & ~b & HIGHS;
            while (hits != 0) {
                int candidate = at + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (candidate <= last && matches(text, candidate)) {
                    return candidate;
                }
                hits &= hits - 1;
            }
        }
        return -1;
    }

    private boolean matches(byte[] text, int at) {
        for (int i = 0; i < bytes.length; i++) {
            if ((byte) (text[at + i] | masks[i]) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
