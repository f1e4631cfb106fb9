package dev.traqo.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.core.opentelemetry.OpenTelemetryOptions;
import com.anthropic.helpers.BetaMessageThread;
import com.anthropic.helpers.BetaMessageThreadAsync;
import com.anthropic.models.beta.messages.BetaMessageParam;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.anthropic.models.beta.messages.ThreadCreateParams;
import com.anthropic.models.beta.messages.ToolRunnerCreateParams;
import com.anthropic.models.messages.StructuredMessage;
import com.anthropic.models.messages.StructuredMessageCreateParams;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import dev.traqo.testkit.ToolCall;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only newer versions of the SDK have: structured outputs, message threads, OpenTelemetry of its own. */
final class NewestSdkTest {

    @TempDir
    Path folder;

    private final FakeLlmServer server = FakeLlmServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    /** What the model is to answer with. */
    public static final class Verdict {
        public boolean guilty;
    }

    @Test
    void structuredOutput_isOneCall() throws Exception {
        server.enqueue(Reply.text("{\"guilty\":true}"));
        StructuredMessageCreateParams<Verdict> params =
                SdkClient.params("Guilty?").outputConfig(Verdict.class).build();
        SpanNode call = Recorded.of(folder, server, client -> {
                    StructuredMessage<Verdict> answer = client.messages().create(params);
                    assertThat(answer.content().get(0).asText().text().guilty).isTrue();
                })
                .only();
        assertThat(call.output()).isEqualTo("{\"guilty\":true}");
        assertThat(call.metadata().get("model_parameters").toString()).contains("guilty");
    }

    @Test
    void withOptions_isTraced() throws Exception {
        server.enqueue(Reply.error(500, "Not now."), Reply.text("Now."));
        try (FakeLlmServer other = FakeLlmServer.start()) {
            other.enqueue(Reply.text("Elsewhere."));
            Recorded recorded = Recorded.of(folder, server, client -> {
                client.withOptions(options -> options.maxRetries(1))
                        .messages()
                        .create(SdkClient.params("1?").build());
                client.withOptions(options -> options.baseUrl(other.url()))
                        .messages()
                        .create(SdkClient.params("2?").build());
            });
            assertThat(recorded.spans()).extracting(SpanNode::output).containsExactly("Now.", "Elsewhere.");
            assertThat(recorded.spans().get(0).metadata()).containsEntry("retries", 1L);
        }
    }

    private static ThreadCreateParams thread() {
        return ThreadCreateParams.builder()
                .model(SdkClient.MODEL)
                .maxTokens(100)
                .addTool(GetWeather.class)
                .build();
    }

    @Test
    void messageThread_isRecorded() throws Exception {
        server.enqueue(
                Reply.text("One."),
                Reply.text("One two."),
                Reply.toolCall("get_weather", "{\"city\":\"Oslo\"}"),
                Reply.text("Sunny."));
        Recorded recorded = Recorded.of(folder, server, client -> {
            BetaMessageThread thread = client.beta().messages().thread(thread());
            thread.send("One?");
            try (StreamResponse<BetaRawMessageStreamEvent> stream = thread.sendStreaming("More?")) {
                stream.stream().forEach(event -> {});
            }
            thread.append(List.of(BetaMessageParam.ofUser("Weather?")));
            thread.toolRunner().iterator().forEachRemaining(message -> {});
        });
        assertThat(recorded.outline()).isEqualTo("app(chat, chat, chat, chat, get_weather)");
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void messageThread_async() throws Exception {
        server.enqueue(Reply.text("One."), Reply.text("Two."));
        Recorded recorded = Recorded.of(folder, server, client -> {
            BetaMessageThreadAsync thread = client.async().beta().messages().thread(thread());
            thread.send("One?").get();
            thread.sendStreaming("Two?")
                    .subscribe(event -> {})
                    .onCompleteFuture()
                    .get();
        });
        assertThat(recorded.outline()).isEqualTo("app(chat, chat)");
        assertThat(recorded.spans()).extracting(SpanNode::output).containsExactly("One.", "Two.");
    }

    @Test
    void runnerOnAThread_isRecorded() throws Exception {
        server.enqueue(
                Reply.text("").withToolCall(ToolCall.of("get_weather", "{\"city\":\"Oslo\"}")), Reply.text("Sunny."));
        Recorded recorded = Recorded.of(
                folder,
                server,
                client -> client.beta()
                        .messages()
                        .toolRunner(ToolRunnerCreateParams.builder()
                                .initialMessageParams(MessageCreateParams.builder()
                                        .model(SdkClient.MODEL)
                                        .maxTokens(100)
                                        .addUserMessage("Weather?")
                                        .addTool(GetWeather.class)
                                        .build())
                                .thread(true)
                                .build())
                        .iterator()
                        .forEachRemaining(message -> {}));
        assertThat(recorded.outline()).isEqualTo("app(chat, chat, get_weather)");
    }

    /** The SDK's own spans are the same with and without ours, and ours with and without its. */
    @Test
    void openTelemetryOfTheSdk_isUntouched() throws Exception {
        List<String> plainSpans = otelSpans(false);
        assertThat(plainSpans).isNotEmpty();
        assertThat(otelSpans(true)).isEqualTo(plainSpans);
    }

    private List<String> otelSpans(boolean traced) throws Exception {
        server.enqueue(
                Reply.text("One."),
                Reply.text("One two."),
                Reply.toolCall("get_weather", "{\"city\":\"Oslo\"}"),
                Reply.text("Sunny."));
        Exported exported = new Exported();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exported))
                .build()) {
            AnthropicClient client = AnthropicOkHttpClient.builder()
                    .baseUrl(server.url())
                    .apiKey("no-key-is-needed")
                    .openTelemetry(OpenTelemetryOptions.builder()
                            .tracerProvider(provider)
                            .build())
                    .build();
            if (traced) {
                Recorded recorded = Recorded.of(folder, client, trace -> trace, NewestSdkTest::useAll);
                assertThat(recorded.outline()).isEqualTo("app(chat, chat, chat, chat, get_weather)");
            } else {
                useAll(client);
            }
        }
        return exported.names;
    }

    private static void useAll(AnthropicClient client) {
        client.messages().create(SdkClient.params("One?").build());
        try (var stream =
                client.messages().createStreaming(SdkClient.params("More?").build())) {
            stream.stream().forEach(event -> {});
        }
        client.beta()
                .messages()
                .toolRunner(MessageCreateParams.builder()
                        .model(SdkClient.MODEL)
                        .maxTokens(100)
                        .addUserMessage("Weather?")
                        .addTool(GetWeather.class)
                        .build())
                .iterator()
                .forEachRemaining(message -> {});
    }

    private static final class Exported implements SpanExporter {
        private final List<String> names = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            spans.forEach(
                    span -> names.add(span.getName() + " " + span.getStatus().getStatusCode() + " "
                            + span.getAttributes().size()));
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
