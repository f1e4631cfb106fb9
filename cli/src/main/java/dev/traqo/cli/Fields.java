package dev.traqo.cli;

import dev.traqo.read.Json;
import dev.traqo.read.Totals;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of {@code --json}: what is not known, or empty, is left out. */
final class Fields {

    private final Map<String, @Nullable Object> map = new LinkedHashMap<>();

    Fields add(String name, @Nullable Object value) {
        boolean empty = value == null || value instanceof Collection<?> c && c.isEmpty();
        if (!empty) {
            map.put(name, value instanceof Fields fields ? fields.map : value);
        }
        return this;
    }

    /** Like {@link #add}, for a list that is there even when it is empty. */
    Fields keep(String name, Collection<?> values) {
        map.put(name, values);
        return this;
    }

    /** Nothing for NaN, which stands for "not known". */
    Fields number(String name, double value) {
        return Double.isNaN(value) ? this : add(name, (Object) value);
    }

    Fields time(String name, @Nullable Instant at) {
        return add(name, at == null ? null : at.toString());
    }

    Fields time(String name, long epochMicros) {
        return epochMicros == Long.MIN_VALUE
                ? this
                : time(
                        name,
                        Instant.ofEpochSecond(
                                Math.floorDiv(epochMicros, 1_000_000L),
                                Math.floorMod(epochMicros, 1_000_000L) * 1000L));
    }

    /** Seconds; nothing for a negative number, which stands for "not ended". */
    Fields seconds(String name, long micros) {
        return micros < 0 ? this : number(name, micros / 1e6);
    }

    Fields totals(Totals totals) {
        add("spans", totals.spans()).add("events", totals.events()).add("errors", totals.errors());
        return tokens(totals);
    }

    Fields tokens(Totals totals) {
        add("input_tokens", totals.inputTokens()).add("output_tokens", totals.outputTokens());
        add("cache_read_tokens", totals.cacheReadTokens()).add("cache_creation_tokens", totals.cacheCreationTokens());
        add("reasoning_tokens", totals.reasoningTokens()).number("cost", totals.cost());
        return add("unpriced", totals.unpriced());
    }

    Map<String, @Nullable Object> map() {
        return map;
    }

    String line() {
        return Json.write(map);
    }
}
