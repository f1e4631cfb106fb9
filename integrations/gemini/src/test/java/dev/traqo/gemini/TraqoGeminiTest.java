package dev.traqo.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.genai.Chat;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ClientException;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraqoGeminiTest {

    private static final String MODEL = "gemini-2.5-flash";

    @TempDir
    Path folder;

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client gemini = GeminiClient.sdk(server.url(), TraqoGemini.clientOptions());

    @AfterEach
    void close() {
        gemini.close();
        server.close();
    }

    @Test
    void settings_areParametersAndNoInput() throws Exception {
        server.enqueue(Reply.text("Yes."));
        GenerateContentConfig config = GenerateContentConfig.builder()
                .systemInstruction(Content.fromParts(Part.fromText("Be brief.")))
                .temperature(0.5f)
                .stopSequences("END")
                .thinkingConfig(ThinkingConfig.builder().thinkingBudget(128).build())
                .build();
        SpanNode call = Recorded.by(folder, () -> gemini.models.generateContent(MODEL, "Well?", config))
                .get(0);
        assertThat(Recorded.parameters(call))
                .containsEntry("temperature", 0.5)
                .containsEntry("stopSequences", List.of("END"))
                .containsEntry("thinkingConfig", Map.of("thinkingBudget", 128L))
                .doesNotContainKeys("generationConfig", "systemInstruction", "contents", "model");
        assertThat(Recorded.map(call.input())).containsOnlyKeys("systemInstruction", "contents");
    }

    @Test
    void chat_eachMessageIsACallWithTheHistory() throws Exception {
        server.enqueue(Reply.text("One."), Reply.chunks("Tw", "o."), Reply.text("Three."));
        List<SpanNode> calls = Recorded.by(folder, () -> {
            Chat chat = gemini.chats.create(MODEL);
            chat.sendMessage("Count!");
            try (ResponseStream<GenerateContentResponse> stream = chat.sendMessageStream("More!")) {
                stream.forEach(chunk -> {});
            }
            chat.sendMessage("More!");
            assertThat(chat.getHistory(false)).hasSize(8);
        });
        assertThat(calls).extracting(SpanNode::output).containsExactly("One.", "Two.", "Three.");
        assertThat((List<?>) ((Map<?, ?>) calls.get(2).input()).get("contents")).hasSize(7);
    }

    @Test
    void embedContent_vectorsAreCounted() throws Exception {
        List<EmbedContentResponse> answers = new ArrayList<>();
        EmbedContentConfig config = EmbedContentConfig.builder()
                .taskType("RETRIEVAL_DOCUMENT")
                .outputDimensionality(16)
                .title("A SECRET TITLE")
                .build();
        List<SpanNode> calls = Recorded.by(folder, () -> {
            answers.add(gemini.models.embedContent("gemini-embedding-001", "refund", config));
            answers.add(gemini.models.embedContent("gemini-embedding-001", List.of("refund", "return"), config));
            answers.add(gemini.async
                    .models
                    .embedContent("gemini-embedding-001", List.of("a", "b", "c"), null)
                    .get());
        });
        assertThat(answers.get(1).embeddings().orElseThrow()).hasSize(2);
        assertThat(calls).hasSize(3).allSatisfy(call -> {
            assertThat(call.name()).isEqualTo("embeddings");
            assertThat(call.kind()).isEqualTo("embedding");
            assertThat(call.metadata())
                    .containsEntry("model", "gemini-embedding-001")
                    .containsEntry("api", "embedContent")
                    .doesNotContainKeys("decode", "price_date");
            assertThat(call.tokenUsage()).isNull();
        });
        assertThat(calls.get(1).output()).isEqualTo(Map.of("vectors", 2L, "dimensions", 16L));
        assertThat(Recorded.parameters(calls.get(1)))
                .isEqualTo(Map.of("taskType", "RETRIEVAL_DOCUMENT", "outputDimensionality", 16L));
        assertThat((List<?>) calls.get(1).input()).hasSize(2);
        assertThat(calls.get(0).output()).isEqualTo(Map.of("vectors", 1L, "dimensions", 16L));
        assertThat(calls.get(2).output().toString()).contains("vectors=3");
    }

    @Test
    void countTokens_isAPlainSpan() throws Exception {
        SpanNode call = Recorded.by(
                        folder,
                        () -> assertThat(gemini.models
                                        .countTokens(MODEL, "How many?", null)
                                        .totalTokens())
                                .isPresent())
                .get(0);
        assertThat(call.name()).isEqualTo("models.countTokens");
        assertThat(call.kind()).isNull();
        assertThat(call.metadata()).doesNotContainKeys("decode", "token_usage", "model_parameters");
        assertThat(Recorded.map(call.input())).containsKey("contents");
        assertThat(Recorded.map(call.output())).containsKey("totalTokens");
    }

    private Client vertex() {
        return Client.builder()
                .apiKey("key")
                .vertexAI(true)
                .httpOptions(HttpOptions.builder().baseUrl(server.url()).build())
                .clientOptions(TraqoGemini.clientOptions())
                .build();
    }

    @Test
    void vertex_modelIsFoundInTheAddress() throws Exception {
        server.enqueue(Reply.text("Vertex."));
        try (Client vertex = vertex()) {
            SpanNode call = Recorded.by(folder, () -> vertex.models.generateContent(MODEL, "Who?", null))
                    .get(0);
            assertThat(server.requests().get(0).path()).contains("/publishers/google/models/");
            assertThat(call.metadata()).containsEntry("model", MODEL).containsEntry("api", "generateContent");
            assertThat(call.output()).isEqualTo("Vertex.");
        }
    }

    @Test
    void error_hasTypeAndMessageOfTheSdks() throws Exception {
        server.enqueue(Reply.error(400, "No such thing."));
        List<Throwable> thrown = new ArrayList<>();
        SpanNode call = Recorded.by(
                        folder,
                        () -> assertThatThrownBy(() -> gemini.models.generateContent(MODEL, "Please?", null))
                                .isInstanceOf(ClientException.class)
                                .hasMessageContaining("No such thing.")
                                .satisfies(thrown::add))
                .get(0);
        assertThat(call.status()).isEqualTo(Status.ERROR);
        assertThat(call.error())
                .containsEntry("type", ClientException.class.getName())
                .containsEntry("message", thrown.get(0).getMessage());
        assertThat(call.error().get("traceback").toString()).contains("TraqoGeminiTest");
    }

    /** Called by the SDK. */
    public static final class Tools {
        private Tools() {}

        public static String capital(String country) {
            return Tracer.current().span("tool").call(span -> "Paris of " + country);
        }
    }

    @Test
    void automaticFunctionCalling_eachCallIsASpanBesideTheTools() throws Exception {
        server.enqueue(
                Reply.toolCall("capital", "{\"country\":\"France\"}").withUsage(TokenUsage.of(10, 5)),
                Reply.text("It is Paris.").withUsage(TokenUsage.of(20, 6)));
        List<SpanNode> spans = Recorded.by(folder, () -> {
            GenerateContentResponse answer = gemini.models.generateContent(MODEL, "Capital of France?", withTools());
            assertThat(answer.text()).isEqualTo("It is Paris.");
        });
        assertThat(spans).extracting(SpanNode::name).containsExactly("chat", "tool", "chat");
        assertThat(spans.get(0).tokenUsage().inputTokens()).isEqualTo(10);
        assertThat(spans.get(2).tokenUsage().inputTokens()).isEqualTo(20);
        assertThat(spans.get(0).output().toString()).contains("capital").contains("France");
    }

    private static GenerateContentConfig withTools() throws Exception {
        Method capital = Tools.class.getMethod("capital", String.class);
        return GenerateContentConfig.builder()
                .tools(Tool.builder().functions(capital).build())
                .build();
    }

    @Test
    void generateImages_isAPlainSpanWithoutParameters() throws Exception {
        try (Client vertex = vertex()) {
            SpanNode call = Recorded.by(
                            folder,
                            () -> assertThatThrownBy(() -> vertex.models.generateImages(
                                            "imagen-4.0-generate-001", "A SECRET cat", null))
                                    .isInstanceOf(ClientException.class))
                    .get(0);
            assertThat(call.name()).isEqualTo("models.predict");
            assertThat(call.input().toString()).contains("A SECRET cat");
            assertThat(call.metadata()).doesNotContainKey("model_parameters");
            assertThat(call.error()).containsEntry("type", ClientException.class.getName());
        }
    }
}
