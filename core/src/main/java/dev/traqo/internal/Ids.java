package dev.traqo.internal;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/** Random identities: 16 hex digits for a span, 32 for a trace. */
public final class Ids {

    // ThreadLocalRandom alone is seeded from clocks: two processes started together could repeat each other.
    private static final long PROCESS = new SecureRandom().nextLong();

    private Ids() {}

    /** A span id; never zero, which means "none". */
    public static long next() {
        long id = ThreadLocalRandom.current().nextLong() ^ PROCESS;
        return id != 0 ? id : 1;
    }

    /** A trace id. */
    public static String nextTrace() {
        return hex(next()) + hex(next());
    }

    /** Sixteen lower-case hex digits. */
    public static String hex(long id) {
        String digits = Long.toHexString(id);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
