package dev.traqo;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hides what must not reach the disk.
 *
 * <p>A mask sees every string and every number of every event, after the event has been turned into JSON and before it
 * is written: inside records, messages, tool definitions, error messages and stack traces alike, and always as a copy.
 * What holds a trace together is not shown to it: the format's own names of fields, ids, times, process and machine,
 * status, token counts and totals, and the names of child traces' files. Nor are the bytes of images, sounds and documents
 * ({@link Tracer#file}), which stand in files of their own, and what names them
 * in the events: a trace that must not hold them turns {@link TraceBuilder#captureContent} off.
 *
 * <p>It fails closed: when it throws or returns null, the value becomes {@code "<masked>"}; the event and everything
 * else in it stay.
 *
 * <p>Called on the threads that record, concurrently; it should be fast.
 *
 * <pre>{@code
 * Tracer.builder(path).mask(Mask.secrets().and(Mask.fields("password", "ssn"))).open();
 * }</pre>
 */
@FunctionalInterface
public interface Mask {

    /**
     * What to write instead of a value.
     *
     * @param field name of the nearest field that holds the value ({@code "content"}, {@code "password"}); empty for
     *     names of fields themselves
     * @param text the value; numbers as their digits
     * @return the same text to keep the value, another to replace it, null to hide it
     */
    @Nullable
    String mask(String field, String text);

    /** This mask, then another. */
    default Mask and(Mask next) {
        return (field, text) -> {
            String first = mask(field, text);
            return first == null ? null : next.mask(field, first);
        };
    }

    /** Hides keys and tokens of common services, passwords in URLs, private keys, and fields named like secrets. */
    static Mask secrets() {
        return SecretPatterns.MASK;
    }

    /** Hides the values of fields with these names, whatever their case and however deep they stand. */
    static Mask fields(String... names) {
        return SecretPatterns.fields(names);
    }

    /** Replaces every match of a pattern by {@code ***}. */
    static Mask pattern(Pattern pattern) {
        return (field, text) -> pattern.matcher(text).replaceAll("***");
    }
}
