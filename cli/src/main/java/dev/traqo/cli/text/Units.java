package dev.traqo.cli.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Numbers as people read them. Written by hand instead of with {@code String.format} and {@code DateTimeFormatter}: both
 * follow the locale, and loading them costs a tenth of the program's start-up.
 */
public final class Units {

    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Units() {}

    /** {@code 840µs}, {@code 12.4ms}, {@code 312ms}, {@code 1.24s}, {@code 2m 05s}, {@code 1h 02m}, {@code 3d 04h}. */
    public static String duration(long micros) {
        if (micros < 0) {
            return "–";
        }
        if (micros < MILLI) {
            return micros + "µs";
        }
        if (micros < 999_500) {
            return micros < 99_950 ? decimal(micros / (double) MILLI, 1) + "ms" : Math.round(micros / 1e3) + "ms";
        }
        if (micros < 59_950_000) {
            return decimal(micros / 1e6, micros < 9_995_000 ? 2 : 1) + "s";
        }
        long seconds = Math.round(micros / 1e6);
        if (seconds < 3600) {
            return seconds / 60 + "m " + two(seconds % 60) + "s";
        }
        long minutes = Math.round(micros / (double) MINUTE);
        if (minutes < 24 * 60) {
            return minutes / 60 + "h " + two(minutes % 60) + "m";
        }
        long hours = micros / HOUR;
        return micros / DAY + "d " + two(hours % 24) + "h";
    }

    /** {@code 850}, {@code 9,500}, {@code 12.3k}, {@code 1.2M}. */
    public static String count(long number) {
        if (number < 10_000) {
            return grouped(number);
        }
        if (number < 999_950) {
            return decimal(number / 1e3, number < 99_950 ? 1 : 0) + "k";
        }
        if (number < 999_950_000) {
            return decimal(number / 1e6, 1) + "M";
        }
        return decimal(number / 1e9, 1) + "G";
    }

    /** {@code 840 B}, {@code 12 KB}, {@code 1.2 MB}, {@code 3.4 GB}: of a thousand each. */
    public static String bytes(long number) {
        if (number < 1000) {
            return number + " B";
        }
        if (number < 999_500) {
            return decimal(number / 1e3, number < 9_950 ? 1 : 0) + " KB";
        }
        return number < 999_950_000 ? decimal(number / 1e6, 1) + " MB" : decimal(number / 1e9, 1) + " GB";
    }

    /** {@code 1,234,567}. */
    public static String grouped(long number) {
        String digits = Long.toString(number);
        int first = number < 0 ? 1 : 0;
        StringBuilder out = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > first; at -= 3) {
            out.insert(at, ',');
        }
        return out.toString();
    }

    /** {@code $0.0041}, {@code $0.31}, {@code $12.30}, {@code $1,234}: two significant digits at least. */
    public static String cost(double usd) {
        if (Double.isNaN(usd)) {
            return "";
        }
        if (usd == 0) {
            return "$0";
        }
        if (usd < 0.00005) {
            return "<$0.0001";
        }
        if (usd < 0.1) {
            return "$" + decimal(usd, 4);
        }
        if (usd < 10) {
            return "$" + decimal(usd, 3);
        }
        return usd < 1000 ? "$" + decimal(usd, 2) : "$" + grouped(Math.round(usd));
    }

    /** {@code 2026-11-22 10:24:29} in {@code zone}. */
    public static String time(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        return local.getYear() + "-" + two(local.getMonthValue()) + "-" + two(local.getDayOfMonth()) + " "
                + clock(local);
    }

    /** {@code 11-22 10:24} in {@code zone}: what a narrow list has room for. */
    public static String shortTime(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        return two(local.getMonthValue()) + "-" + two(local.getDayOfMonth()) + " " + two(local.getHour()) + ":"
                + two(local.getMinute());
    }

    /** {@code 10:24:29.028} in {@code zone}. */
    public static String clockTime(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        int millis = local.getNano() / 1_000_000;
        return clock(local) + "." + (millis < 100 ? "0" : "") + two(millis);
    }

    /** {@code 1 span}, {@code 2 spans}. */
    public static String plural(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String clock(ZonedDateTime local) {
        return two(local.getHour()) + ":" + two(local.getMinute()) + ":" + two(local.getSecond());
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }

    private static String decimal(double value, int digits) {
        long scale = 1;
        for (int i = 0; i < digits; i++) {
            scale *= 10;
        }
        long scaled = Math.round(value * scale);
        if (digits == 0) {
            return grouped(scaled);
        }
        String fraction = Long.toString(scaled % scale);
        return grouped(scaled / scale) + "." + "0".repeat(digits - fraction.length()) + fraction;
    }
}
