package dev.traqo.examples.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Traqo;
import dev.traqo.read.TraceEvent;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmRequest;
import dev.traqo.testkit.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportAgentTest {

    @TempDir
    private static Path shared;

    private static Path demo;
    private static String conversation;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeAll
    static void runOnce() {
        SupportAgentTest test = new SupportAgentTest();
        demo = test.run(shared.resolve("demo.jsonl"), Map.of());
        conversation = test.text();
    }

    @Test
    void tree_isTheSameInEveryRun() throws IOException {
        String first = TreeText.of(demo);
        String second = TreeText.of(run(folder.resolve("second.jsonl"), Map.of()));

        assertThat(first).isEqualToNormalizingNewlines("""
                support-agent: ok, 28 spans, 1 errors, 8486+667 tokens, $0.006858
                  check message [guardrail] ok
                    chat [llm] ok 126+4 stop
                  front desk [agent] ok
                    chat [llm] ok 364+9 cached 0 tool_calls
                    look_up_order [tool] error
                    * retry
                    look_up_order [tool] ok
                    chat [llm] ok 476+132 cached 0 tool_calls
                    ask_specialists [tool] ok
                      billing: ok, 8 spans, 0 errors, 3082+161 tokens, $0.002015
                        billing specialist [agent] ok
                          chat [llm] ok 413+47 cached 0 tool_calls
                          search_help_center [retriever] ok
                            embeddings [embedding] ok 570
                          look_up_subscription [tool] ok
                          chat [llm] ok 999+30 cached 0 tool_calls
                          prorate_refund [tool] ok
                          chat [llm] ok 1100+84 cached 896 stop
                      repairs: ok, 7 spans, 0 errors, 2769+159 tokens, $0.001806
                        repairs specialist [agent] ok
                          chat [llm] ok 311+38 cached 0 tool_calls
                          search_help_center [retriever] ok
                            embeddings [embedding] ok 641
                          chat [llm] ok 863+18 cached 0 tool_calls
                          check_warranty [tool] ok
                          chat [llm] ok 954+103 cached 768 stop
                    chat [llm] ok 873+198 cached 0 stop
                  check reply [guardrail] ok
                    chat [llm] ok 557+2 STOP
                  check tone [guardrail] ok
                    chat [llm] ok 239+2 end_turn
                  * reply_sent
                """);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void reply_isMadeOfWhatTheToolsFound() throws IOException {
        Map<String, Object> output = Values.map(end(demo).fields(), "output");
        assertThat(Values.text(output, "reply"))
                .contains("Nora Lindqvist")
                .contains("under warranty until 2027-02-14")
                .contains("49 of its 92 days are left, so you get $44.74 back")
                .contains("within two working days");
        assertThat(output).containsEntry("grounded", true);
        assertThat(conversation).contains(Values.text(output, "reply"));
    }

    @Test
    void trace_hasThreadTagsAndTimesToFirstToken() throws IOException {
        List<TraceEvent> events = TreeText.events(demo);

        TraceEvent start = TreeText.only(events, "trace_start");
        assertThat(start.fields()).containsEntry("thread_id", "conv-20417");
        assertThat(start.tags()).containsExactly("support", "demo");
        List<TraceEvent> calls = modelCalls(events);
        assertThat(calls)
                .hasSize(6)
                .allSatisfy(call -> assertThat(call.metadata())
                        .containsKeys("model", "provider", "api", "finish_reason", "price_date"));
        assertThat(calls.stream().filter(call -> call.metadata().containsKey("stream")))
                .hasSize(3)
                .allSatisfy(call -> assertThat(call.metadata()).containsKey("time_to_first_token_s"));
    }

    @Test
    void libraries_leaveTheSameKindOfSpan() throws IOException {
        assertThat(modelCalls(TreeText.events(demo)))
                .extracting(call -> Values.text(call.metadata(), "api") + " " + Values.text(call.metadata(), "model"))
                .containsOnly(
                        "langchain4j.chat gpt-5.4-nano",
                        "chat.completions gpt-5.4-mini",
                        "generateContent gemini-3.5-flash-lite",
                        "messages claude-haiku-5-5");
    }

    @Test
    void failedAttempt_isRecordedAndRepeated() throws IOException {
        List<TraceEvent> attempts = TreeText.events(demo).stream()
                .filter(e -> e.type().equals("span_end") && "look_up_order".equals(e.name()))
                .toList();

        assertThat(attempts).extracting(TraceEvent::status).containsExactly("error", "ok");
        assertThat(Values.text(Values.map(attempts.get(0).fields(), "error"), "type"))
                .endsWith("ServiceUnavailableException");
        assertThat(attempts.get(1).metadata()).containsEntry("attempt", 2L);
    }

    @Test
    void realEndpoint_isAskedWithItsModelAndKey() throws IOException {
        try (FakeLlmServer server = FakeLlmServer.start().answer(SupportAgentTest::atOnce)) {
            Path file = run(
                    folder.resolve("run.jsonl"),
                    Map.of(
                            "OPENAI_BASE_URL", server.baseUrl() + "/",
                            "OPENAI_API_KEY", "key-of-the-test",
                            "OPENAI_MODEL", "gpt-4.1-mini"));

            assertThat(server.requests())
                    .isNotEmpty()
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).isEqualTo("Bearer key-of-the-test"));
            assertThat(end(file).status()).isEqualTo("ok");
            assertThat(modelCalls(TreeText.events(file)))
                    .extracting(call -> Values.text(call.metadata(), "model"))
                    .containsOnly("gpt-4.1-mini", "gemini-3.5-flash-lite", "claude-haiku-5-5");
        }
        assertThat(text())
                .startsWith("Models: gpt-4.1-mini at http://127.0.0.1:")
                .contains(", gemini-3.5-flash-lite (scripted), claude-haiku-5-5 (scripted)")
                .doesNotContain("key-of-the-test");
    }

    @Test
    void otherVendors_areAskedWithTheirModelsAndKeys() throws IOException {
        try (FakeLlmServer server = FakeLlmServer.start().answer(SupportAgentTest::atOnce)) {
            Path file = run(
                    folder.resolve("run.jsonl"),
                    Map.of(
                            "ANTHROPIC_BASE_URL", server.url(),
                            "ANTHROPIC_API_KEY", "key-for-anthropic",
                            "GOOGLE_GEMINI_BASE_URL", server.url(),
                            "GEMINI_API_KEY", "key-for-gemini",
                            "GEMINI_MODEL", "gemini-2.5-pro"));

            LlmRequest gemini = server.takeRequest();
            LlmRequest anthropic = server.takeRequest();
            assertThat(gemini.model()).isEqualTo("gemini-2.5-pro");
            assertThat(gemini.header("x-goog-api-key")).isEqualTo("key-for-gemini");
            assertThat(anthropic.model()).isEqualTo("claude-haiku-5-5");
            assertThat(anthropic.header("Authorization")).isEqualTo("Bearer key-for-anthropic");
            assertThat(server.requests()).hasSize(2);
            assertThat(end(file).status()).isEqualTo("ok");
        }
        assertThat(text()).startsWith("Models: gpt-5.4-mini (scripted), gemini-2.5-pro at http://127.0.0.1:");
    }

    @Test
    void serverWithoutEmbeddings_ranksByWords() throws IOException {
        try (FakeLlmServer server = FakeLlmServer.start().answer(SupportAgentTest::atOnce)) {
            server.enqueueEmbeddings(Reply.error(404, "no such model"), Reply.error(404, "no such model"));
            Path file = run(folder.resolve("run.jsonl"), Map.of("OPENAI_BASE_URL", server.baseUrl()));

            assertThat(end(file).status()).isEqualTo("ok");
            assertThat(TreeText.of(file))
                    .contains("embeddings [embedding] error")
                    .contains("* ranked_by_words_only");
        }
        assertThat(text()).contains("$44.74");
    }

    @Test
    void wrongUrl_isOneLineAndAnErrorInTheTrace() throws IOException {
        String url;
        try (FakeLlmServer server = FakeLlmServer.start()) {
            url = server.baseUrl();
        }
        Path file = run(folder.resolve("run.jsonl"), Map.of("OPENAI_BASE_URL", url));

        String line = url + ": cannot connect; check OPENAI_BASE_URL";
        assertThat(text().lines()).contains("The agent has no answer: " + line);
        assertThat(end(file).status()).isEqualTo("error");
        assertThat(Values.map(end(file).fields(), "error")).containsEntry("message", line);
    }

    @Test
    void malformedUrl_isOneLine() throws IOException {
        Path file = run(folder.resolve("run.jsonl"), Map.of("OPENAI_BASE_URL", "localhost 8080"));

        assertThat(text()).contains("is malformed (base URL: localhost 8080); an address looks like https://");
        assertThat(end(file).status()).isEqualTo("error");
    }

    @Test
    void malformedKey_isNotShown() throws IOException {
        Path file = run(folder.resolve("run.jsonl"), Map.of("ANTHROPIC_API_KEY", "secret\nkey"));

        assertThat(text())
                .contains("ANTHROPIC_BASE_URL or ANTHROPIC_API_KEY is malformed (base URL: https://api.anthropic.com)")
                .doesNotContain("secret");
        assertThat(end(file).status()).isEqualTo("error");
    }

    @Test
    void errorInsideTheStream_endsTheRun() throws IOException {
        assertThat(withReplyToAgents(Reply.text("one two three").errorAfter(1, "overloaded")))
                .contains("the model broke off: overloaded");
    }

    @Test
    void answerThatIsCut_endsTheRun() throws IOException {
        assertThat(withReplyToAgents(Reply.text("one two three").cutAfter(1))).contains("in the middle of");
    }

    @Test
    void answerThatIsNotFinished_endsTheRun() throws IOException {
        assertThat(withReplyToAgents(Reply.status(200, "data: [DONE]\n\n"))).contains("in the middle of");
    }

    @Test
    void failingSpecialist_endsTheRun() throws IOException {
        Reply broken = Reply.error(500, "out of order").withHeader("x-should-retry", "false");
        try (FakeLlmServer server = FakeLlmServer.start()
                .answer(request -> request.text().startsWith(Prompts.REPAIRS) ? broken : atOnce(request))) {
            Path file = run(folder.resolve("run.jsonl"), Map.of("OPENAI_BASE_URL", server.baseUrl()));

            assertThat(text().lines().filter(line -> line.contains("HTTP 500 (out of order)")))
                    .hasSize(1);
            assertThat(TreeText.of(file))
                    .contains("ask_specialists [tool] error")
                    .contains("repairs: error");
        }
    }

    @Test
    void tracingSwitchedOff_saysThatNothingWasWritten() {
        Traqo.disable();
        try {
            assertThatThrownBy(() -> run(folder.resolve("run.jsonl"), Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no trace was written");
        } finally {
            Traqo.enable();
        }
    }

    private String withReplyToAgents(Reply reply) throws IOException {
        try (FakeLlmServer server =
                FakeLlmServer.start().answer(request -> request.stream() ? reply : atOnce(request))) {
            Path file = run(folder.resolve("run.jsonl"), Map.of("OPENAI_BASE_URL", server.baseUrl()));
            assertThat(end(file).status()).isEqualTo("error");
            assertThat(text().lines().filter(line -> line.contains("The agent has no answer: ")))
                    .hasSize(1);
            return text();
        }
    }

    private static List<TraceEvent> modelCalls(List<TraceEvent> events) {
        return events.stream()
                .filter(event -> event.type().equals("span_end") && "llm".equals(event.kind()))
                .toList();
    }

    private static Reply atOnce(LlmRequest request) {
        return new ScriptedModel()
                .answer(request)
                .withFirstChunkDelay(Duration.ZERO)
                .withChunkDelay(Duration.ZERO);
    }

    private Path run(Path file, Map<String, String> variables) {
        return SupportAgent.run(file, new PrintStream(printed, true, StandardCharsets.UTF_8), variables::get);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static TraceEvent end(Path file) throws IOException {
        return TreeText.only(TreeText.events(file), "trace_end");
    }
}
