package dev.traqo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.traqo.TokenUsage;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each provider counts in its own way; the trace in one. */
final class ProvidersTest {

    private static final String CLAUDE = "claude-sonnet-4-5";

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anthropic_cacheIsPartOfTheInput() throws Exception {
        ChatModel model = TraqoLangChain4j.traced((ChatModel) AnthropicChatModel.builder()
                .baseUrl(server.baseUrl())
                .apiKey("key")
                .modelName(CLAUDE)
                .maxTokens(1000)
                .returnThinking(true)
                .build());
        TokenUsage usage = TokenUsage.of(12_345, 678).withCacheRead(9_000).withCacheCreation(1_000);
        server.enqueue(Reply.text("42.").withReasoning("Six times nine.").withUsage(usage));
        SpanNode span = Trace.one(folder, () -> model.chat("How many?"));
        assertThat(span.output()).isEqualTo(Map.of("text", "42.", "reasoning", "Six times nine."));
        assertThat(span.metadata()).containsEntry("provider", "anthropic").containsEntry("model", CLAUDE);
        TokenUsage recorded = span.tokenUsage();
        assertThat(recorded.inputTokens()).isEqualTo(12_345);
        assertThat(recorded.outputTokens()).isEqualTo(678);
        assertThat(recorded.cacheReadTokens()).isEqualTo(9_000);
        assertThat(recorded.cacheCreationTokens()).isEqualTo(1_000);
        // a million: $3 of input, $0.30 read, $3.75 written, $15 of output
        assertThat(recorded.cost()).isCloseTo((2_345 * 3 + 9_000 * 0.3 + 1_000 * 3.75 + 678 * 15) / 1e6, within(1e-9));
    }

    @Test
    void anthropic_stream() throws Exception {
        ModelClient client = new ModelClient(
                        AnthropicChatModel.builder()
                                .baseUrl(server.baseUrl())
                                .apiKey("key")
                                .modelName(CLAUDE)
                                .build(),
                        AnthropicStreamingChatModel.builder()
                                .baseUrl(server.baseUrl())
                                .apiKey("key")
                                .modelName(CLAUDE)
                                .build())
                .traced();
        TokenUsage usage = TokenUsage.of(2_000, 30).withCacheRead(1_500);
        server.enqueue(Reply.text("one two three").withUsage(usage));
        StringBuilder seen = new StringBuilder();
        SpanNode span = Trace.one(folder, () -> client.stream("Count?", seen::append));
        assertThat(seen).hasToString("one two three");
        assertThat(span.output()).isEqualTo("one two three");
        assertThat(span.tokenUsage().inputTokens()).isEqualTo(2_000);
        assertThat(span.tokenUsage().cacheReadTokens()).isEqualTo(1_500);
        assertThat(span.timeToFirstTokenSeconds()).isPresent();
    }

    @Test
    void gemini_thoughtsArePartOfTheOutput() throws Exception {
        ChatModel model = TraqoLangChain4j.traced((ChatModel) GoogleAiGeminiChatModel.builder()
                .baseUrl(server.url() + "/v1beta")
                .apiKey("key")
                .modelName("gemini-2.5-flash")
                .build());
        TokenUsage usage = TokenUsage.of(5_000, 700).withCacheRead(4_000).withReasoning(600);
        server.enqueue(Reply.text("42.").withUsage(usage));
        SpanNode span = Trace.one(folder, () -> model.chat("How many?"));
        assertThat(span.metadata()).containsEntry("provider", "google");
        TokenUsage recorded = span.tokenUsage();
        assertThat(recorded.inputTokens()).isEqualTo(5_000);
        assertThat(recorded.outputTokens()).isEqualTo(700);
        assertThat(recorded.cacheReadTokens()).isEqualTo(4_000);
        assertThat(recorded.reasoningTokens()).isEqualTo(600);
        assertThat(recorded.cost()).isPositive();
    }
}
