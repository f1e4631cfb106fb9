package dev.traqo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TraceBuilder;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a piece of code records. */
final class Trace {

    /** A piece of code. */
    @FunctionalInterface
    interface Code {
        void run() throws Exception;
    }

    private Trace() {}

    static List<SpanNode> of(Path folder, Code code) throws Exception {
        return of(folder, trace -> trace, code);
    }

    static List<SpanNode> of(Path folder, UnaryOperator<TraceBuilder> options, Code code) throws Exception {
        Path file = folder.resolve("trace-" + System.nanoTime() + ".jsonl");
        try (Tracer tracer = options.apply(Tracer.builder(file)).open()) {
            code.run();
        }
        List<SpanNode> spans = new ArrayList<>();
        TraceTree.read(file).get(0).spans().forEach(spans::add);
        assertThat(spans).as("spans without an end").noneMatch(SpanNode::openEnded);
        return spans;
    }

    static SpanNode one(Path folder, Code code) throws Exception {
        List<SpanNode> spans = of(folder, code);
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }
}
