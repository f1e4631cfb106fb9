package dev.traqo.read;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to plain Java values and back: {@code Map<String, Object>} (in order), {@code List}, {@code String},
 * {@code Long} or {@code BigInteger}, {@code Double} or {@code BigDecimal}, {@code Boolean}, {@code null}.
 */
public final class Json {

    private Json() {}

    /** The value that the text holds. */
    public static @Nullable Object parse(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return parse(utf8, 0, utf8.length);
    }

    /** The value that these bytes hold. */
    public static @Nullable Object parse(byte[] utf8, int offset, int length) {
        return null;
    }

    /** Compact, one line. */
    public static String write(@Nullable Object value) {
        return "null";
    }

    /** Two-space indent. */
    public static String pretty(@Nullable Object value) {
        return "null";
    }
}
