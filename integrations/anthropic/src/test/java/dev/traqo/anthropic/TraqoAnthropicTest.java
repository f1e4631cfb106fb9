package dev.traqo.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.anthropic.backends.Backend;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientAsync;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.batches.BatchCreateParams;
import com.anthropic.models.messages.batches.BatchRetrieveParams;
import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to Anthropic, with what all versions of its SDK have. */
final class TraqoAnthropicTest {

    @TempDir
    Path folder;

    private final FakeLlmServer server = FakeLlmServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private static MessageCreateParams ask(String prompt) {
        return SdkClient.params(prompt).build();
    }

    private static com.anthropic.models.beta.messages.MessageCreateParams betaAsk(String prompt) {
        return com.anthropic.models.beta.messages.MessageCreateParams.builder()
                .model(SdkClient.MODEL)
                .maxTokens(100)
                .addUserMessage(prompt)
                .build();
    }

    @Test
    void traced_sameClientAgain() {
        AnthropicClient client = TraqoAnthropic.traced(SdkClient.plain(server));
        assertThat(TraqoAnthropic.traced(client)).isSameAs(client);
        AnthropicClientAsync async = client.async();
        assertThat(TraqoAnthropic.traced(async)).isSameAs(async);
        client.close();
    }

    @Test
    void traced_null() {
        assertThatNullPointerException()
                .isThrownBy(() -> TraqoAnthropic.traced((AnthropicClient) null))
                .withMessageContaining("client");
    }

    /** Prices in dollars per million: input 3, output 15, read 0.30, written for 5 minutes 3.75, for an hour 6. */
    @Test
    void cost_byHand() throws Exception {
        server.enqueue(Reply.text("Cheap.")
                .withUsage(TokenUsage.of(20_000, 500)
                        .withCacheRead(15_000)
                        .withCacheCreation(3_000)
                        .withCacheCreation1h(1_000)
                        .withReasoning(200)));
        SpanNode call = Recorded.of(folder, server, client -> client.messages().create(ask("How much?")))
                .only();
        TokenUsage usage = call.tokenUsage();
        assertThat(usage.inputTokens()).isEqualTo(20_000);
        assertThat(usage.cacheReadTokens()).isEqualTo(15_000);
        assertThat(usage.cacheCreationTokens()).isEqualTo(3_000);
        assertThat(usage.cacheCreation1hTokens()).isEqualTo(1_000);
        assertThat(usage.reasoningTokens()).isEqualTo(200);
        double dollars = (2_000 * 3 + 15_000 * 0.30 + 2_000 * 3.75 + 1_000 * 6 + 500 * 15) / 1e6;
        assertThat(usage.cost()).isCloseTo(dollars, within(1e-12));
    }

    @Test
    void thinking_isAParameterAndReasoning() throws Exception {
        server.enqueue(Reply.text("42.").withReasoning("Six times nine."));
        MessageCreateParams params = SdkClient.params("How many?")
                .putAdditionalBodyProperty("thinking", JsonValue.from(Map.of("type", "enabled", "budget_tokens", 2000)))
                .build();
        SpanNode call = Recorded.of(folder, server, client -> client.messages().create(params))
                .only();
        assertThat(Json.write(call.metadata().get("model_parameters"))).contains("\"budget_tokens\":2000");
        assertThat(call.output()).isEqualTo(Map.of("text", "42.", "reasoning", "Six times nine."));
    }

    @Test
    void system_isInput() throws Exception {
        server.enqueue(Reply.text("Yes."));
        MessageCreateParams params =
                SdkClient.params("Short?").system("Be brief.").build();
        SpanNode call = Recorded.of(folder, server, client -> client.messages().create(params))
                .only();
        assertThat(call.input())
                .isEqualTo(Map.of(
                        "system", "Be brief.", "messages", List.of(Map.of("role", "user", "content", "Short?"))));
    }

    @Test
    void beta_messages() throws Exception {
        server.enqueue(Reply.text("One."), Reply.text("One two three."));
        Recorded recorded = Recorded.of(folder, server, client -> {
            client.beta().messages().create(betaAsk("One?"));
            try (StreamResponse<BetaRawMessageStreamEvent> stream =
                    client.beta().messages().createStreaming(betaAsk("More?"))) {
                assertThat(stream.stream().count()).isGreaterThan(4);
            }
        });
        assertThat(recorded.outline()).isEqualTo("app(chat, chat)");
        assertThat(recorded.spans()).extracting(SpanNode::output).containsExactly("One.", "One two three.");
        assertThat(recorded.spans())
                .extracting(span -> span.metadata().get("api"))
                .containsExactly("beta.messages", "beta.messages");
        assertThat(recorded.spans().get(1).timeToFirstTokenSeconds()).isPresent();
    }

    @Test
    void rawResponse_parsed() throws Exception {
        server.enqueue(Reply.text("Raw."), Reply.text("Raw and streamed."));
        Recorded recorded = Recorded.of(folder, server, client -> {
            HttpResponseFor<Message> response =
                    client.messages().withRawResponse().create(ask("Raw?"));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(SdkClient.text(response.parse())).isEqualTo("Raw.");
            HttpResponseFor<StreamResponse<RawMessageStreamEvent>> streamed =
                    client.messages().withRawResponse().createStreaming(ask("Streamed?"));
            try (StreamResponse<RawMessageStreamEvent> stream = streamed.parse()) {
                assertThat(stream.stream().count()).isGreaterThan(4);
            }
        });
        assertThat(recorded.spans()).extracting(SpanNode::output).containsExactly("Raw.", "Raw and streamed.");
    }

