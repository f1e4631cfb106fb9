package dev.traqo.examples.support;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The company's terms as arithmetic: how long a warranty lasts and what a cancelled subscription gives back. */
final class Terms {

    private static final int MONTHS = 24;
    private static final int MONTHS_IF_REGISTERED = 36;
    private static final int DAYS_TO_REGISTER = 60;

    private Terms() {}

    /**
     * Whether a machine is still under warranty.
     *
     * @param registered empty if it was never registered
     */
    static Map<String, Object> warranty(String delivered, String registered, LocalDate today) {
        LocalDate from = LocalDate.parse(delivered);
        boolean longer =
                !registered.isBlank() && ChronoUnit.DAYS.between(from, LocalDate.parse(registered)) <= DAYS_TO_REGISTER;
        int months = longer ? MONTHS_IF_REGISTERED : MONTHS;
        LocalDate until = from.plusMonths(months);
        long daysLeft = ChronoUnit.DAYS.between(today, until);
        return Tool.ordered(
                "covered",
                daysLeft >= 0,
                "months",
                months,
                "covered_until",
                until.toString(),
                "days_left",
                Math.max(0, daysLeft));
    }

    /** What is left of a quarter that was paid in advance. The day of the cancellation counts as used. */
    static Map<String, Object> refund(String price, String from, String to, String cancelled) {
        LocalDate first = LocalDate.parse(from);
        LocalDate end = LocalDate.parse(to);
        long days = ChronoUnit.DAYS.between(first, end);
        if (days <= 0) {
            throw new IllegalArgumentException("the quarter ends on " + to + ", before it begins on " + from);
        }
        long left = ChronoUnit.DAYS.between(LocalDate.parse(cancelled).plusDays(1), end);
        left = Math.max(0, Math.min(days, left));
        BigDecimal refund = new BigDecimal(price)
                .multiply(BigDecimal.valueOf(left))
                .divide(BigDecimal.valueOf(days), 2, RoundingMode.HALF_UP);
        return Tool.ordered("refund_usd", refund.toPlainString(), "days_left", left, "days_in_quarter", days);
    }
}
