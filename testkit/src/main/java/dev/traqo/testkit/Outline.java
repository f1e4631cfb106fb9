package dev.traqo.testkit;

import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The spans of a trace in one line, for assertions: names, with what is below a span in parentheses.
 *
 * <pre>{@code
 * assertThat(Outline.of(tracer.path())).isEqualTo("summarize(classify, retrieve(embed, search!))");
 * }</pre>
 *
 * <p>Siblings are sorted by name, because threads record in any order. Behind the name stands {@code !} for a span that
 * ended with an error and {@code …} for one that has no end; before it {@code ?} for one whose parent is missing.
 */
public final class Outline {

    static final String OPEN = "…";

    private Outline() {}

    /**
     * The outline of a file; several traces are separated by {@code |}.
     *
     * @throws IOException if the file cannot be read
     */
    public static String of(Path file) throws IOException {
        List<String> traces = new ArrayList<>();
        for (TraceTree tree : TraceTree.read(file)) {
            traces.add(of(tree));
        }
        return String.join(" | ", traces);
    }

    /** The outline of one trace; empty if it has no spans. */
    public static String of(TraceTree tree) {
        return OutlineNode.render(nodes(tree.roots()));
    }

    private static List<OutlineNode> nodes(List<SpanNode> spans) {
        return spans.stream()
                .map(span -> new OutlineNode(label(span), false, nodes(span.children())))
                .toList();
    }

    private static String label(SpanNode span) {
        return (span.orphaned() ? "?" : "")
                + span.name()
                + (span.status() == Status.ERROR ? "!" : "")
                + (span.openEnded() ? OPEN : "");
    }
}
