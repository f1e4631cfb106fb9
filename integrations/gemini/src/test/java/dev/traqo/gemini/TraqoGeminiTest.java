package dev.traqo.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraqoGeminiTest {

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client gemini = Client.builder()
            .apiKey("key")
            .httpOptions(HttpOptions.builder().baseUrl(server.url()).build())
            .clientOptions(TraqoGemini.clientOptions())
            .build();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answerIsRecorded() throws Exception {
        server.enqueue(
                Reply.text("It is a bug.").withUsage(TokenUsage.of(1200, 350).withReasoning(200)));
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            GenerateContentResponse answer = gemini.models.generateContent(
                    "gemini-2.5-flash",
                    "Is this a bug?",
                    GenerateContentConfig.builder().temperature(0.5f).build());
            assertThat(answer.text()).isEqualTo("It is a bug.");
        }
        System.out.println(java.nio.file.Files.readString(file));
    }

    @Test
    void streamIsRecorded() throws Exception {
        server.enqueue(
                Reply.text("It is a bug.").withUsage(TokenUsage.of(1200, 350).withReasoning(200)));
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            try (ResponseStream<GenerateContentResponse> answer =
                    gemini.models.generateContentStream("gemini-2.5-flash", "Is this a bug?", null)) {
                for (GenerateContentResponse one : answer) {
                    System.out.println(one.text());
                }
            }
        }
        System.out.println(java.nio.file.Files.readString(file));
    }

    @Test
    void error() throws Exception {
        server.enqueue(Reply.error(400, "no such thing"));
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            assertThatThrownBy(() -> gemini.models.generateContent("gemini-2.5-flash", "Is this a bug?", null))
                    .isInstanceOf(ApiException.class)
                    .satisfies(e -> System.out.println(e));
        }
        System.out.println(java.nio.file.Files.readString(file));
    }
}