    @Test
    void rawResponse_async() throws Exception {
        server.enqueue(Reply.text("Raw."));
        Recorded recorded = Recorded.of(folder, server, client -> {
            HttpResponseFor<Message> response = client.async()
                    .messages()
                    .withRawResponse()
                    .create(ask("Raw?"))
                    .get();
            assertThat(SdkClient.text(response.parse())).isEqualTo("Raw.");
        });
        assertThat(recorded.only().output()).isEqualTo("Raw.");
    }

    @Test
    void asyncClient_isTraced() throws Exception {
        server.enqueue(Reply.text("Async."), Reply.text("Sync."));
        Recorded recorded = Recorded.of(folder, server, client -> {
            AnthropicClientAsync async =
                    TraqoAnthropic.traced(SdkClient.plain(server).async());
            async.messages().create(ask("Async?")).get();
            async.sync().messages().create(ask("Sync?"));
            async.close();
        });
        assertThat(recorded.spans()).extracting(SpanNode::output).containsExactly("Async.", "Sync.");
    }

    @Test
    void countTokensAndBatches_arePlainSpans() throws Exception {
        MessageCountTokensParams count = MessageCountTokensParams.builder()
                .model(SdkClient.MODEL)
                .addUserMessage("How long is this?")
                .build();
        BatchCreateParams batch = BatchCreateParams.builder()
                .addRequest(BatchCreateParams.Request.builder()
                        .customId("one")
                        .params(BatchCreateParams.Request.Params.builder()
                                .model(SdkClient.MODEL)
                                .maxTokens(10)
                                .addUserMessage("Later?")
                                .build())
                        .build())
                .build();
        Recorded recorded = Recorded.of(folder, server, client -> {
            client.messages().countTokens(count);
            String id = client.messages().batches().create(batch).id();
            client.messages()
                    .batches()
                    .retrieve(BatchRetrieveParams.builder().messageBatchId(id).build());
        });
        assertThat(recorded.outline())
                .isEqualTo("app(messages.batches.create, messages.batches.retrieve, messages.countTokens)");
        assertThat(recorded.spans()).allSatisfy(span -> {
            assertThat(span.kind()).isNull();
            assertThat(span.tokenUsage()).isNull();
            assertThat(span.metadata()).doesNotContainKey("decode");
        });
        assertThat(Json.write(recorded.spans().get(0).input())).contains("How long is this?");
        assertThat(Json.write(recorded.spans().get(0).output())).contains("input_tokens");
        assertThat(Json.write(recorded.spans().get(1).input())).contains("Later?");
        assertThat(Json.write(recorded.spans().get(2).output())).contains("msgbatch_");
    }

    /** A block that nobody knows yet is kept, and the application gets it as without tracing. */
    @Test
    void unknownAnswer_isKept() throws Exception {
        server.enqueue(Reply.status(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-next","surprise":[1,2],
                "content":[{"type":"hologram","beam":"blue"},{"type":"text","text":"See?"}],
                "stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":3,"photons":9}}
                """).withHeader("content-type", "application/json"));
        SpanNode call = Recorded.of(
                        folder,
                        server,
                        client -> assertThat(SdkClient.text(client.messages().create(ask("What?"))))
                                .isEqualTo("See?"))
                .only();
        assertThat(Json.write(call.output()))
                .contains("See?")
                .contains("hologram")
                .contains("blue");
        assertThat(call.tokenUsage().inputTokens()).isEqualTo(7);
        assertThat(call.metadata()).containsEntry("model", "claude-next");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.anthropic.com, anthropic",
        "https://bedrock-runtime.us-east-1.amazonaws.com, bedrock",
        "https://us-east5-aiplatform.googleapis.com, vertex",
        "https://llm.example.org/anthropic, llm.example.org"
    })
    void provider_byTheBackendsHost(String url, String provider) throws Exception {
        AnthropicClient plain = AnthropicOkHttpClient.builder()
                .backend(new Unreachable(url))
                .maxRetries(0)
                .build();
        SpanNode call = Recorded.of(
                        folder,
                        plain,
                        trace -> trace,
                        client -> assertThatThrownBy(() -> client.messages().create(ask("There?")))
                                .hasStackTraceContaining("no network"))
                .only();
        assertThat(call.metadata()).containsEntry("provider", provider);
        assertThat(call.error()).isNotNull();
    }

    /** A backend whose requests never leave. */
    private record Unreachable(String url) implements Backend {
        @Override
        public String baseUrl() {
            return url;
        }

        @Override
        public HttpRequest prepareRequest(HttpRequest request) {
            throw new IllegalStateException("no network in a test");
        }

        @Override
        public HttpRequest authorizeRequest(HttpRequest request) {
            return request;
        }

        @Override
        public void close() {}
    }
}
