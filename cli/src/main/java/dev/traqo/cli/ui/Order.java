package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import dev.traqo.read.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a list is sorted, and where a page of it ends. A page begins behind the values of the last row, not behind a
 * number of rows: what is new in front of it moves nothing. Rows without a value come last, both ways.
 */
final class Order {

    /** What is worst comes first. */
    private static final List<Status> STATUSES =
            List.of(Status.ERROR, Status.CRASHED, Status.INTERRUPTED, Status.RUNNING, Status.OK);

    /** Values are numbers or strings, as JSON has them. */
    private static final Map<String, Function<Row, @Nullable Object>> KEYS = Map.of(
            "start", row -> row.start(),
            "name", row -> row.name().toLowerCase(Locale.ROOT),
            "status", row -> (long) STATUSES.indexOf(row.status()),
            "duration", row -> row.duration(),
            "spans", row -> row.totals().spans(),
            "errors", row -> row.totals().errors(),
            "tokens", row -> row.totals().inputTokens() + row.totals().outputTokens(),
            "cost", row -> row.totals().cost());

    /** Where a row stands: all that decides, and more than enough to tell two rows apart. */
    record Place(@Nullable Object value, String file, long part) {}

    private final String name;
    private final Function<Row, @Nullable Object> key;
    private final Comparator<Place> comparator;

    private Order(String name, Function<Row, @Nullable Object> key, boolean descending) {
        this.name = name;
        this.key = key;
        Comparator<Object> values = Order::compare;
        this.comparator = Comparator.comparing(
                        Place::value, Comparator.nullsLast(descending ? values.reversed() : values))
                .thenComparing(Place::file)
                .thenComparingLong(Place::part);
    }

    /** The order of this name, with {@code -} in front for descending. */
    static Order of(String name) {
        boolean descending = name.startsWith("-");
        Function<Row, @Nullable Object> key = KEYS.get(descending ? name.substring(1) : name);
        if (key == null) {
            String known = KEYS.keySet().stream().sorted().collect(Collectors.joining(", "));
            throw new Refusal(
                    400, "The parameter 'sort' must be one of " + known + ", with - in front to turn it round.");
        }
        return new Order(name, key, descending);
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return one instanceof Long && other instanceof Long
                    ? Long.compare(a.longValue(), b.longValue())
                    : Double.compare(a.doubleValue(), b.doubleValue());
        }
        return one.getClass() == other.getClass() ? ((Comparable<Object>) one).compareTo(other) : 0;
    }

    Place place(Row row) {
        return new Place(key.apply(row), row.file(), row.part());
    }

    Comparator<Place> comparator() {
        return comparator;
    }

    /** The end of a page, as the client sends it back. */
    String cursor(Place place) {
        String json = Json.write(Arrays.asList(name, place.value, place.file, place.part));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** What {@link #cursor} made for the same order. */
    Place place(String cursor) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(cursor);
            if (Json.parse(json, 0, json.length) instanceof List<?> list
                    && list.size() == 4
                    && name.equals(list.get(0))
                    && (list.get(1) == null || list.get(1) instanceof Comparable)
                    && list.get(2) instanceof String file
                    && list.get(3) instanceof Long part) {
                return new Place(list.get(1), file, part);
            }
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        throw new Refusal(400, "The parameter 'cursor' belongs to another list; leave it out.");
    }
}
