package dev.traqo.cli.ui;

import dev.traqo.read.EventLine;
import dev.traqo.read.PointEvents;
import dev.traqo.read.Pricing;
import dev.traqo.read.TraceFiles;
import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code api/span}: all that a file says of one span, very large values cut. */
final class SpanEndpoint implements Endpoint {

    /** A page shows no more; the others are there one by one. */
    private static final int MOST_EVENTS = 1000;

    private final Indexes indexes;

    SpanEndpoint(Indexes indexes) {
        this.indexes = indexes;
    }

    @Override
    public void answer(Request request) throws IOException {
        Path file = request.file();
        try (Found found = Found.span(indexes, request, file)) {
            TraceIndex index = found.index();
            int row = found.row();
            EventLine start = index.startLine(row);
            EventLine end = index.endLine(row);
            List<Map<String, Object>> cut = new ArrayList<>();
            Map<String, @Nullable Object> starts = LineContent.of(start, "start", cut);
            Map<String, @Nullable Object> ends = LineContent.of(end, "end", cut);
            List<Map<String, @Nullable Object>> events = events(index, row);
            double cost = new Costs(index, Pricing.standard()).of(row);
            Map<String, @Nullable Object> content = new LinkedHashMap<>();
            content.put("row", row);
            content.put("id", index.id(row));
            content.put("parentId", index.parentId(row));
            content.put("start", starts);
            content.put("end", ends);
            content.put("cut", cut);
            content.put("events", events);
            content.put("lines", Map.of("start", place(start), "end", place(end)));
            Map<String, @Nullable Object> missing = new LinkedHashMap<>();
            missing.put("files", MissingFiles.of(TraceFiles.of(file), List.of(starts, ends, events)));
            missing.put("second", start.missing());
            content.put("missing", missing);
            content.put("cost", Double.isNaN(cost) ? null : cost);
            request.json(content);
        }
    }

    private static Map<String, Object> place(EventLine line) {
        return Map.of("offset", line.offset(), "length", line.length());
    }

    private static List<Map<String, @Nullable Object>> events(TraceIndex index, int row) throws IOException {
        PointEvents points = index.points();
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        for (int event = 0; event < points.size() && events.size() < MOST_EVENTS; event++) {
            if (points.parent(event) == row) {
                Map<String, @Nullable Object> entry = new LinkedHashMap<>();
                entry.put("row", row);
                entry.put("index", event);
                entry.put("fields", LineContent.of(points.line(event), "event", new ArrayList<>()));
                events.add(entry);
            }
        }
        return events;
    }
}
