package dev.traqo.cli.ui;

import dev.traqo.read.Status;
import dev.traqo.read.Totals;
import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceReader;
import dev.traqo.read.TraceSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the parents and children of traces are, and how children are that their parent does not know the end of. What
 * was found is kept for a moment: a live trace asks ten times a second. Safe for any thread.
 */
final class Relatives {

    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final int MOST = 10_000;

    /** A child that is larger is not read to say how it is: its own page does. */
    private static final long LARGEST_READ = 32 << 20;

    /** Lines of a child in which its parent's span is named. */
    private static final int FIRST_LINES = 8;

    private final Roots roots;
    private final Map<Path, Map<String, Found>> places = new ConcurrentHashMap<>();
    private final Map<Path, Known> states = new ConcurrentHashMap<>();
    private final Map<Path, Optional<String>> spans = new ConcurrentHashMap<>();

    private record Found(@Nullable Path file, Instant at) {}

    /** What a child's file said when it had this size. */
    private record Known(long size, Instant at, @Nullable TraceSummary summary) {}

    Relatives(Roots roots) {
        this.roots = roots;
    }

    /** The facts of a header with the files named as this server serves them. */
    Map<String, @Nullable Object> shown(Path file, Map<String, @Nullable Object> facts) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>(facts);
        shown.put("file", roots.relative(file));
        shown.put("traces", traces(file, facts.get("traces")));
        return shown;
    }

    /** As {@link #shown}, the traces alone. */
    List<Map<String, @Nullable Object>> traces(Path file, @Nullable Object facts) {
        List<Map<String, @Nullable Object>> traces = new ArrayList<>();
        for (Map<String, @Nullable Object> trace : objects(facts)) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>(trace);
            if (trace.get("parent") instanceof Map<?, ?> parent) {
                shown.put("parent", parent(file, parent));
            }
            shown.put(
                    "children",
                    objects(trace.get("children")).stream()
                            .map(child -> child(file, child))
                            .toList());
            traces.add(shown);
        }
        return traces;
    }

    private Map<String, @Nullable Object> parent(Path file, Map<?, ?> parent) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        Path found = parent.get(TraceFacts.NAMED) instanceof String named ? place(file, named) : null;
        shown.put("file", found == null ? null : roots.relative(found));
        shown.put("spanId", parent.get("spanId"));
        return shown;
    }

    private Map<String, @Nullable Object> child(Path file, Map<String, @Nullable Object> child) {
        Path found = place(file, String.valueOf(child.get(TraceFacts.NAMED)));
        Map<String, @Nullable Object> shown = new LinkedHashMap<>(child);
        shown.put("file", found == null ? null : roots.relative(found));
        boolean running = Status.RUNNING.label().equals(child.get("status"));
        if (running && found != null) {
            state(found, shown);
        } else if (running) {
            shown.put("status", null);
        }
        return shown;
    }

    private void state(Path found, Map<String, @Nullable Object> shown) {
        TraceSummary summary = summary(found);
        if (summary == null) {
            return;
        }
        Instant start = summary.start();
        shown.put("status", summary.status().label());
        shown.put("start", start == null ? shown.get("start") : (Object) micros(start));
        boolean ended = summary.status() != Status.RUNNING && summary.status() != Status.CRASHED;
        shown.put(
                "duration",
                ended ? summary.duration().map(took -> took.toNanos() / 1000).orElse(null) : null);
        shown.put("totals", TraceFacts.totals(summary.totals()));
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }

    private @Nullable TraceSummary summary(Path file) {
        Known known = states.get(file);
        Instant now = Instant.now();
        if (known != null && known.at.plus(KEPT).isAfter(now)) {
            return known.summary;
        }
        TraceSummary summary = null;
        long size = 0;
        try {
            size = Files.size(file);
            if (known != null && known.size == size && ended(known.summary)) {
                summary = known.summary;
            } else if (size <= LARGEST_READ) {
                summary = TraceSummary.read(file).get(0);
            }
        } catch (IOException e) {
            // Gone in the meantime: the parent's words stand.
            summary = null;
        }
        if (states.size() > MOST) {
            states.clear();
        }
        states.put(file, new Known(size, now, summary));
        return summary;
    }

    private static boolean ended(@Nullable TraceSummary summary) {
        return summary != null && summary.status() != Status.RUNNING;
    }

    /** The file that a trace names; null if it is not there, or not inside of what is served. */
    private @Nullable Path place(Path file, String named) {
        Map<String, Found> known = places.computeIfAbsent(file, key -> new ConcurrentHashMap<>());
        Found found = known.get(named);
        Instant now = Instant.now();
        boolean there = found != null && found.file != null && Files.isRegularFile(found.file);
        if (found == null || !there && found.at.plus(KEPT).isBefore(now)) {
            found = new Found(served(find(file, named)), now);
            if (places.size() > MOST || known.size() > MOST) {
                places.clear();
            }
            known.put(named, found);
        }
        return found.file;
    }

    /** A trace can name anything, by links too: what lies outside is not looked into. */
    private @Nullable Path served(@Nullable Path found) {
        try {
            Path real = found == null ? null : found.toRealPath();
            return real != null && roots.relative(real) != null ? real : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Path find(Path file, String named) {
        int slash = Math.max(named.lastIndexOf('/'), named.lastIndexOf('\\'));
        boolean absolute = named.startsWith("/") || named.startsWith("\\") || named.startsWith(":", 1);
        if (absolute) {
            // Python traqo names the parent by where it was then. Beside the child, or above it, is where it is now.
            String name = named.substring(slash + 1);
            Path folder = file.getParent();
            Path above = folder == null ? null : folder.getParent();
            Path beside = resolved(file, "./" + name);
            return beside != null || above == null ? beside : resolved(above.resolve("x"), "./" + name);
        }
        return resolved(file, named);
    }

    private static @Nullable Path resolved(Path from, String relative) {
        return new TraceSummary.Child(from, "", relative, Status.RUNNING, Optional.empty(), Totals.ZERO).resolved();
    }

    /** The span of the parent in which a child says that it was started; null if it does not say. */
    @Nullable
    String startedIn(Path parent, String named) {
        Path child = place(parent, named);
        if (child == null) {
            return null;
        }
        if (spans.size() > MOST) {
            spans.clear();
        }
        return spans.computeIfAbsent(child, Relatives::parentSpan).orElse(null);
    }

    private static Optional<String> parentSpan(Path child) {
        try (TraceReader reader = TraceReader.open(child)) {
            for (int i = 0; i < FIRST_LINES; i++) {
                TraceEvent event = reader.next();
                if (event == null) {
                    return Optional.empty();
                }
                if (event.type().equals("trace_start") && event.fields().get("parent") instanceof Map<?, ?> parent) {
                    return parent.get("span_id") instanceof String id ? Optional.of(id) : Optional.empty();
                }
                if (event.type().equals("span_start") && event.parentId() != null) {
                    return Optional.of(event.parentId());
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, @Nullable Object>> objects(@Nullable Object list) {
        return list instanceof List<?> ? (List<Map<String, @Nullable Object>>) list : List.of();
    }
}
