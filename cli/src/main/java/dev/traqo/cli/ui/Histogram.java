package dev.traqo.cli.ui;

import dev.traqo.read.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When traces began: {@code histogram} of the protocol. */
final class Histogram {

    private static final int BUCKETS = 60;

    private Histogram() {}

    /** Null if none of the rows has a time. The last bucket ends behind the last trace. */
    static @Nullable Map<String, Object> of(List<Row> rows) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Row row : rows) {
            Long start = row.start();
            if (start != null) {
                first = Math.min(first, start);
                last = Math.max(last, start);
            }
        }
        if (first > last) {
            return null;
        }
        int buckets = (int) Math.min(BUCKETS, last - first + 1);
        // Rounded up, so that the last trace is inside.
        long width = (last - first) / buckets + 1;
        long[] counts = new long[buckets];
        long[] errors = new long[buckets];
        for (Row row : rows) {
            Long start = row.start();
            if (start != null) {
                int bucket = (int) ((start - first) / width);
                counts[bucket]++;
                errors[bucket] += row.status() == Status.ERROR || row.status() == Status.CRASHED ? 1 : 0;
            }
        }
        List<Map<String, Object>> json = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            json.add(Map.of("count", counts[i], "errors", errors[i]));
        }
        return Map.of("from", first, "to", first + width * buckets, "buckets", json);
    }
}
