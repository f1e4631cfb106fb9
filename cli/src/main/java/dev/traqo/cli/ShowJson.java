package dev.traqo.cli;

import dev.traqo.TokenUsage;
import dev.traqo.cli.show.Family;
import dev.traqo.cli.show.Outline;
import dev.traqo.read.Pricing;
import dev.traqo.read.Skipped;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceSummary;
import dev.traqo.read.TraceTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What {@code traqo show --json} prints. */
final class ShowJson {

    private final Family family;
    private final Outline outline;
    private final Pricing pricing;

    ShowJson(Family family, Outline.Wanted wanted, Pricing pricing) {
        this.family = family;
        this.outline = new Outline(family, wanted);
        this.pricing = pricing;
    }

    Fields file(Path path, List<Integer> chosen, List<TraceSummary> summaries) {
        List<Object> traces = new ArrayList<>();
        for (int number : chosen) {
            TraceSummary summary = summaries.get(Math.min(number, summaries.size() - 1));
            traces.add(trace(family.traces().get(number), summary).map());
        }
        return new Fields()
                .add("file", path.toString())
                .add("skipped", skipped(family.index().skipped()))
                .add("traces", traces);
    }

    private static @Nullable Map<String, Long> skipped(Skipped skipped) {
        if (skipped.isEmpty()) {
            return null;
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        skipped.counts().forEach((reason, count) -> counts.put(reason.label(), count));
        return counts;
    }

    private Fields trace(TraceTree tree, TraceSummary summary) {
        List<Object> spans = new ArrayList<>();
        outline.walk(tree, row -> {
            SpanNode span = row.span();
            if (span != null) {
                Fields fields = span(span, row.depth(), pricing);
                TraceTree owner = row.tree();
                if (owner != null && owner != tree) {
                    fields.add("trace", owner.name());
                }
                spans.add(fields.map());
            }
            return true;
        });
        return new Fields()
                .add("name", summary.name())
                .add("trace_id", summary.traceId())
                .add("status", summary.status().label())
                .time("start", summary.start())
                .seconds("duration_s", tree.durationMicros())
                .add("thread_id", summary.threadId())
                .add("release", summary.release())
                .add("tags", summary.tags())
                .totals(summary.totals())
                .add("error", summary.error())
                .add("tree", spans);
    }

    private static Fields span(SpanNode span, int depth, Pricing pricing) {
        SpanNode parent = span.parent();
        SpanNode open = span.openAtStart();
        Fields fields = new Fields()
                .add("id", span.id())
                .add("parent_id", parent == null ? null : parent.id())
                .add("depth", depth)
                .add("name", span.name())
                .add("kind", span.kind())
                .add("status", span.status().label())
                .add("orphaned", span.orphaned() ? true : null)
                .add("missing_parent_id", span.orphaned() ? span.parentId() : null)
                .add("lost_parent", span.lostParent() ? true : null)
                .add("thread", span.thread())
                .add("open_at_start", open == null ? null : open.id())
                .time("start", span.startMicros())
                .seconds("duration_s", span.durationMicros())
                .add("model", span.model());
        TokenUsage usage = span.tokenUsage();
        if (usage != null) {
            sent(fields, "input_tokens", usage.inputTokens());
            sent(fields, "output_tokens", usage.outputTokens());
            sent(fields, "cache_read_tokens", usage.cacheReadTokens());
            sent(fields, "cache_creation_tokens", usage.cacheCreationTokens());
            sent(fields, "reasoning_tokens", usage.reasoningTokens());
            fields.number("cost", Prices.cost(span, pricing));
        }
        OptionalDouble first = span.timeToFirstTokenSeconds();
        fields.number("time_to_first_token_s", first.isPresent() ? first.getAsDouble() : Double.NaN);
        return span.status() == Status.ERROR ? fields.add("error", span.error()) : fields;
    }

    private static void sent(Fields fields, String name, long number) {
        if (number >= 0) {
            fields.add(name, number);
        }
    }

    /** One span with its content. */
    static Fields whole(SpanPrinter.Found found, Pricing pricing) {
        SpanNode span = found.span();
        List<Object> events = new ArrayList<>();
        for (TraceEvent event : span.events()) {
            events.add(event.fields());
        }
        Map<String, @Nullable Object> metadata = span.metadata();
        return span(span, span.depth(), pricing)
                .add("trace", found.tree().name())
                .add("tags", span.tags())
                .add("metadata", metadata.isEmpty() ? null : metadata)
                .add("input", span.input())
                .add("output", span.output())
                .add("events", events);
    }
}
