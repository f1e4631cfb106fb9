package dev.traqo.gemini;

import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a piece of code leaves in a trace of its own. */
final class Recorded {

    private Recorded() {}

    interface Code {
        void run() throws Exception;
    }

    /** All spans, in the order in which they began. */
    static List<SpanNode> by(Path folder, Code code) throws Exception {
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            code.run();
        }
        return in(file);
    }

    static List<SpanNode> in(Path file) throws IOException {
        List<SpanNode> spans = new ArrayList<>();
        TraceTree.read(file).get(0).spans().forEach(spans::add);
        return spans;
    }

    static Map<String, Object> parameters(SpanNode span) {
        return map(span.metadata().get("model_parameters"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object json) {
        return (Map<String, Object>) json;
    }
}
