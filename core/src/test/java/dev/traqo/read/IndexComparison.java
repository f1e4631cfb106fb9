package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Compares all columns of an index with the oracle's. */
final class IndexComparison {

    private IndexComparison() {}

    static void compare(TraceIndex index, IndexOracle oracle, String what) throws IOException {
        assertThat(index.skipped().counts()).as(what).isEqualTo(oracle.skipped);
        oracle.firstSkipped.forEach((reason, line) -> assertThat(index.skipped().firstLine(reason))
                .as(what + " first " + reason)
                .isEqualTo(line));
        assertThat(index.traces()).as(what).extracting(TraceTree::name).isEqualTo(oracle.traceNames);
        assertThat(index.size()).as(what + " spans").isEqualTo(oracle.spans.size());
        assertThat(index.traces().stream()
                        .mapToInt(tree -> tree.events().size())
                        .sum())
                .as(what + " events")
                .isEqualTo(oracle.events);
        PointEvents points = index.points();
        assertThat(IntStream.range(0, points.size())
                        .mapToObj(event -> IndexOracle.point(points.micros(event), points.name(event))))
                .as(what + " points")
                .isEqualTo(oracle.points);
        Map<String, Integer> latest = new HashMap<>();
        for (int row = 0; row < index.size(); row++) {
            latest.put(index.id(row), row);
        }
        for (int row = 0; row < index.size(); row++) {
            IndexOracle.Span span = oracle.spans.get(row);
            assertThat(columns(index, row)).as(what + " row " + row).isEqualTo(columns(span));
            assertThat(index.startEvent(row)).as(what).isEqualTo(parsed(span.startLine));
            assertThat(index.endEvent(row)).as(what).isEqualTo(parsed(span.endLine));
            assertThat(index.startLine(row).without(Set.of())).as(what).isEqualTo(parsed(span.startLine));
            assertThat(index.endLine(row).without(Set.of())).as(what).isEqualTo(parsed(span.endLine));
            assertThat(index.row(index.id(row))).as(what).isEqualTo(latest.get(index.id(row)));
        }
    }

    private static Map<?, ?> parsed(String line) {
        return line == null ? Map.of() : (Map<?, ?>) Json.parse(line);
    }

    private static Map<String, Object> columns(TraceIndex index, int row) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("id", index.id(row));
        columns.put("parentId", index.parentId(row));
        columns.put("parent", index.parent(row));
        columns.put("orphaned", index.orphaned(row));
        columns.put("lost", index.lostParent(row));
        columns.put("trace", index.traces().indexOf(index.trace(row)));
        columns.put("name", index.name(row));
        columns.put("kind", index.kind(row));
        columns.put("model", index.model(row));
        columns.put("start", index.startMicros(row));
        columns.put("duration", index.durationMicros(row));
        columns.put("status", index.openEnded(row) ? null : index.status(row).label());
        columns.put("usage", index.hasTokenUsage(row));
        columns.put("input", index.inputTokens(row));
        columns.put("output", index.outputTokens(row));
        columns.put("read", index.cacheReadTokens(row));
        columns.put("creation", index.cacheCreationTokens(row));
        columns.put("hour", index.cacheCreation1hTokens(row));
        columns.put("reasoning", index.reasoningTokens(row));
        columns.put("cost", index.cost(row));
        columns.put("first", index.timeToFirstTokenSeconds(row));
        columns.put("events", index.trace(row).events(row).size());
        return columns;
    }

    private static Map<String, Object> columns(IndexOracle.Span span) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("id", span.id);
        columns.put("parentId", span.parentId);
        columns.put("parent", span.parent == null ? -1 : span.parent.row);
        columns.put("orphaned", span.orphaned);
        columns.put("lost", span.lost);
        columns.put("trace", span.trace);
        columns.put("name", span.name);
        columns.put("kind", span.kind);
        columns.put("model", span.model);
        columns.put("start", span.start);
        columns.put("duration", span.duration);
        columns.put("status", span.status);
        columns.put("usage", span.usage != null);
        columns.put("input", IndexOracle.tokens(span, "input_tokens"));
        columns.put("output", IndexOracle.tokens(span, "output_tokens"));
        columns.put("read", IndexOracle.tokens(span, "cache_read_tokens"));
        columns.put("creation", IndexOracle.tokens(span, "cache_creation_tokens"));
        columns.put("hour", IndexOracle.tokens(span, "cache_creation_1h_tokens"));
        columns.put("reasoning", IndexOracle.tokens(span, "reasoning_tokens"));
        columns.put("cost", IndexOracle.cost(span));
        columns.put("first", span.firstToken);
        columns.put("events", span.events);
        return columns;
    }
}
