package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import dev.traqo.read.Totals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code api/traces}: a page of the list of a folder, and what there is to know about the whole of it. */
final class TracesEndpoint implements Endpoint {

    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 500;
    private static final int MOST_VALUES = 50;

    private final Roots roots;
    private final Catalogue catalogue;

    /** A page that is opened again asks the same of the same traces. */
    private volatile @Nullable Answered last;

    private record Answered(Catalogue.Snapshot snapshot, long models, Map<String, List<String>> asked, byte[] json) {

        @SuppressWarnings("ReferenceEquality") // The catalogue gives the same object as long as nothing has changed.
        boolean isFor(Catalogue.Snapshot now, long modelsNow, Map<String, List<String>> askedNow) {
            return snapshot == now && models == modelsNow && asked.equals(askedNow);
        }
    }

    TracesEndpoint(Roots roots, Catalogue catalogue) {
        this.roots = roots;
        this.catalogue = catalogue;
    }

    @Override
    public void answer(Request request) throws IOException {
        String dir = Objects.requireNonNullElse(roots.relative(request.dir()), "");
        boolean children = request.flag("all");
        Filter filter = Filter.of(request);
        Order order = Order.of(Objects.requireNonNullElse(request.parameter("sort"), "-start"));
        int limit = Math.max(1, Math.min(LARGEST_PAGE, request.number("limit", USUAL_PAGE)));
        String cursor = request.parameter("cursor");
        Order.Place after = cursor == null ? null : order.place(cursor);

        long models = catalogue.modelsFound();
        Catalogue.Snapshot snapshot = catalogue.now();
        Answered before = last;
        if (before != null && before.isFor(snapshot, models, request.parameters())) {
            request.bytes("application/json", before.json);
            return;
        }
        List<Row> below = snapshot.rows().stream()
                .filter(row -> row.isBelow(dir) && (children || row.isRootBelow(dir)))
                .toList();
        List<Row> accepted = below.stream().filter(filter::accepts).toList();
        List<Row> matching = accepted.stream().filter(filter::isInTime).toList();

        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("dir", dir);
        answer.put("folders", folders(snapshot.rows(), dir));
        page(answer, matching, order, after, limit);
        answer.put("matching", matching.size());
        answer.put("total", below.size());
        answer.put("totals", Row.json(sum(matching)));
        answer.put("histogram", Histogram.of(accepted));
        answer.put("facets", facets(below));
        answer.put("warnings", snapshot.warnings());
        byte[] json = Json.write(answer).getBytes(StandardCharsets.UTF_8);
        last = new Answered(snapshot, models, request.parameters(), json);
        request.bytes("application/json", json);
    }

    private record Placed(Order.Place place, Row row) {}

    private static void page(
            Map<String, @Nullable Object> answer,
            List<Row> matching,
            Order order,
            Order.@Nullable Place after,
            int limit) {
        List<Placed> sorted = matching.stream()
                .map(row -> new Placed(order.place(row), row))
                .filter(placed -> after == null || order.comparator().compare(placed.place, after) > 0)
                .sorted(Comparator.comparing(Placed::place, order.comparator()))
                .limit(limit + 1L)
                .toList();
        List<Placed> page = sorted.subList(0, Math.min(limit, sorted.size()));
        answer.put("traces", page.stream().map(placed -> placed.row.json()).toList());
        answer.put("cursor", sorted.size() > limit ? order.cursor(page.get(page.size() - 1).place) : null);
    }

    /** How many traces there are in each folder right below: those that its own list shows. */
    private static List<Map<String, Object>> folders(List<Row> rows, String dir) {
        int from = dir.isEmpty() ? 0 : dir.length() + 1;
        Map<String, Long> counts =
                new TreeMap<>(String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder()));
        for (Row row : rows) {
            int slash = row.isBelow(dir) ? row.file().indexOf('/', from) : -1;
            if (slash >= 0 && row.isRootBelow(row.file().substring(0, slash))) {
                counts.merge(row.file().substring(from, slash), 1L, Long::sum);
            }
        }
        List<Map<String, Object>> folders = new ArrayList<>();
        counts.forEach((name, traces) -> folders.add(Map.of("name", name, "traces", traces)));
        return folders;
    }

    /** Totals of a trace include its children: these are not added once more. */
    private static Totals sum(List<Row> rows) {
        Set<Row> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(rows);
        Totals sum = Totals.ZERO;
        for (Row row : rows) {
            Row above = row.parent();
            while (above != null && !all.contains(above)) {
                above = above.parent();
            }
            sum = above == null ? sum.plus(row.totals()) : sum;
        }
        return sum;
    }

    private static Map<String, Object> facets(List<Row> rows) {
        return Map.of(
                "statuses", values(rows, row -> Stream.of(row.status().label())),
                "tags", values(rows, row -> row.tags().stream()),
                "models", values(rows, row -> row.models().stream()));
    }

    /** Each value with the number of rows that have it, most frequent first. */
    private static List<Map<String, Object>> values(List<Row> rows, Function<Row, Stream<String>> of) {
        Map<String, Integer> counts = new HashMap<>();
        for (Row row : rows) {
            Set<String> seen = new HashSet<>();
            of.apply(row).filter(seen::add).forEach(value -> counts.merge(value, 1, Integer::sum));
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_VALUES)
                .map(entry -> Map.<String, Object>of("value", entry.getKey(), "count", entry.getValue()))
                .toList();
    }
}
