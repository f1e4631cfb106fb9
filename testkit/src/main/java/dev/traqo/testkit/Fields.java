package dev.traqo.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short ways to the maps that stand for JSON objects. */
final class Fields {

    private Fields() {}

    /** A map of keys and values in turn, in this order; the caller may add to it. */
    static Map<String, @Nullable Object> of(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }

    /** Adds the number unless it is absent, that is negative. */
    static void putTokens(Map<String, @Nullable Object> map, String key, long tokens) {
        if (tokens >= 0) {
            map.put(key, tokens);
        }
    }

    /** The same map with its keys as strings. */
    static Map<String, @Nullable Object> copy(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
