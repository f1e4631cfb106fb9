package dev.traqo.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A value as it was when it was handed over: finished JSON, safe from later changes of the object. */
public record Captured(byte[] json) {

    /** The value itself if nothing can change it, its JSON otherwise. */
    public static @Nullable Object of(@Nullable Object value) {
        if (value == null || isImmutable(value)) {
            return value;
        }
        try {
            JsonWriter writer = JsonWriter.borrow();
            try {
                writer.value(value);
                return new Captured(writer.copy());
            } finally {
                writer.release();
            }
        } catch (RuntimeException | Error e) { // no memory, or longer than an array
            return "<" + value.getClass().getSimpleName() + ": " + ValueWriter.reason(e) + ">";
        }
    }

    private static boolean isImmutable(Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Float
                || value instanceof Enum<?>
                || value instanceof Captured
                || value instanceof UUID
                || (value instanceof Temporal && value.getClass().getName().startsWith("java.time."))
                || value.getClass() == BigDecimal.class
                || value.getClass() == BigInteger.class;
    }
}
