package dev.traqo.cli.stats;

import dev.traqo.TokenUsage;
import dev.traqo.read.Pricing;
import dev.traqo.read.Status;
import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up the spans of trace files by model, kind and name. A span lives in one file, so nothing counts twice. */
public final class Statistics {

    private final Pricing pricing;
    private final Map<String, Group> models = new HashMap<>();
    private final Map<String, Group> kinds = new HashMap<>();
    private final Map<String, Group> names = new HashMap<>();
    private final Group all = new Group("all");
    private long files;
    private long traces;

    /** Nothing counted yet; calls without a recorded cost are priced by {@code pricing}. */
    public Statistics(Pricing pricing) {
        this.pricing = pricing;
    }

    /** Counts the spans of one file. */
    public void add(Path file) throws IOException {
        try (TraceIndex index = TraceIndex.open(file)) {
            files++;
            traces += index.traces().size();
            for (int row = 0; row < index.size(); row++) {
                add(index, row);
            }
        }
    }

    private void add(TraceIndex index, int row) {
        long micros = index.durationMicros(row);
        boolean error = index.status(row) == Status.ERROR;
        String kind = index.kind(row);
        String model = index.model(row);
        Group byKind = group(kinds, kind == null ? "(none)" : kind);
        Group byName = group(names, index.name(row));
        Group byModel = model == null ? null : group(models, model);
        all.add(micros, error);
        byKind.add(micros, error);
        byName.add(micros, error);
        if (byModel != null) {
            byModel.add(micros, error);
        }
        if (index.hasTokenUsage(row)) {
            double cost = cost(index, row, model);
            addUsage(all, index, row, cost);
            addUsage(byKind, index, row, cost);
            addUsage(byName, index, row, cost);
            if (byModel != null) {
                addUsage(byModel, index, row, cost);
            }
        }
    }

    private static void addUsage(Group group, TraceIndex index, int row, double cost) {
        group.addTokens(index.inputTokens(row), index.outputTokens(row), index.cacheReadTokens(row));
        group.addCost(cost);
    }

    private double cost(TraceIndex index, int row, @Nullable String model) {
        double recorded = index.cost(row);
        if (!Double.isNaN(recorded)) {
            return recorded;
        }
        TokenUsage usage = TokenUsage.of(index.inputTokens(row), index.outputTokens(row))
                .withCacheRead(index.cacheReadTokens(row))
                .withCacheCreation(index.cacheCreationTokens(row))
                .withReasoning(index.reasoningTokens(row));
        long start = index.startMicros(row);
        LocalDate day = start == Long.MIN_VALUE
                ? null
                : LocalDate.ofInstant(Instant.ofEpochSecond(Math.floorDiv(start, 1_000_000L)), ZoneOffset.UTC);
        return pricing.cost(model, usage, day).orElse(Double.NaN);
    }

    private static Group group(Map<String, Group> groups, String name) {
        Group group = groups.get(name);
        if (group == null) {
            group = new Group(name);
            groups.put(name, group);
        }
        return group;
    }

    /** By model, the most used first; spans that name no model are left out. */
    public List<Group> models() {
        return sorted(models, Comparator.comparingLong(Group::count));
    }

    /** By kind, the most used first. */
    public List<Group> kinds() {
        return sorted(kinds, Comparator.comparingLong(Group::count));
    }

    /** By name, those that took the most time in all first. */
    public List<Group> names() {
        return sorted(names, Comparator.comparingLong(Group::totalMicros));
    }

    private static List<Group> sorted(Map<String, Group> groups, Comparator<Group> order) {
        return groups.values().stream()
                .sorted(order.reversed().thenComparing(Group::name))
                .toList();
    }

    /** Everything together. */
    public Group all() {
        return all;
    }

    /** Files counted. */
    public long files() {
        return files;
    }

    /** Traces in them, child traces too. */
    public long traces() {
        return traces;
    }
}
