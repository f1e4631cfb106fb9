package dev.traqo.examples.annotations;

import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A trace as text, without what differs between two runs: ids, times, and which of two threads was faster. */
final class Outline {

    private Outline() {}

    static String of(Path file) throws IOException {
        List<TraceTree> trees = TraceTree.read(file);
        if (trees.size() != 1) {
            throw new AssertionError(trees.size() + " traces in " + file);
        }
        TraceTree tree = trees.get(0);
        return tree.name() + " " + tree.status().name().toLowerCase(Locale.ROOT)
                + part("tags", tree.start().get("tags"))
                + part("in", tree.start().get("input")) + part("out", tree.end().get("output")) + "\n"
                + String.join("", spans(tree.roots(), "  "));
    }

    private static List<String> spans(List<SpanNode> spans, String indent) {
        return spans.stream().map(span -> span(span, indent)).toList();
    }

    private static String span(SpanNode span, String indent) {
        Map<String, Object> metadata = new TreeMap<>(span.metadata());
        metadata.remove("time_to_first_element_s");
        Map<String, Object> error = span.error();
        Stream<String> children = spans(span.children(), indent + "  ").stream();
        return indent + span.name() + " " + span.status().name().toLowerCase(Locale.ROOT)
                + part("kind", span.kind())
                + part("tags", span.tags().isEmpty() ? null : span.tags())
                + part("metadata", metadata.isEmpty() ? null : metadata)
                + part("in", span.input())
                + part("out", span.output())
                + part("error", error == null ? null : error.get("message"))
                + "\n"
                + String.join(
                        "", span.name().equals("pipeline") ? children.sorted().toList() : children.toList());
    }

    private static String part(String name, Object value) {
        return value == null ? "" : ", " + name + " " + value;
    }
}
