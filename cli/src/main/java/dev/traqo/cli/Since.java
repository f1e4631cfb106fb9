package dev.traqo.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;

/** A moment as people name it: an age ({@code 90s 30m 1h 2d 1w}), a date, or a date with a time. */
final class Since {

    private Since() {}

    /** @throws IllegalArgumentException if the text is none of these; the message says what would be */
    static Instant parse(String text, Clock clock, ZoneId zone) {
        String word = text.strip();
        try {
            if (word.matches("\\d{1,9}[smhdwSMHDW]")) {
                long number = Long.parseLong(word.substring(0, word.length() - 1));
                return clock.instant()
                        .minus(unit(word.charAt(word.length() - 1)).multipliedBy(number));
            }
            String iso = word.replace(' ', 'T').toUpperCase(Locale.ROOT);
            if (iso.length() == 10) {
                return LocalDate.parse(iso).atStartOfDay(zone).toInstant();
            }
            boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            return zoned
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time; write an age as 90s, 30m, 1h, 2d, 1w, or a date as 2026-11-22 or"
                            + " 2026-11-22T10:30",
                    e);
        }
    }

    private static Duration unit(char letter) {
        return switch (Character.toLowerCase(letter)) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }
}
