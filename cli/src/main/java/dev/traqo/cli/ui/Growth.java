package dev.traqo.cli.ui;

import dev.traqo.read.PointEvents;
import dev.traqo.read.Pricing;
import dev.traqo.read.TraceIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an index has that an index of the first bytes of the same text had not, as the events of protocol.ts. */
final class Growth {

    private final TraceIndex index;
    private final long from;
    private final long t0;
    private final Costs costs;

    /** The first row and the first point event that are new. */
    private final int firstRow;

    private final int firstPoint;

    /**
     * @param from bytes of text that are known
     * @param t0 what starts count from
     */
    Growth(TraceIndex index, long from, long t0) {
        this.index = index;
        this.from = from;
        this.t0 = t0;
        this.costs = new Costs(index, Pricing.standard());
        int low = 0;
        int high = index.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (TraceFacts.firstOffset(index, middle) < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        firstRow = low;
        low = 0;
        high = index.points().size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (index.points().offset(middle) < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        firstPoint = low;
    }

    /** Rows that are known. */
    int firstRow() {
        return firstRow;
    }

    int newRows() {
        return index.size() - firstRow;
    }

    int newPoints() {
        return index.points().size() - firstPoint;
    }

    /**
     * Whether known rows have found a parent that began after them: no event says so, the index must be loaded again.
     */
    boolean rearranges() {
        for (int row = 0; row < firstRow; row++) {
            if (index.parent(row) >= firstRow) {
                return true;
            }
        }
        PointEvents points = index.points();
        for (int point = 0; point < firstPoint; point++) {
            if (points.parent(point) >= firstRow) {
                return true;
            }
        }
        return false;
    }

    /** {@code spans}: rows {@code row} to {@code end - 1}. */
    Map<String, Object> spans(int row, int end) {
        List<Object> starts = new ArrayList<>();
        List<Object> durations = new ArrayList<>();
        List<Object> parents = new ArrayList<>();
        List<Object> names = new ArrayList<>();
        List<@Nullable Object> kinds = new ArrayList<>();
        List<Object> statuses = new ArrayList<>();
        List<Object> flags = new ArrayList<>();
        List<Object> llm = new ArrayList<>();
        for (int i = row; i < end; i++) {
            starts.add(relative(index.startMicros(i)));
            durations.add(index.durationMicros(i));
            parents.add(index.parent(i));
            names.add(index.name(i));
            kinds.add(index.kind(i));
            statuses.add(TqcWriter.status(index, i));
            flags.add(TqcWriter.flags(index, i));
            llm(llm, i);
        }
        Map<String, Object> spans = new LinkedHashMap<>();
        spans.put("row", row);
        spans.put("start", starts);
        spans.put("duration", durations);
        spans.put("parent", parents);
        spans.put("name", names);
        spans.put("kind", kinds);
        spans.put("status", statuses);
        spans.put("flags", flags);
        spans.put("llm", llm);
        return spans;
    }

    /**
     * The known rows whose end is new.
     *
     * @param openSince also all open ones from this row on: they are no longer what they were
     */
    int[] ended(int openSince) {
        int[] rows = new int[16];
        int count = 0;
        for (int row = 0; row < firstRow; row++) {
            boolean ended = index.endOffset(row) >= from || row >= openSince && index.openEnded(row);
            if (ended) {
                if (count == rows.length) {
                    rows = Arrays.copyOf(rows, count * 2);
                }
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** {@code ends}: these rows as they are now. */
    Map<String, Object> ends(int[] rows) {
        List<Object> numbers = new ArrayList<>();
        List<Object> starts = new ArrayList<>();
        List<Object> durations = new ArrayList<>();
        List<Object> statuses = new ArrayList<>();
        List<@Nullable Object> kinds = new ArrayList<>();
        List<Object> llm = new ArrayList<>();
        for (int row : rows) {
            numbers.add(row);
            starts.add(relative(index.startMicros(row)));
            durations.add(index.durationMicros(row));
            statuses.add(TqcWriter.status(index, row));
            kinds.add(index.kind(row));
            llm(llm, row);
        }
        Map<String, Object> ends = new LinkedHashMap<>();
        ends.put("row", numbers);
        ends.put("start", starts);
        ends.put("duration", durations);
        ends.put("status", statuses);
        ends.put("kind", kinds);
        ends.put("llm", llm);
        return ends;
    }

    /** {@code points}: the new ones. */
    Map<String, Object> points() {
        PointEvents points = index.points();
        List<Object> times = new ArrayList<>();
        List<Object> parents = new ArrayList<>();
        List<Object> names = new ArrayList<>();
        for (int point = firstPoint; point < points.size(); point++) {
            times.add(relative(points.micros(point)));
            parents.add(points.parent(point));
            names.add(points.name(point));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("index", firstPoint);
        map.put("time", times);
        map.put("parent", parents);
        map.put("name", names);
        return map;
    }

    private void llm(List<Object> list, int row) {
        if (!TqcWriter.isLlm(index, row)) {
            return;
        }
        double cost = costs.of(row);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("row", row);
        values.put("model", index.model(row));
        values.put("inputTokens", index.inputTokens(row));
        values.put("outputTokens", index.outputTokens(row));
        values.put("cacheReadTokens", index.cacheReadTokens(row));
        values.put("cacheCreationTokens", index.cacheCreationTokens(row));
        values.put("reasoningTokens", index.reasoningTokens(row));
        values.put("cost", Double.isNaN(cost) ? -1 : cost);
        values.put("firstToken", TqcWriter.firstToken(index, row));
        list.add(values);
    }

    /** NaN becomes null in JSON. */
    private Object relative(long micros) {
        return micros == Long.MIN_VALUE ? (Object) Double.NaN : micros - t0;
    }
}
