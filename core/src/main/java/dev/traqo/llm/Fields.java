package dev.traqo.llm;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields of JSON objects that may hold anything, or not be there. */
final class Fields {

    private Fields() {}

    /** A string; null if it is anything else. */
    static @Nullable String text(Map<?, ?> json, String key) {
        return json.get(key) instanceof String text ? text : null;
    }

    /** An object; an empty one if it is anything else. */
    static Map<?, ?> map(Map<?, ?> json, String key) {
        return map(json.get(key));
    }

    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** An array; an empty one if it is anything else. */
    static List<?> list(Map<?, ?> json, String key) {
        return json.get(key) instanceof List<?> list ? list : List.of();
    }

    /** A count; -1 if it is anything else. */
    static long count(Map<?, ?> json, String key) {
        if (!(json.get(key) instanceof Number number)) {
            return -1;
        }
        double value = number.doubleValue();
        return value >= 0 && value <= 1L << 53 && value == Math.rint(value) ? number.longValue() : -1;
    }

    /** The number of something in a list. */
    static int index(Map<?, ?> json, int otherwise) {
        long index = count(json, "index");
        return index < 0 ? otherwise : (int) Math.min(index, Integer.MAX_VALUE);
    }
}
