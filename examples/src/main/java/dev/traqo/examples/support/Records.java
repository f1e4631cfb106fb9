package dev.traqo.examples.support;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The shop's orders and subscriptions, from two small CSV files. */
final class Records {

    private final List<Map<String, String>> orders = read("orders.csv");
    private final List<Map<String, String>> subscriptions = read("subscriptions.csv");
    private final AtomicBoolean connected = new AtomicBoolean();

    /**
     * An order by its number.
     *
     * @throws ServiceUnavailableException the first time, as services do that have been idle for a while
     */
    Map<String, String> order(String id) throws ServiceUnavailableException {
        if (connected.compareAndSet(false, true)) {
            throw new ServiceUnavailableException("order service: connection reset");
        }
        return find(orders, "order_id", id);
    }

    /** The bean subscription of a customer. */
    Map<String, String> subscription(String customer) {
        return find(subscriptions, "customer", customer);
    }

    private static Map<String, String> find(List<Map<String, String>> rows, String column, String wanted) {
        return rows.stream()
                .filter(row -> wanted.equalsIgnoreCase(row.get(column)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row has the " + column + " '" + wanted + "'"));
    }

    private static List<Map<String, String>> read(String file) {
        List<String> lines = Article.resource(file).lines().toList();
        List<String> columns = cells(lines.get(0));
        return lines.stream()
                .skip(1)
                .map(line -> {
                    List<String> cells = cells(line);
                    Map<String, String> row = new LinkedHashMap<>();
                    for (int i = 0; i < columns.size(); i++) {
                        row.put(columns.get(i), cells.get(i));
                    }
                    return row;
                })
                .toList();
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.split(",", -1));
    }
}
