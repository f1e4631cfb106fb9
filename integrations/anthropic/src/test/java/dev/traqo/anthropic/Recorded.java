package dev.traqo.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import dev.traqo.TraceBuilder;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceCheck;
import dev.traqo.read.TraceTree;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Outline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a traced client has recorded in a trace of its own. */
record Recorded(Path file, List<SpanNode> spans) {

    /** What the application does with its client. */
    @FunctionalInterface
    interface Use {
        void with(AnthropicClient client) throws Exception;
    }

    static Recorded of(Path folder, FakeLlmServer server, Use use) throws Exception {
        return of(folder, SdkClient.plain(server), trace -> trace, use);
    }

    static Recorded of(Path folder, AnthropicClient plain, UnaryOperator<TraceBuilder> settings, Use use)
            throws Exception {
        Path file = folder.resolve("run.jsonl");
        AnthropicClient client = TraqoAnthropic.traced(plain);
        try (Tracer tracer = settings.apply(Tracer.builder(file)).open()) {
            tracer.span("app").run(span -> use.with(client));
        } finally {
            client.close();
        }
        return read(file);
    }

    private static Recorded read(Path file) throws IOException {
        List<String> problems = new ArrayList<>();
        TraceCheck.of(file, problem -> problems.add(problem.line() + ": " + problem.what()));
        assertThat(problems).isEmpty();
        List<SpanNode> spans = new ArrayList<>();
        TraceTree.read(file).get(0).spans().forEach(spans::add);
        spans.remove(0);
        assertThat(spans).allSatisfy(span -> assertThat(span.openEnded()).isFalse());
        return new Recorded(file, spans);
    }

    SpanNode only() {
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    String outline() throws IOException {
        return Outline.of(file);
    }
}
