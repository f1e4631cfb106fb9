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
                support-agent: ok, 24 spans, 1 errors, 7526+659 tokens, $0.006603
                  check message [guardrail] ok
                  front desk [agent] ok
                    chat [llm] ok 364+9 cached 0 tool_calls
                    look_up_order [tool] error
                    * retry
                    look_up_order [tool] ok
                    chat [llm] ok 472+132 cached 0 tool_calls
                    ask_specialists [tool] ok
                      billing: ok, 8 spans, 0 errors, 3069+161 tokens, $0.002005
                        billing specialist [agent] ok
                          chat [llm] ok 413+47 cached 0 tool_calls
                          search_help_center [retriever] ok
                            embed [embedding] ok 570
                          look_up_subscription [tool] ok
                          chat [llm] ok 995+30 cached 0 tool_calls
                          prorate_refund [tool] ok
                          chat [llm] ok 1091+84 cached 896 stop
                      repairs: ok, 7 spans, 0 errors, 2756+159 tokens, $0.001796
                        repairs specialist [agent] ok
                          chat [llm] ok 311+38 cached 0 tool_calls
                          search_help_center [retriever] ok
                            embed [embedding] ok 641
                          chat [llm] ok 858+18 cached 0 tool_calls
                          check_warranty [tool] ok
                          chat [llm] ok 946+103 cached 768 stop
                    chat [llm] ok 865+198 cached 0 stop
                  check reply [guardrail] ok
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
        assertThat(events.stream().filter(e -> e.type().equals("span_end") && "llm".equals(e.kind())))
                .hasSize(3)
                .allSatisfy(llm -> assertThat(llm.metadata())
                        .containsKeys("model", "provider", "finish_reason", "time_to_first_token_s"));
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

            LlmRequest request = server.takeRequest();
            assertThat(request.model()).isEqualTo("gpt-4.1-mini");
            assertThat(request.header("Authorization")).isEqualTo("Bearer key-of-the-test");
            assertThat(end(file).status()).isEqualTo("ok");
            assertThat(TreeText.events(file).stream()
                            .filter(e -> "llm".equals(e.kind()) && e.type().equals("span_end")))
                    .hasSize(3)
                    .allSatisfy(llm -> assertThat(llm.metadata()).containsEntry("model", "gpt-4.1-mini"));
        }
        assertThat(text())
                .startsWith("Model: gpt-4.1-mini at http://127.0.0.1:")
                .doesNotContain("key-of-the-test");
    }

    @Test
    void serverWithoutEmbeddings_ranksByWords() throws IOException {
        try (FakeLlmServer server = FakeLlmServer.start().answer(SupportAgentTest::atOnce)) {
            server.enqueueEmbeddings(Reply.error(404, "no such model"), Reply.error(404, "no such model"));
            Path file = run(folder.resolve("run.jsonl"), Map.of("OPENAI_BASE_URL", server.baseUrl()));

            assertThat(end(file).status()).isEqualTo("ok");
            assertThat(TreeText.of(file)).contains("embed [embedding] error").contains("* ranked_by_words_only");
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

        String line = url + "/chat/completions: cannot connect; check OPENAI_BASE_URL";
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
    void refusedKey_namesTheVariable() throws IOException {
        assertThat(withReply(Reply.error(401, "Incorrect API key provided")))
                .contains("HTTP 401 (Incorrect API key provided); check OPENAI_API_KEY");
    }

    @Test
    void unknownModel_namesTheVariables() throws IOException {
        assertThat(withReply(Reply.error(404, "The model does not exist"))).contains("OPENAI_MODEL");
    }

    @Test
    void errorInsideTheStream_endsTheRun() throws IOException {
        assertThat(withReply(Reply.text("one two three").errorAfter(1, "overloaded")))
                .contains("the model broke off: overloaded");
    }

    @Test
    void answerThatIsCut_endsTheRun() throws IOException {
        assertThat(withReply(Reply.text("one two three").cutAfter(1))).contains("in the middle of");
    }

    @Test
    void failingSpecialist_endsTheRun() throws IOException {
        String ask = "{\"questions\":[{\"specialist\":\"repairs\",\"question\":\"E07\"}]}";
        try (FakeLlmServer server = FakeLlmServer.start()) {
            server.enqueue(Reply.toolCall("ask_specialists", ask), Reply.error(500, "out of order"));
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

    private String withReply(Reply reply) throws IOException {
        try (FakeLlmServer server = FakeLlmServer.start().enqueue(reply)) {
            Path file = run(folder.resolve("run.jsonl"), Map.of("OPENAI_BASE_URL", server.baseUrl()));
            assertThat(end(file).status()).isEqualTo("error");
            assertThat(text().lines().filter(line -> line.contains("The agent has no answer: ")))
                    .hasSize(1);
            return text();
        }
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
