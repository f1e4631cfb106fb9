package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @Test
    void micros_everyFractionAndOffset_isWhatJavaReads() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1_000_000_000));
            String second = instant.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "");
            String fraction = String.format("%09d", instant.getNano());
            for (int digits = 0; digits <= 9; digits++) {
                String text = second + (digits == 0 ? "" : "." + fraction.substring(0, digits));
                for (String offset : new String[] {"Z", "+00:00", "-03:30"}) {
                    Instant expected = OffsetDateTime.parse(text + offset).toInstant();

                    long micros = Timestamps.micros(text + offset);

                    assertThat(Timestamps.instant(micros)).isEqualTo(expected.truncatedTo(ChronoUnit.MICROS));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "+00:00",
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T00:60:00Z",
                "2026-01-01T00:00:60Z",
                "2026-01-01T00:00:00.1234567890Z",
                "2026-01-01T00:00:00",
                "2026-01-01 00:00:00Z",
                "2026-01-01T00:00:0٣Z",
                "+999999999-12-31T23:59:59Z"
            })
    void micros_whatIsNoDateTime_isNone(String text) {
        assertThat(Timestamps.micros(text)).isEqualTo(Long.MIN_VALUE);
    }
}
