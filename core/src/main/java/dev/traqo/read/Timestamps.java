package dev.traqo.read;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The {@code ts} of events: microseconds since 1970 (UTC), {@code Long.MIN_VALUE} for none. */
final class Timestamps {

    private static final String FORM = "0000-00-00T00:00:00";

    private Timestamps() {}

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }

    /** What a {@code ts} field says; {@code Long.MIN_VALUE} for anything that is not an offset date-time. */
    static long micros(@Nullable Object ts) {
        if (!(ts instanceof String text)) {
            return Long.MIN_VALUE;
        }
        try {
            if (hasUsualForm(text)) {
                return usualMicros(text);
            }
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000L);
        } catch (DateTimeException | ArithmeticException e) {
            return Long.MIN_VALUE;
        }
    }

    /**
     * Whether the text is a date-time in UTC as both writers write it. Java's own parser costs a list of a cold program
     * more than reading the files does.
     */
    private static boolean hasUsualForm(String text) {
        int end = text.endsWith("Z") ? text.length() - 1 : text.endsWith("+00:00") ? text.length() - 6 : 0;
        if (end < FORM.length() || end == FORM.length() + 1 || end > FORM.length() + 10) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char form = i < FORM.length() ? FORM.charAt(i) : i == FORM.length() ? '.' : '0';
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        return true;
    }

    private static long usualMicros(String text) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Long.MIN_VALUE;
        }
        long micros = 0;
        for (int i = 20; i < 26; i++) {
            char c = i < text.length() ? text.charAt(i) : '0';
            micros = micros * 10 + (c >= '0' && c <= '9' && text.charAt(19) == '.' ? c - '0' : 0);
        }
        return (((day * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000L + micros;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
