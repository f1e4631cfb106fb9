package dev.traqo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockTest {

    private static final long BEGIN = 1_795_343_069_000_000L;

    private final AtomicLong wall = new AtomicLong(BEGIN);
    private final Clock clock = new Clock(wall::get, 1000);

    /** What the trace says after this much monotonic time, while the wall clock shows {@code seen}. */
    private Duration after(Duration monotonic, Duration seen) {
        wall.set(BEGIN + seen.toNanos() / 1000);
        return Duration.ofNanos((clock.micros(1000 + monotonic.toNanos()) - BEGIN) * 1000);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    @Test
    void micros_followTheMonotonicClock() {
        assertThat(after(seconds(0), seconds(0))).isZero();
        assertThat(after(seconds(0.000001), seconds(99))).isEqualTo(Duration.ofNanos(1000));
        assertThat(after(seconds(4.9), seconds(4.9))).isEqualTo(seconds(4.9));
        assertThat(after(seconds(60), seconds(60))).isEqualTo(seconds(60));
    }

    @Test
    void micros_wallClockStepsBackwards() {
        assertThat(after(seconds(6), seconds(-3600))).isEqualTo(seconds(6));
        assertThat(after(seconds(12), seconds(-3594))).isEqualTo(seconds(12));
        assertThat(after(seconds(600), seconds(-3000))).isEqualTo(seconds(600));
    }

    @Test
    void micros_wallClockJumpsForwardsAsAfterSleep() {
        assertThat(after(seconds(6), seconds(3606))).isEqualTo(seconds(3606));
        assertThat(after(seconds(7), seconds(3607))).isEqualTo(seconds(3607));
        // stepping back again is not followed: time in a trace only goes forward
        assertThat(after(seconds(14), seconds(14))).isEqualTo(seconds(3614));
    }

    @Test
    void micros_smallDriftIsNotFollowed() {
        assertThat(after(seconds(6), seconds(6.9))).isEqualTo(seconds(6));
    }

    @Test
    void micros_whateverTheWallClockDoesTimeNeverGoesBack() {
        java.util.Random random = new java.util.Random(17);
        long nanos = 1000;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < 20_000; i++) {
            nanos += random.nextInt(2_000_000_000);
            wall.set(BEGIN + nanos / 1000 + random.nextInt(200_000_000) - 100_000_000);
            long micros = clock.micros(nanos);
            assertThat(micros).isGreaterThanOrEqualTo(last);
            last = micros;
        }
    }

    @Test
    void micros_beginsAtTheWallClock() {
        long before = System.currentTimeMillis() * 1000;
        long micros = new Clock().micros(System.nanoTime());

        assertThat(micros).isBetween(before - 1000, System.currentTimeMillis() * 1000 + 1000);
    }
}
