package dev.traqo.llm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request says to let the provider into other servers: tokens and headers of remote tools. Nobody wants to read
 * them, so they are never recorded, with or without a mask.
 */
final class Credentials {

    private static final Set<String> PLACES = Set.of("tools", "mcp_servers");
    private static final Set<String> KEYS = Set.of(
            "authorization",
            "authorization_token",
            "api_key",
            "apiKey",
            "api_key_string",
            "apiKeyString",
            "access_token",
            "accessToken");
    private static final String HIDDEN = "***";
    private static final int DEEPEST = 8;

    private Credentials() {}

    /** The value of this field of a request without them; the value itself if there are none. */
    static @Nullable Object hidden(String field, @Nullable Object value) {
        return PLACES.contains(field) ? hidden(value, 0) : value;
    }

    private static @Nullable Object hidden(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            return value;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            boolean changed = false;
            for (Object item : list) {
                Object kept = hidden(item, depth + 1);
                changed |= kept != item;
                copy.add(kept);
            }
            return changed ? copy : value;
        }
        return value instanceof Map<?, ?> map ? hidden(map, depth) : value;
    }

    private static Object hidden(Map<?, ?> map, int depth) {
        boolean server = map.containsKey("server_url") || map.containsKey("url");
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            Object kept;
            if (value instanceof String && KEYS.contains(String.valueOf(entry.getKey()))) {
                kept = HIDDEN;
            } else if (server && value instanceof Map<?, ?> headers && "headers".equals(entry.getKey())) {
                Map<Object, @Nullable Object> names = new LinkedHashMap<>();
                headers.keySet().forEach(name -> names.put(name, HIDDEN));
                kept = names;
            } else {
                kept = hidden(value, depth + 1);
            }
            changed |= kept != value;
            copy.put(entry.getKey(), kept);
        }
        return changed ? copy : map;
    }
}
