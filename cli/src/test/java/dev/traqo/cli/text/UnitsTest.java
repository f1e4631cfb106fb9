package dev.traqo.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "-1, –",
        "0, 0µs",
        "999, 999µs",
        "1000, 1.0ms",
        "12345, 12.3ms",
        "99949, 99.9ms",
        "99950, 100ms",
        "999499, 999ms",
        "999500, 1.00s",
        "1234567, 1.23s",
        "9994999, 9.99s",
        "9995000, 10.0s",
        "59949999, 59.9s",
        "59950000, 1m 00s",
        "125000000, 2m 05s",
        "3599499999, 59m 59s",
        "3720000000, 1h 02m",
        "86340000000, 23h 59m",
        "273600000000, 3d 04h"
    })
    void duration_usesTheUnitThatFits(long micros, String expected) {
        assertThat(Units.duration(micros)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0;0",
                "9999;9,999",
                "10000;10.0k",
                "99949;99.9k",
                "99950;100k",
                "999949;1,000k",
                "999950;1.0M",
                "12345678;12.3M",
                "1500000000;1.5G"
            })
    void count_isShort(long number, String expected) {
        assertThat(Units.count(number)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0;$0",
                "0.00001;<$0.0001",
                "0.00412;$0.0041",
                "0.31;$0.310",
                "12.3;$12.30",
                "1234.5;$1,235",
                "NaN;''"
            })
    void cost_keepsTwoDigitsThatMatter(double usd, String expected) {
        assertThat(Units.cost(usd)).isEqualTo(expected);
    }

    @Test
    void grouped_negativeNumber() {
        assertThat(Units.grouped(-1234567)).isEqualTo("-1,234,567");
        assertThat(Units.grouped(-123)).isEqualTo("-123");
    }

    @Test
    void time_isLocal() {
        Instant at = Instant.parse("2026-03-05T22:04:09.007Z");
        ZoneId zone = ZoneId.of("Asia/Kolkata");
        assertThat(Units.time(at, zone)).isEqualTo("2026-03-06 03:34:09");
        assertThat(Units.shortTime(at, zone)).isEqualTo("03-06 03:34");
        assertThat(Units.clockTime(at, zone)).isEqualTo("03:34:09.007");
    }

    @Test
    void plural_ofOne() {
        assertThat(Units.plural(1, "span")).isEqualTo("1 span");
        assertThat(Units.plural(1200, "span")).isEqualTo("1,200 spans");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 KB",
        "9949, 9.9 KB",
        "9950, 10 KB",
        "12345, 12 KB",
        "999499, 999 KB",
        "999500, 1.0 MB",
        "5242880, 5.2 MB",
        "999949999, 999.9 MB",
        "2147483647, 2.1 GB"
    })
    void bytes_usesTheUnitThatFits(long number, String expected) {
        assertThat(Units.bytes(number)).isEqualTo(expected);
    }
}
