package dev.traqo.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {

    @ParameterizedTest
    @CsvSource({
        "0, 100, '━━━━━━━━━━'",
        "0, 50, '━━━━━     '",
        "0, 5, '╸         '",
        "0, 0, '╸         '",
        "95, 100, '         ╺'",
        "100, 100, '         ╺'",
        "45, 55, '    ╺╸    '",
        "-50, 500, '━━━━━━━━━━'"
    })
    void bar_halfACellIsTheSmallestStep(long start, long end, String expected) {
        assertThat(new Timeline(0, 100, 10).bar(start, end, false)).isEqualTo(expected);
    }

    @Test
    void bar_open_isDashed() {
        assertThat(new Timeline(0, 100, 4).bar(50, 100, true)).isEqualTo("  ╍╍");
    }

    @Test
    void bar_traceWithoutDuration_isVisible() {
        assertThat(new Timeline(7, 7, 4).bar(7, 7, false)).isEqualTo("╸   ");
    }
}
