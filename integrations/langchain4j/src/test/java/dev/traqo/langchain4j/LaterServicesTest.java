package dev.traqo.langchain4j;

import static dev.traqo.langchain4j.ServicesTest.named;
import static dev.traqo.langchain4j.ServicesTest.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.guardrail.InputGuardrail;
import dev.langchain4j.guardrail.InputGuardrailResult;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.service.AiServices;
import dev.traqo.langchain4j.ServicesTest.Assistant;
import dev.traqo.langchain4j.ServicesTest.Narrator;
import dev.traqo.langchain4j.ServicesTest.Weather;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import dev.traqo.testkit.ToolCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What services have learned since the oldest version. */
final class LaterServicesTest {

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    final ChatModel model = ModelClient.whole(server);
    final StreamingChatModel streaming = ModelClient.streaming(server);

    @AfterEach
    void stop() {
        server.close();
    }

    /** Lets everything pass. */
    static final class Polite implements InputGuardrail {
        @Override
        public InputGuardrailResult validate(dev.langchain4j.data.message.UserMessage message) {
            return success();
        }
    }

    /** Refuses what is too short. */
    static final class LongEnough implements OutputGuardrail {
        @Override
        public OutputGuardrailResult validate(AiMessage message) {
            return message.text().length() < 4 ? reprompt("too short", "Say more.") : success();
        }
    }

    @Test
    void concurrentTools_areBelowTheService() throws Exception {
        server.enqueue(
                Reply.text("Let me see.")
                        .withToolCall(ToolCall.of("weather", "{\"city\":\"Oslo\"}"))
                        .withToolCall(ToolCall.of("weather", "{\"city\":\"Rome\"}")),
                Reply.text("Rain."));
        Assistant assistant = TraqoLangChain4j.build(AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(new Weather())
                .executeToolsConcurrently());
        List<SpanNode> spans = Trace.of(folder, () -> assistant.chat("Umbrella?"));
        assertThat(tree(spans)).isEqualTo("Assistant.chat\n  chat\n  weather\n  weather\n  chat\n");
        assertThat(spans.subList(2, 4))
                .extracting(span -> span.metadata().get("asked"))
                .containsExactlyInAnyOrder("Oslo", "Rome");
    }

    @Test
    void tokenStream_cancelledByTheApplication() throws Exception {
        server.enqueue(Reply.text("one two three").hangAfter(1));
        Narrator narrator =
                TraqoLangChain4j.build(AiServices.builder(Narrator.class).streamingChatModel(streaming));
        List<SpanNode> spans = Trace.of(folder, () -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            narrator.tell("Oslo")
                    .onPartialResponseWithContext((piece, context) -> {
                        context.streamingHandle().cancel();
                        cancelled.countDown();
                    })
                    .ignoreErrors()
                    .start();
            assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        });
        assertThat(spans)
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.metadata()).containsEntry("cancelled", true));
    }

    @Test
    void streamedTools_runBelowTheService() throws Exception {
        server.enqueue(
                Reply.text("Let me see.")
                        .withToolCall(ToolCall.of("weather", "{\"city\":\"Oslo\"}"))
                        .withToolCall(ToolCall.of("weather", "{\"city\":\"Rome\"}"))
                        .withChunkDelay(Duration.ofMillis(1)),
                Reply.text("Rain."));
        Narrator narrator = TraqoLangChain4j.build(AiServices.builder(Narrator.class)
                .streamingChatModel(streaming)
                .tools(new Weather())
                .executeToolsConcurrently());
        List<SpanNode> spans = Trace.of(folder, () -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            narrator.tell("Oslo")
                    .onPartialResponse(piece -> {})
                    .onCompleteResponse(
                            response -> done.complete(response.aiMessage().text()))
                    .onError(done::completeExceptionally)
                    .start();
            assertThat(done.get(30, TimeUnit.SECONDS)).isEqualTo("Rain.");
        });
        assertThat(spans).extracting(SpanNode::name).containsOnly("Narrator.tell", "chat", "weather");
        assertThat(spans).hasSize(5);
        assertThat(spans.subList(1, 5))
                .allSatisfy(span ->
                        assertThat(span.parent().id()).isEqualTo(spans.get(0).id()));
    }

    @Test
    void guardrails_areSpans() throws Exception {
        server.enqueue(Reply.text("No."), Reply.text("Not at all."));
        Assistant assistant = TraqoLangChain4j.build(AiServices.builder(Assistant.class)
                .chatModel(model)
                .inputGuardrails(new Polite())
                .outputGuardrails(new LongEnough()));
        List<SpanNode> spans =
                Trace.of(folder, () -> assertThat(assistant.chat("Umbrella?")).isEqualTo("Not at all."));
        assertThat(tree(spans)).isEqualTo("Assistant.chat\n  Polite\n  chat\n  LongEnough\n  chat\n  LongEnough\n");
        SpanNode refused = spans.get(3);
        assertThat(refused.kind()).isEqualTo("guardrail");
        assertThat(refused.input()).isEqualTo("No.");
        assertThat(refused.output()).asString().contains("too short");
        assertThat(spans.get(1).input()).isEqualTo("Umbrella?");
        assertThat(spans.get(1).metadata()).containsEntry("result", "success").containsEntry("guards", "input");
    }

    @Test
    void embeddings_nameTheirProvider() throws Exception {
        OpenAiEmbeddingModel embeddings = OpenAiEmbeddingModel.builder()
                .baseUrl(server.baseUrl())
                .apiKey("key")
                .modelName("text-embedding-3-small")
                .build();
        SpanNode span = Trace.one(
                folder,
                () -> TraqoLangChain4j.traced((dev.langchain4j.model.embedding.EmbeddingModel) embeddings)
                        .embed("Hello"));
        assertThat(span.input()).isEqualTo("Hello");
        assertThat(span.metadata()).containsEntry("provider", "openai");
    }

    @Test
    void toolThatFails_isAnErrorOfItsSpanOnly() throws Exception {
        server.enqueue(Reply.toolCall("broken", Map.of("city", "Oslo")), Reply.text("Sorry."));
        Assistant assistant = TraqoLangChain4j.build(
                AiServices.builder(Assistant.class).chatModel(model).tools(new Weather()));
        List<SpanNode> spans = Trace.of(folder, () -> assistant.chat("Umbrella?"));
        assertThat(named(spans, "broken").error()).asString().contains("no weather in Oslo");
        assertThat(spans.get(0).status()).isEqualTo(Status.OK);
    }
}
