package dev.traqo.llm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much room JSON values take, about. */
final class Sizes {

    private Sizes() {}

    /** Characters of its text, about; counting ends where there are more than this many. */
    static int chars(@Nullable Object json, int enough) {
        long chars = 0;
        Deque<Object> open = new ArrayDeque<>();
        for (Object next = json; next != null && chars <= enough; next = open.poll()) {
            chars += 8;
            if (next instanceof CharSequence text) {
                chars += text.length();
            } else if (next instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    add(open, key);
                    add(open, value);
                });
            } else if (next instanceof List<?> list) {
                list.forEach(value -> add(open, value));
            }
        }
        return (int) Math.min(chars, Integer.MAX_VALUE / 2);
    }

    private static void add(Deque<Object> open, @Nullable Object value) {
        if (value != null) {
            open.push(value);
        }
    }
}
