package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import dev.traqo.read.SpanNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of {@link LlmClientContract} about whole answers: what is asked, what comes, what it costs. */
public interface LlmAnswerContract extends LlmSubject {

    /** Question, answer, parameters, ids. */
    @Test
    default void complete_isRecorded(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).serving(Reply.text("It is a “bug”."));
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("Why – and since when?")));
        assertThat(seen.text()).isEqualTo("It is a “bug”.");
        SpanNode call = run.call();
        run.checkAnswered(call, run.request());
        assertThat(call.output()).isEqualTo("It is a “bug”.");
        assertThat(Json.write(call.input())).contains("Why – and since when?");
        Map<String, Object> metadata = call.metadata();
        assertThat(metadata)
                .containsEntry("model", model())
                .doesNotContainKeys("request_model", "stream", "time_to_first_token_s", "retries", "choices");
        assertThat((String) metadata.get("finish_reason")).isNotEmpty();
        assertThat(Json.write(metadata.get("model_parameters")))
                .contains(Double.toString(LlmClient.TEMPERATURE))
                .contains(Integer.toString(LlmClient.MAX_TOKENS))
                .doesNotContain("Why");
        if (run.covers(LlmFeature.REQUEST_ID)) {
            assertThat(metadata).containsEntry("request_id", run.request().requestId());
        } else {
            assertThat(metadata).doesNotContainKey("request_id");
        }
        assertThat(metadata.containsKey("response_id")).isEqualTo(run.covers(LlmFeature.RESPONSE_ID));
    }

    /** The model that answers is another one than was asked for. */
    @Test
    default void complete_answeredModelDiffers(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.ANSWERED_MODEL)
                .serving(Reply.text("Yes.").withModel("somebody-else-1"));
        run.use((client, saw) -> saw.accept(client.complete("You?")));
        SpanNode call = run.call();
        run.checkAnswered(call, run.request());
        assertThat(call.metadata()).containsEntry("model", "somebody-else-1").containsEntry("request_model", model());
    }

    /** Cache and reasoning tokens as far as the provider sends them, and their price. */
    @Test
    default void complete_cacheAndReasoningTokens(@TempDir Path folder) throws Exception {
        TokenUsage usage = TokenUsage.of(12_345, 678)
                .withCacheRead(9_000)
                .withCacheCreation(1_000)
                .withCacheCreation1h(400)
                .withReasoning(123);
        LlmRun run = LlmRun.of(this, folder)
                .serving(Reply.text("Yes.").withUsage(usage), Reply.text("No.").withUsage(usage));
        run.use((client, saw) -> {
            saw.accept(client.complete("Cheap?"));
            saw.accept(client.complete("Really?"));
        });
        assertThat(run.calls()).hasSize(2).allSatisfy(call -> run.checkAnswered(call, run.request()));
        assertThat(run.request().sentUsage()).isNotNull();
    }

    /** What the server does not say is absent, not zero. */
    @Test
    default void complete_withoutUsage(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).serving(Reply.text("Free.").withoutUsage());
        run.use((client, saw) -> saw.accept(client.complete("How much?")));
        assertThat(run.request().sentUsage()).isNull();
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().metadata()).doesNotContainKey("price_date");
    }

    /** An answer that ended at the limit says so. */
    @Test
    default void complete_finishReason(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .serving(Reply.text("Yes."), Reply.text("Yes, and").withFinishReason("length"));
        run.use((client, saw) -> {
            saw.accept(client.complete("Short?"));
            saw.accept(client.complete("Long?"));
        });
        List<Object> reasons = run.calls().stream()
                .map(call -> call.metadata().get("finish_reason"))
                .toList();
        assertThat(reasons).doesNotContainNull().doesNotHaveDuplicates();
    }

    /** What the model thinks is not what it says. */
    @Test
    default void complete_reasoning(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.REASONING)
                .serving(Reply.text("42.").withReasoning("Six times nine."));
        run.use((client, saw) -> saw.accept(client.complete("How many?")));
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().output()).isEqualTo(Map.of("text", "42.", "reasoning", "Six times nine."));
    }

    /** The tools to choose from, and the ones that were chosen. */
    @Test
    default void complete_toolCalls(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.TOOLS)
                .serving(Reply.text("Let me see.")
                        .withToolCall(ToolCall.of(LlmClient.TOOL, "{\"city\":\"Zürich\"}"))
                        .withToolCall(ToolCall.of(LlmClient.TOOL, "{\"city\":\"Oslo\"}")));
        run.use((client, saw) -> saw.accept(client.completeWithTool("Weather?").toString()));
        SpanNode call = run.call();
        run.checkAnswered(call, run.request());
        assertThat(Json.write(call.input())).contains(LlmClient.TOOL).contains("city");
        assertThat(call.output()).isInstanceOfSatisfying(Map.class, output -> {
            assertThat(output.get("text")).isEqualTo("Let me see.");
            assertThat(LlmRun.arguments(output)).containsExactly(Map.of("city", "Zürich"), Map.of("city", "Oslo"));
        });
    }

    /** The bytes of a picture are kept once beside the trace, not in it. */
    @Test
    default void complete_imageBecomesAFile(@TempDir Path folder) throws Exception {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(png));
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.IMAGES)
                .serving(Reply.text("A cat."), Reply.text("Still a cat."));
        run.use((client, saw) -> {
            saw.accept(client.completeWithImage("What is it?", png));
            saw.accept(client.completeWithImage("And now?", png));
        });
        assertThat(run.calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(Json.write(call.input()))
                        .contains("\"_file\":\"" + sha256 + ".png\"")
                        .contains("\"_type\":\"image/png\"")
                        .contains("\"_size\":20")
                        .contains("\"_sha256\":\"" + sha256 + "\""));
        assertThat(folder.resolve("run.files").resolve(sha256 + ".png")).hasBinaryContent(png);
        try (var files = Files.list(folder.resolve("run.files"))) {
            assertThat(files).hasSize(1);
        }
        String base64 = Base64.getEncoder().encodeToString(png);
        assertThat(run.request().body()).contains(base64);
        assertThat(Files.readString(run.file(), StandardCharsets.UTF_8)).doesNotContain(base64);
    }

    /** 5 MB of text arrive and are recorded, character by character. */
    @Test
    default void complete_largeAnswer(@TempDir Path folder) throws Exception {
        int size = 5 * 1024 * 1024;
        LlmRun run = LlmRun.of(this, folder).serving(Reply.ofSize(size));
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("All of it?")));
        assertThat(seen.text()).hasSize(size);
        run.checkAnswered(run.call(), run.request());
        assertThat(seen.text().equals(run.call().output())).as("equal texts").isTrue();
    }

    /** An empty answer is an answer. */
    @Test
    default void complete_emptyAnswer(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).serving(Reply.text(""));
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("Nothing?")));
        assertThat(seen.text()).isEmpty();
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().output()).isIn(null, "");
    }
}
