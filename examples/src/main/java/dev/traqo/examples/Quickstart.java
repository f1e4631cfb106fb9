package dev.traqo.examples;

import dev.traqo.Kind;
import dev.traqo.Span;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import java.nio.file.Path;
import java.util.Map;

/** A trace with one step. Afterwards: {@code tail -1 traces/run.jsonl | jq .} */
public final class Quickstart {

    private Quickstart() {}

    /** Writes {@code traces/run.jsonl}, or the file named. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/run.jsonl");
        String question = "Is this a bug?";

        try (Tracer tracer = Tracer.builder(file)
                .input(Map.of("query", question))
                .tags("production")
                .threadId("conv-456")
                .open()) {
            String label = tracer.span("classify")
                    .kind(Kind.LLM)
                    .input(question)
                    .metadata("model", "gpt-4o")
                    .call(span -> classify(question));
            tracer.output(Map.of("label", label));
        }
        System.out.println("Trace: " + file);
    }

    /** Stands for a model call. It was not given the span and adds to it all the same. */
    private static String classify(String text) {
        Span.current().tokenUsage(TokenUsage.of(100, 50)).metadata("confidence", 0.95);
        return text.contains("bug") ? "bug" : "question";
    }
}
