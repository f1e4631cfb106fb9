package dev.traqo.testkit;

import java.time.Duration;

/** When an answer leaves, counted from the arrival of the request. */
record Pace(Duration first, Duration between) {

    static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO);

    Pace {
        notNegative(first);
        notNegative(between);
    }

    /** Chunks keep a timetable: a late one does not make all later ones late. */
    long nanosUntil(int chunk) {
        return first.toNanos() + chunk * between.toNanos();
    }

    private static void notNegative(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay must not be negative, but is " + delay);
        }
    }
}
