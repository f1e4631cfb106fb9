package dev.traqo.cli.ui;

import dev.traqo.read.Status;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which rows a person wants to see: the parameters of {@code api/traces} that narrow the list. */
final class Filter {

    private final List<String> words;
    private final Set<Status> statuses = EnumSet.noneOf(Status.class);
    private final List<String> tags;
    private final List<String> models;
    private final @Nullable String thread;
    private final double minCost;
    private final double maxCost;
    private final long minDuration;
    private final long maxDuration;
    private final long from;
    private final long to;

    private Filter(Request request) {
        String q = request.parameter("q");
        words = q == null || q.isBlank()
                ? List.of()
                : Arrays.asList(q.strip().toLowerCase(Locale.ROOT).split("\\s+", -1));
        request.parameters("status").forEach(name -> statuses.add(status(name)));
        tags = request.parameters("tag");
        models = request.parameters("model");
        thread = request.parameter("thread");
        minCost = request.amount("minCost", Double.NEGATIVE_INFINITY);
        maxCost = request.amount("maxCost", Double.POSITIVE_INFINITY);
        minDuration = request.micros("minDuration", Long.MIN_VALUE);
        maxDuration = request.micros("maxDuration", Long.MAX_VALUE);
        from = request.micros("from", Long.MIN_VALUE);
        to = request.micros("to", Long.MAX_VALUE);
    }

    static Filter of(Request request) {
        return new Filter(request);
    }

    private static Status status(String name) {
        for (Status status : Status.values()) {
            if (status.label().equals(name)) {
                return status;
            }
        }
        throw new Refusal(400, "The parameter 'status' must be ok, error, interrupted, running or crashed.");
    }

    /** All conditions but the time. */
    boolean accepts(Row row) {
        return (statuses.isEmpty() || statuses.contains(row.status()))
                && (tags.isEmpty() || row.tags().containsAll(tags))
                && (models.isEmpty() || row.models().stream().anyMatch(models::contains))
                && (thread == null || thread.equals(row.thread()))
                && row.totals().cost() >= minCost
                && row.totals().cost() <= maxCost
                && took(row.duration())
                && row.mentions(words);
    }

    private boolean took(@Nullable Long duration) {
        return duration == null
                ? minDuration == Long.MIN_VALUE && maxDuration == Long.MAX_VALUE
                : duration >= minDuration && duration <= maxDuration;
    }

    /** Whether it began from {@code from} on and before {@code to}. */
    boolean isInTime(Row row) {
        Long start = row.start();
        return start == null ? from == Long.MIN_VALUE && to == Long.MAX_VALUE : start >= from && start < to;
    }
}
