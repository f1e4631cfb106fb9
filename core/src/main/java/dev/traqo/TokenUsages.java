package dev.traqo;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code metadata("token_usage", Map.of("input_tokens", 100, …))}, the way the Python package spells it. */
final class TokenUsages {

    private TokenUsages() {}

    /** The usage; null if the value is not a map of numbers under the names of FORMAT.md. */
    static @Nullable TokenUsage from(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        try {
            if (!map.containsKey("input_tokens") && !map.containsKey("output_tokens")) {
                return null;
            }
            return TokenUsage.of(count(map, "input_tokens"), count(map, "output_tokens"))
                    .withCacheRead(count(map, "cache_read_tokens"))
                    .withCacheCreation(count(map, "cache_creation_tokens"))
                    .withCacheCreation1h(count(map, "cache_creation_1h_tokens"))
                    .withReasoning(count(map, "reasoning_tokens"))
                    .withCost(map.get("cost") instanceof Number cost ? cost.doubleValue() : Double.NaN);
        } catch (RuntimeException e) { // a map of the application: it may throw
            return null;
        }
    }

    private static long count(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number.longValue() : -1;
    }
}
