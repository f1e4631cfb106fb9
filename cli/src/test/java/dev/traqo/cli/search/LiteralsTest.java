package dev.traqo.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            nullValues = "-",
            value = {
                "order ~ order",
                "a.long ~ long",
                "orders? ~ order",
                "ab*cd ~ cd",
                "ab+c ~ ab",
                "x😀? ~ x",
                "order \\d+ late ~ 'order '",
                "a\\.b\\? ~ a.b?",
                "[0-9]abc ~ abc",
                "[^]]abc ~ -",
                "^start$ ~ start",
                "[a-z]+ ~ -",
                "a|b ~ -",
                "(ab)? ~ -",
                "ab{0,2} ~ -",
                "ab\\x41 ~ -",
                "\\Qa*\\E ~ -",
                "[a&&b]c ~ -",
                "ab\\ ~ -"
            })
    void whatEveryMatchHolds(String expression, String expected) {
        assertThat(Literals.of(expression.strip())).isEqualTo(expected == null ? "" : expected);
    }
}
