package dev.traqo.internal;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Wall time of one trace, derived from the monotonic clock: it never goes backwards, whatever happens to the system's
 * clock, and costs no second clock read an event.
 *
 * <p>The monotonic clock stands still while a laptop sleeps, so the wall clock is looked at every few seconds and a
 * jump forward is followed.
 */
public final class Clock {

    private static final long CHECK_NANOS = 5_000_000_000L;
    private static final long JUMP_MICROS = 1_000_000L;
    private static final long SAME_MOMENT_NANOS = 100_000;

    private final LongSupplier wall;
    private volatile Anchor anchor;

    /** A clock that begins now. */
    public Clock() {
        wall = Clock::wallMicros;
        anchor = bothClocks();
    }

    /** Both clocks at one moment: a thread that loses its processor between the two readings tries again. */
    private static Anchor bothClocks() {
        for (int attempt = 1; ; attempt++) {
            long before = System.nanoTime();
            long micros = wallMicros();
            if (System.nanoTime() - before < SAME_MOMENT_NANOS || attempt == 10) {
                return new Anchor(micros, before);
            }
        }
    }

    Clock(LongSupplier wall, long nanos) {
        this.wall = wall;
        this.anchor = new Anchor(wall.getAsLong(), nanos);
    }

    /** Microseconds since the epoch at a reading of {@link System#nanoTime}. */
    public long micros(long nanos) {
        Anchor now = anchor;
        long elapsed = nanos - now.nanos;
        return elapsed < CHECK_NANOS ? now.micros + elapsed / 1000 : checked(now, nanos);
    }

    private synchronized long checked(Anchor seen, long nanos) {
        Anchor latest = anchor;
        if (latest.nanos != seen.nanos) {
            return micros(nanos);
        }
        long predicted = seen.micros + (nanos - seen.nanos) / 1000;
        long real = wall.getAsLong();
        long micros = real - predicted > JUMP_MICROS ? real : predicted;
        anchor = new Anchor(micros, nanos);
        return micros;
    }

    private static long wallMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1000;
    }

    private record Anchor(long micros, long nanos) {}
}
