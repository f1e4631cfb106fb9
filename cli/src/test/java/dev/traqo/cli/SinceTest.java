package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinceTest {

    private static final Clock CLOCK = Clock.fixed(Cli.NOW, ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-11-22T11:58:30Z",
        "30m, 2026-11-22T11:30:00Z",
        "2H, 2026-11-22T10:00:00Z",
        "1d, 2026-11-21T12:00:00Z",
        "1w, 2026-11-15T12:00:00Z",
        "2026-11-22, 2026-11-21T23:00:00Z",
        "2026-11-22T10:30, 2026-11-22T09:30:00Z",
        "2026-11-22 10:30:15, 2026-11-22T09:30:15Z",
        "2026-11-22T10:30:00Z, 2026-11-22T10:30:00Z",
        "2026-11-22T10:30:00-05:00, 2026-11-22T15:30:00Z"
    })
    void parse_agesAndDates(String text, String expected) {
        assertThat(Since.parse(text, CLOCK, ZoneId.of("Europe/Berlin"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "1y", "99999999999d", "2026-13-01", "10:30"})
    void parse_anythingElse_saysWhatToWrite(String text) {
        assertThatThrownBy(() -> Since.parse(text, CLOCK, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a time; write an age as");
    }
}
