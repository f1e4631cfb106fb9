package dev.traqo.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.beta.messages.MessageCreateParams;
import dev.traqo.read.Json;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmRequest;
import dev.traqo.testkit.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK's loop of messages and tools, which calls the service from inside. */
final class ToolRunnerTest {

    /** Tools that versions before these run are not to be had: only the calls are recorded there. */
    private static final boolean TOOLS_ARE_RECORDED = has("com.anthropic.helpers.BetaRunnableTool");

    @TempDir
    Path folder;

    private final FakeLlmServer server = FakeLlmServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private static boolean has(String type) {
        try {
            Class.forName(type);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static MessageCreateParams params() {
        return MessageCreateParams.builder()
                .model(SdkClient.MODEL)
                .maxTokens(100)
                .addUserMessage("Weather in SECRETCITY?")
                .addTool(GetWeather.class)
                .build();
    }

    private void answers() {
        server.enqueue(
                Reply.text("Let me see.")
                        .withToolCall(dev.traqo.testkit.ToolCall.of("get_weather", "{\"city\":\"SECRETCITY\"}")),
                Reply.text("It is sunny."));
    }

    private static String expected(String plain, String withTool) {
        return TOOLS_ARE_RECORDED ? withTool : plain;
    }

    @Test
    void runner_callsAndToolsAreRecorded() throws Exception {
        answers();
        List<BetaMessage> messages = new ArrayList<>();
        Recorded recorded = Recorded.of(folder, server, client -> {
            for (BetaMessage message : client.beta().messages().toolRunner(params())) {
                messages.add(message);
            }
        });
        assertThat(messages).hasSize(2);
        assertThat(recorded.outline()).isEqualTo(expected("app(chat, chat)", "app(chat, chat, get_weather)"));
        SpanNode first = recorded.spans().get(0);
        assertThat(first.metadata()).containsEntry("api", "beta.messages").containsEntry("finish_reason", "tool_use");
        assertThat(first.tokenUsage().inputTokens())
                .isEqualTo(server.requests().get(0).sentUsage().inputTokens());
        SpanNode last = recorded.spans().get(recorded.spans().size() - 1);
        assertThat(last.output()).isEqualTo("It is sunny.");
        assertThat(Json.write(last.input())).contains("tool_result").contains("Sun over SECRETCITY");
        if (TOOLS_ARE_RECORDED) {
            SpanNode tool = recorded.spans().get(1);
            assertThat(tool.kind()).isEqualTo("tool");
            assertThat(tool.input()).isEqualTo(Map.of("city", "SECRETCITY"));
            assertThat(Json.write(tool.output())).contains("Sun over SECRETCITY");
        }
    }

    @Test
    void runner_asksTheServerTheSame() throws Exception {
        answers();
        Recorded.of(
                folder,
                server,
                client ->
                        client.beta().messages().toolRunner(params()).iterator().forEachRemaining(message -> {}));
        List<LlmRequest> traced = server.requests();
        try (FakeLlmServer other = FakeLlmServer.start()) {
            other.enqueue(
                    Reply.text("Let me see.")
                            .withToolCall(dev.traqo.testkit.ToolCall.of("get_weather", "{\"city\":\"SECRETCITY\"}")),
                    Reply.text("It is sunny."));
            SdkClient.plain(other)
                    .beta()
                    .messages()
                    .toolRunner(params())
                    .iterator()
                    .forEachRemaining(message -> {});
            assertThat(traced)
                    .extracting(LlmRequest::body)
                    .isEqualTo(other.requests().stream().map(LlmRequest::body).toList());
            assertThat(traced)
                    .extracting(request -> request.header("x-stainless-helper"))
                    .isEqualTo(other.requests().stream()
                            .map(request -> request.header("x-stainless-helper"))
                            .toList());
        }
    }

    @Test
    void runner_streaming() throws Exception {
        answers();
        Recorded recorded = Recorded.of(folder, server, client -> {
            for (StreamResponse<BetaRawMessageStreamEvent> stream :
                    client.beta().messages().toolRunner(params()).streaming()) {
                try (stream) {
                    stream.stream().forEach(event -> {});
                }
            }
        });
        assertThat(recorded.outline()).isEqualTo(expected("app(chat, chat)", "app(chat, chat, get_weather)"));
        assertThat(recorded.spans())
                .filteredOn(span -> span.name().equals("chat"))
                .hasSize(2)
                .allSatisfy(span -> {
                    assertThat(span.timeToFirstTokenSeconds()).isPresent();
                    assertThat(span.metadata()).doesNotContainKeys("cancelled", "abandoned", "incomplete");
                });
    }

    /** The runner tells the model of it and goes on; the span says what happened. */
    @Test
    void tool_fails() throws Exception {
        server.enqueue(Reply.toolCall("get_weather", "{\"city\":\"Atlantis\"}"), Reply.text("Nobody knows."));
        Recorded recorded = Recorded.of(
                folder,
                server,
                client ->
                        client.beta().messages().toolRunner(params()).iterator().forEachRemaining(message -> {}));
        assertThat(recorded.outline()).isEqualTo(expected("app(chat, chat)", "app(chat, chat, get_weather!)"));
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1).body()).contains("under water");
    }

    @Test
    void contentOff_nothingOfTools() throws Exception {
        answers();
        Recorded recorded = Recorded.of(
                folder,
                SdkClient.plain(server),
                trace -> trace.captureContent(false),
                client ->
                        client.beta().messages().toolRunner(params()).iterator().forEachRemaining(message -> {}));
        assertThat(recorded.outline()).isEqualTo(expected("app(chat, chat)", "app(chat, chat, get_weather)"));
        assertThat(Files.readString(recorded.file())).doesNotContain("SECRETCITY", "sunny");
    }

    @Test
    void runner_outsideOfATrace() throws Exception {
        answers();
        List<BetaMessage> messages = new ArrayList<>();
        TraqoAnthropic.traced(SdkClient.plain(server))
                .beta()
                .messages()
                .toolRunner(params())
                .iterator()
                .forEachRemaining(messages::add);
        assertThat(messages).hasSize(2);
    }
}
