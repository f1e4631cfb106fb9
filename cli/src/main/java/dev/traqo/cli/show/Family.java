package dev.traqo.cli.show;

import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceIndex;
import dev.traqo.read.TraceSummary;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a file and, opened when they are asked for, the traces that they started. Each file is opened once:
 * files that name each other as children do not end in a circle. Not safe for several threads.
 */
public final class Family implements AutoCloseable {

    /**
     * A child trace.
     *
     * @param named as its parent names it
     * @param tree its spans; null if its file is not there, cannot be read, or was shown already
     * @param place the parent's span in which it was started; null if that is not known
     */
    public record ChildTrace(
            TraceSummary.Child named,
            @Nullable TraceTree tree,
            @Nullable SpanNode place) {}

    private final TraceIndex index;
    private final List<TraceIndex> opened = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private final Map<TraceTree, List<ChildTrace>> children = new HashMap<>();
    private final Map<TraceTree, Map<String, List<ChildTrace>>> placed = new HashMap<>();

    private Family(TraceIndex index) {
        this.index = index;
        opened.add(index);
        seen.add(key(index.file()));
    }

    /** Opens the file. */
    public static Family open(Path file) throws IOException {
        return new Family(TraceIndex.open(file));
    }

    /** The index of the file itself. */
    public TraceIndex index() {
        return index;
    }

    /** The traces of the file itself. */
    public List<TraceTree> traces() {
        return index.traces();
    }

    /** The traces that this one started. */
    public List<ChildTrace> children(TraceTree tree) {
        List<ChildTrace> known = children.get(tree);
        if (known == null) {
            known = tree.children().stream().map(child -> open(tree, child)).toList();
            children.put(tree, known);
        }
        return known;
    }

    /** The traces that were started in this span of {@code tree}; with null those whose place is not known. */
    public List<ChildTrace> startedIn(TraceTree tree, @Nullable SpanNode span) {
        Map<String, List<ChildTrace>> places = placed.get(tree);
        if (places == null) {
            places = new HashMap<>();
            for (ChildTrace child : children(tree)) {
                SpanNode place = child.place();
                places.computeIfAbsent(place == null ? "" : place.id(), id -> new ArrayList<>())
                        .add(child);
            }
            placed.put(tree, places);
        }
        return places.getOrDefault(span == null ? "" : span.id(), List.of());
    }

    private ChildTrace open(TraceTree parent, TraceSummary.Child child) {
        Path file = child.resolved();
        if (file == null || !seen.add(key(file))) {
            return new ChildTrace(child, null, null);
        }
        try {
            TraceIndex found = TraceIndex.open(file);
            opened.add(found);
            TraceTree tree = found.traces().stream()
                    .filter(candidate -> child.name().equals(candidate.name()))
                    .findFirst()
                    .or(() -> found.traces().stream().findFirst())
                    .orElse(null);
            String place = tree == null ? null : tree.parentSpanId();
            Optional<SpanNode> span = place == null ? Optional.empty() : parent.span(place);
            return new ChildTrace(
                    child, tree, span.filter(s -> s.id().equals(place)).orElse(null));
        } catch (IOException | UncheckedIOException e) {
            return new ChildTrace(child, null, null);
        }
    }

    private static Path key(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    @Override
    public void close() throws IOException {
        for (TraceIndex each : opened) {
            each.close();
        }
    }
}
