package dev.traqo.examples.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {

    @ParameterizedTest
    @CsvSource({
        "2024-02-14, 2024-02-20, 2026-11-20, true,  36, 2027-02-14, 86",
        "2024-02-14, '',         2026-11-20, false, 24, 2026-02-14, 0",
        "2024-02-14, 2024-04-14, 2026-11-20, true,  36, 2027-02-14, 86",
        "2024-02-14, 2024-04-15, 2026-11-20, false, 24, 2026-02-14, 0",
        "2024-02-29, '',         2026-02-28, true,  24, 2026-02-28, 0"
    })
    void warranty_dependsOnRegistration(
            String delivered,
            String registered,
            LocalDate today,
            boolean covered,
            int months,
            String until,
            long left) {
        assertThat(Terms.warranty(delivered, registered, today))
                .containsEntry("covered", covered)
                .containsEntry("months", months)
                .containsEntry("covered_until", until)
                .containsEntry("days_left", left);
    }

    @ParameterizedTest
    @CsvSource({
        "84.00, 2026-10-09, 2027-01-09, 2026-11-20, 44.74, 49",
        "84.00, 2026-10-09, 2027-01-09, 2026-10-08, 84.00, 92",
        "84.00, 2026-10-09, 2027-01-09, 2027-03-01, 0.00,  0"
    })
    void refund_countsTheDaysThatAreLeft(
            String price, String from, String to, String cancelled, String refund, long left) {
        assertThat(Terms.refund(price, from, to, cancelled))
                .containsEntry("refund_usd", refund)
                .containsEntry("days_left", left);
    }

    @Test
    void refund_ofAQuarterWithoutDays_isRefused() {
        assertThatThrownBy(() -> Terms.refund("84", "2026-10-09", "2026-10-09", "2026-10-09"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
