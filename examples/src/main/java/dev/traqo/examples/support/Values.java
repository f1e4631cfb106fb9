package dev.traqo.examples.support;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads parsed JSON without a class for every shape: what is missing or of another type is empty. */
final class Values {

    private Values() {}

    /** The object that the text holds, or an empty one. */
    static Map<String, @Nullable Object> parse(String json) {
        try {
            return map(Json.parse(json));
        } catch (JsonException e) {
            return Map.of();
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    static Map<String, @Nullable Object> map(Map<String, @Nullable Object> from, String key) {
        return map(from.get(key));
    }

    /** The objects of a list. */
    static List<Map<String, @Nullable Object>> maps(@Nullable Object value) {
        return value instanceof List<?> list ? list.stream().map(Values::map).toList() : List.of();
    }

    static String text(Map<String, @Nullable Object> from, String key) {
        Object value = from.get(key);
        return value == null ? "" : value.toString();
    }
}
