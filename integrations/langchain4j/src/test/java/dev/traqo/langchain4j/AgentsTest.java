package dev.traqo.langchain4j;

import static dev.traqo.langchain4j.ServicesTest.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentsTest {

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    final ChatModel model = TraqoLangChain4j.traced((ChatModel) OpenAiChatModel.builder()
            .baseUrl(server.baseUrl())
            .apiKey("key")
            .modelName("gpt-4o-mini")
            .maxRetries(0)
            .build());

    @AfterEach
    void stop() {
        server.close();
    }

    public interface Writer {
        @UserMessage("Write about {{topic}}")
        @Agent(name = "writer", outputKey = "story")
        String write(@V("topic") String topic);
    }

    public interface Editor {
        @UserMessage("Edit {{story}}")
        @Agent(name = "editor", outputKey = "story")
        String edit(@V("story") String story);
    }

    private Writer writer() {
        return AgenticServices.agentBuilder(Writer.class)
                .chatModel(model)
                .tools(new ServicesTest.Weather())
                .outputKey("story")
                .build();
    }

    private Editor editor() {
        return AgenticServices.agentBuilder(Editor.class)
                .chatModel(model)
                .outputKey("story")
                .build();
    }

    private UntypedAgent sequence() {
        return AgenticServices.sequenceBuilder()
                .subAgents(writer(), editor())
                .listener(TraqoLangChain4j.agentListener())
                .outputKey("story")
                .build();
    }

    @Test
    void sequence_isATreeOfAgents() throws Exception {
        server.enqueue(
                Reply.toolCall("weather", Map.of("city", "Oslo")),
                Reply.text("It rained."),
                Reply.text("It rained in Oslo."));
        List<SpanNode> spans = Trace.of(
                folder,
                () -> assertThat(sequence().invoke(Map.of("topic", "rain"))).isEqualTo("It rained in Oslo."));
        String root = spans.get(0).name();
        assertThat(tree(spans)).isEqualTo(root + "\n  writer\n    chat\n    weather\n    chat\n  editor\n    chat\n");
        assertThat(List.of(spans.get(0), spans.get(1), spans.get(5)))
                .allSatisfy(span -> assertThat(span.kind()).isEqualTo("agent"));
        assertThat(spans.get(0).output()).isEqualTo("It rained in Oslo.");
        assertThat(spans.get(1).output()).isEqualTo("It rained.");
        assertThat(spans.get(5).input()).isEqualTo(Map.of("story", "It rained."));
        assertThat(spans.get(3).kind()).isEqualTo("tool");
        assertThat(spans.get(3).output()).isEqualTo("Rain in Oslo");
    }

    @Test
    void parallelAgents_areBelowTheirWorkflow() throws Exception {
        server.answer(request -> Reply.text("Done."));
        List<SpanNode> spans = Trace.of(
                folder,
                () -> AgenticServices.parallelBuilder()
                        .subAgents(writer(), editor())
                        .listener(TraqoLangChain4j.agentListener())
                        .build()
                        .invoke(Map.of("topic", "rain", "story", "Sun.")));
        assertThat(spans).hasSize(5);
        for (SpanNode span : spans) {
            if (span.name().equals("chat")) {
                assertThat(span.parent().name()).isIn("writer", "editor");
                assertThat(span.parent().parent().id()).isEqualTo(spans.get(0).id());
            }
        }
    }

    @Test
    void failure_endsTheAgentsAndLeavesTheThread() throws Exception {
        server.answer(request -> Reply.error(401, "No."));
        List<SpanNode> spans = Trace.of(folder, () -> {
            assertThatThrownBy(() -> sequence().invoke(Map.of("topic", "rain")));
            Tracer.current().span("after").run(span -> {});
        });
        assertThat(spans).hasSize(4);
        assertThat(spans.subList(0, 3))
                .allSatisfy(span -> assertThat(span.status()).isEqualTo(Status.ERROR));
        assertThat(spans.get(3).parent()).isNull();
    }

    @Test
    void nothingActive_nothingChanges() {
        server.answer(request -> Reply.text("Done."));
        assertThat(sequence().invoke(Map.of("topic", "rain"))).isEqualTo("Done.");
    }
}
