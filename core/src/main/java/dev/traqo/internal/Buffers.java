package dev.traqo.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Byte arrays that traces hand to each other, so that a short trace allocates none and an idle one holds none. */
final class Buffers {

    static final byte[] EMPTY = new byte[0];

    private static final int SMALLEST = 16 * 1024;
    private static final int LARGEST = 1024 * 1024;
    private static final AtomicReferenceArray<byte @Nullable []> SPARE = new AtomicReferenceArray<>(16);

    private Buffers() {}

    /** An array of at least {@code needed} bytes with the first {@code used} of this one, which is given up. */
    static byte[] grow(byte[] from, int used, int needed, int usual) {
        if (from.length >= needed) {
            return from;
        }
        byte[] larger = used == 0 ? spare(needed) : null;
        if (larger == null) {
            int size = Math.max(needed, Math.min(Math.max(SMALLEST, 4 * from.length), usual));
            larger = new byte[size];
        }
        System.arraycopy(from, 0, larger, 0, used);
        release(from);
        return larger;
    }

    private static byte @Nullable [] spare(int needed) {
        for (int i = 0; i < SPARE.length(); i++) {
            byte[] found = SPARE.get(i);
            if (found != null && found.length >= needed && SPARE.compareAndSet(i, found, null)) {
                return found;
            }
        }
        return null;
    }

    static void release(byte[] buffer) {
        if (buffer.length < SMALLEST || buffer.length > LARGEST) {
            return;
        }
        for (int i = 0; i < SPARE.length(); i++) {
            if (SPARE.get(i) == null && SPARE.compareAndSet(i, null, buffer)) {
                return;
            }
        }
    }
}
