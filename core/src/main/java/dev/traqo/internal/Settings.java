package dev.traqo.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is set outside the code: system property {@code traqo.trace.dir} before environment variable
 * {@code TRAQO_TRACE_DIR}, and so on for each. A value that cannot be understood is reported once and ignored: a typo
 * in the environment must not stop an application.
 */
public final class Settings {

    private Settings() {}

    /** When a call of a traced method opens a trace because there is none. */
    public enum Auto {
        OFF,
        /** Each outermost call has a trace of its own. */
        ROOT,
        /** The first one opens a trace for all, which ends with the process. */
        PROCESS
    }

    /** Whether calls of traced methods open a trace where there is none ({@code TRAQO_AUTO}: root, process or off). */
    public static Auto auto() {
        return read("TRAQO_AUTO", text -> Auto.valueOf(text.toUpperCase(Locale.ROOT)), Auto.OFF);
    }

    /** Whether tracing starts switched off ({@code TRAQO_DISABLED}). */
    public static boolean disabled() {
        return read("TRAQO_DISABLED", Settings::bool, false);
    }

    /** Folder of traces that were given a name but no path ({@code TRAQO_TRACE_DIR}). */
    public static Path traceDir() {
        return read("TRAQO_TRACE_DIR", Path::of, Path.of("traces"));
    }

    /** Whether integrations record messages ({@code TRAQO_CAPTURE_CONTENT}). */
    public static boolean captureContent() {
        return read("TRAQO_CAPTURE_CONTENT", Settings::bool, true);
    }

    /** How long an event may wait in memory ({@code TRAQO_FLUSH_INTERVAL}, milliseconds or ISO-8601). */
    public static Duration flushInterval() {
        return read("TRAQO_FLUSH_INTERVAL", Settings::duration, Duration.ofMillis(1));
    }

    /** Bytes after which events are written in any case ({@code TRAQO_FLUSH_THRESHOLD}). */
    public static int flushThreshold() {
        return read("TRAQO_FLUSH_THRESHOLD", Settings::bytes, 128 * 1024);
    }

    /** Version of the application ({@code TRAQO_RELEASE}). */
    public static @Nullable String release() {
        return text("TRAQO_RELEASE");
    }

    private static <T> T read(String variable, Function<String, T> parse, T otherwise) {
        String text = text(variable);
        if (text == null) {
            return otherwise;
        }
        try {
            return parse.apply(text);
        } catch (RuntimeException e) {
            Log.warnOnce(variable, variable + "=" + text + " is not understood and ignored; using " + otherwise, e);
            return otherwise;
        }
    }

    private static @Nullable String text(String variable) {
        try {
            String value = System.getProperty(property(variable));
            String text = value != null ? value : System.getenv(variable);
            return text == null || text.isBlank() ? null : text.strip();
        } catch (SecurityException e) {
            return null;
        }
    }

    /** {@code TRAQO_TRACE_DIR} is {@code traqo.trace.dir} as a system property. */
    static String property(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> true;
            case "0", "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    private static Duration duration(String text) {
        Duration duration = Character.isDigit(text.charAt(0))
                ? Duration.ofNanos(Math.round(Double.parseDouble(text) * 1_000_000))
                : Duration.parse(text);
        return requireInterval(duration);
    }

    /** The interval itself, if it is one. */
    public static Duration requireInterval(Duration interval) {
        if (interval.isNegative() || interval.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("flushInterval " + interval + ": expected 0 to 1 minute");
        }
        return interval;
    }

    private static int bytes(String text) {
        return requireThreshold(Integer.parseInt(text));
    }

    /** The threshold itself, if it is one. */
    public static int requireThreshold(int bytes) {
        if (bytes < 1024 || bytes > 64 * 1024 * 1024) {
            throw new IllegalArgumentException("flushThreshold " + bytes + ": expected 1024 to 67108864 bytes");
        }
        return bytes;
    }
}
