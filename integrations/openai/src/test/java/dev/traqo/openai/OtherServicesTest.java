package dev.traqo.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.moderations.ModerationCreateParams;
import com.sun.net.httpserver.HttpServer;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OtherServicesTest {

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    final OpenAIClient client = TraqoOpenAI.traced(SdkDriver.plain(server));

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void embeddings_areOfTheirKind() throws Exception {
        EmbeddingCreateParams params = EmbeddingCreateParams.builder()
                .model("text-embedding-3-small")
                .inputOfArrayOfStrings(List.of("refund", "policy"))
                .dimensions(8)
                .build();
        AtomicReference<CreateEmbeddingResponse> answer = new AtomicReference<>();
        List<SpanNode> spans = Trace.of(folder, () -> {
            answer.set(client.embeddings().create(params));
            client.async().embeddings().create(params).join();
        });
        assertThat(answer.get().data()).hasSize(2);
        for (SpanNode span : spans) {
            assertThat(span.name()).isEqualTo("embeddings");
            assertThat(span.kind()).isEqualTo("embedding");
            assertThat(span.input()).isEqualTo(List.of("refund", "policy"));
            assertThat(span.output()).isEqualTo(Map.of("vectors", 2L, "dimensions", 8L));
            assertThat(span.metadata()).containsEntry("api", "embeddings");
            assertThat(span.tokenUsage().inputTokens())
                    .isEqualTo(server.takeRequest().sentUsage().inputTokens());
        }
    }

    @Test
    void completions_areTextCompletions() throws Exception {
        server.answer(request -> Reply.text("upon a time"));
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model("gpt-3.5-turbo-instruct")
                .prompt("Once")
                .build();
        List<SpanNode> spans = Trace.of(folder, () -> {
            client.completions().create(params);
            client.completions().createStreaming(params).stream().count();
        });
        assertThat(spans).hasSize(2).allSatisfy(span -> {
            assertThat(span.name()).isEqualTo("text_completion");
            assertThat(span.kind()).isEqualTo("llm");
            assertThat(span.input()).isEqualTo(Map.of("prompt", "Once"));
            assertThat(span.output()).isEqualTo("upon a time");
        });
    }

    @Test
    void images_areSpans() throws Exception {
        SpanNode span = Trace.one(
                folder,
                () -> client.images()
                        .generate(ImageGenerateParams.builder()
                                .model("gpt-image-1")
                                .prompt("a red dot")
                                .build()));
        assertThat(span.name()).isEqualTo("images.generate");
        assertThat(span.kind()).isNull();
        assertThat(span.input()).isEqualTo(Map.of("prompt", "a red dot"));
        assertThat(span.metadata()).containsEntry("api", "images").containsEntry("model", "gpt-image-1");
        assertThat(span.output().toString()).contains("_sha256").contains("image/png");
    }

    @Test
    void upload_isRecordedWithoutTouchingIt() throws Exception {
        server.answer(request -> Reply.error(400, "no edits here"));
        byte[] picture = "picture".getBytes(StandardCharsets.UTF_8);
        ByteArrayInputStream bytes = new ByteArrayInputStream(picture);
        List<SpanNode> spans = Trace.of(folder, () -> {
            try {
                client.images()
                        .edit(ImageEditParams.builder()
                                .image(bytes)
                                .prompt("redder")
                                .build());
            } catch (RuntimeException e) {
                // the server has no such endpoint
            }
        });
        assertThat(spans.get(0).name()).isEqualTo("images.edit");
        assertThat(spans.get(0).input().toString()).contains("redder").doesNotContain("picture");
        assertThat(server.takeRequest().body()).contains("picture").contains("redder");
    }

    @Test
    void moderations_areSpans() throws Exception {
        SpanNode span = Trace.one(
                folder,
                () -> client.moderations()
                        .create(ModerationCreateParams.builder().input("Hello").build()));
        assertThat(span.name()).isEqualTo("moderations.create");
        assertThat(span.kind()).isNull();
        assertThat(span.input()).isEqualTo(Map.of("input", "Hello"));
        assertThat(span.output().toString()).contains("flagged");
    }

    @Test
    void models_areNotRecorded() throws Exception {
        assertThat(Trace.of(folder, () -> client.models().list().data())).isEmpty();
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void speech_isRecordedBySize() throws Exception {
        HttpServer speech = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        speech.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("content-type", "audio/mpeg");
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write(new byte[] {1, 2, 3, 4, 5});
            exchange.close();
        });
        speech.start();
        SpeechCreateParams params = SpeechCreateParams.builder()
                .model("tts-1")
                .input("Hello")
                .voice((JsonField) JsonValue.from("alloy")) // its type is not the same in all versions
                .build();
        try (Closing openai = new Closing(TraqoOpenAI.traced(OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + speech.getAddress().getPort())
                .apiKey("key")
                .build()))) {
            List<SpanNode> spans = Trace.of(folder, () -> {
                try (HttpResponse response = openai.client().audio().speech().create(params)) {
                    assertThat(response.body().readAllBytes()).containsExactly(1, 2, 3, 4, 5);
                }
                try (HttpResponse response =
                        openai.client().async().audio().speech().create(params).join()) {
                    assertThat(response.body().readAllBytes()).hasSize(5);
                }
            });
            assertThat(spans).hasSize(2).allSatisfy(span -> {
                assertThat(span.name()).isEqualTo("audio.speech.create");
                assertThat(span.input()).isEqualTo(Map.of("input", "Hello"));
                assertThat(span.output()).isEqualTo(Map.of("_type", "audio/mpeg", "_size", 5L));
            });
        } finally {
            speech.stop(0);
        }
    }

    private record Closing(OpenAIClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    void provider_isOfTheAddress() {
        OpenAiSdk sdk = new OpenAiSdk(StreamUsage.AUTO);
        assertThat(sdk.provider("https://api.openai.com/v1")).isEqualTo("openai");
        assertThat(sdk.provider("https://mine.openai.azure.com")).isEqualTo("azure");
        assertThat(sdk.provider("https://openrouter.ai/api/v1")).isEqualTo("openrouter");
        assertThat(sdk.provider(null)).isEqualTo("openai");
    }
}
