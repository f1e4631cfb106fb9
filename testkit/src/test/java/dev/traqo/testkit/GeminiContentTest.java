package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TokenUsage;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeminiContentTest {

    private static final String MODEL = "/v1beta/models/gemini-2.5-flash";
    private static final String PATH = MODEL + ":generateContent";
    private static final String STREAM = MODEL + ":streamGenerateContent?alt=sse";
    private static final String ASK = """
            {"systemInstruction":{"parts":[{"text":"Be brief."}]},\
            "contents":[{"role":"user","parts":[{"text":"Is it a bug?"}]}]}""";
    private static final TokenUsage USAGE =
            TokenUsage.of(1200, 350).withCacheRead(1000).withReasoning(200);

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whole_carriesThoughtTextCallsAndUsage() throws Exception {
        server.enqueue(Reply.text("It is.")
                .withReasoning("Let me")
                .withToolCall(ToolCall.of("search", "{\"query\":1}"))
                .withUsage(USAGE.withCost(3).withCacheCreation(9)));

        HttpResponse<String> response = client.post(PATH, ASK);

        assertThat(response.headers().firstValue("x-request-id")).isEmpty();
        assertThat(response.body()).isEqualTo("""
                        {"candidates":[{"content":{"parts":[{"text":"Let me","thought":true},{"text":"It is."},\
                        {"functionCall":{"id":"call_1_0","name":"search","args":{"query":1}}}],"role":"model"},\
                        "finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1200,\
                        "candidatesTokenCount":150,"totalTokenCount":1550,"cachedContentTokenCount":1000,\
                        "thoughtsTokenCount":200},"modelVersion":"gemini-2.5-flash","responseId":"resp-00000001"}""");
        LlmRequest request = server.takeRequest();
        assertThat(request.sentUsage()).isEqualTo(USAGE);
        assertThat(request.model()).isEqualTo("gemini-2.5-flash");
        assertThat(request.stream()).isFalse();
        assertThat(request.text()).isEqualTo("Be brief.\nIs it a bug?");
        assertThat(request.lastText()).isEqualTo("Is it a bug?");
    }

    @Test
    void stream_isChunksWithTheUsageSoFar() throws Exception {
        server.enqueue(Reply.text("It is.")
                .withReasoning("Let")
                .withToolCall(ToolCall.of("search", "{\"query\":\"broken"))
                .withUsage(USAGE)
                .withModel("gemini-2.5-flash-001"));

        Client.Stream stream = client.stream(STREAM, ASK);

        assertThat(stream.response().headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(stream.lines())
                .containsExactly(
                        event("{\"text\":\"Let\",\"thought\":true}", 1),
                        event("{\"text\":\"It\"}", 2),
                        event("{\"text\":\" is.\"}", 3),
                        event(
                                "{\"functionCall\":{\"id\":\"call_1_0\",\"name\":\"search\",\"args\":\"{\\\"query\\\":\\\"broken\"}}",
                                4),
                        """
                        {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP",\
                        "index":0}],"usageMetadata":{"promptTokenCount":1200,"candidatesTokenCount":150,\
                        "totalTokenCount":1550,"cachedContentTokenCount":1000,"thoughtsTokenCount":200},\
                        "modelVersion":"gemini-2.5-flash-001","responseId":"resp-00000001"}""");
        LlmRequest request = server.takeRequest();
        assertThat(request.sentUsage()).isEqualTo(USAGE);
        assertThat(request.stream()).isTrue();
    }

    private static String event(String part, int tokens) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + part + "],\"role\":\"model\"},\"index\":0}],"
                + "\"usageMetadata\":{\"promptTokenCount\":1200,\"candidatesTokenCount\":" + tokens
                + ",\"totalTokenCount\":" + (1200 + tokens) + ",\"cachedContentTokenCount\":1000},"
                + "\"modelVersion\":\"gemini-2.5-flash-001\",\"responseId\":\"resp-00000001\"}";
    }

    @Test
    void candidates_areInterleaved() throws Exception {
        server.enqueue(Reply.text("a b").withChoice("x").withoutUsage());

        List<Client.Event> events = client.stream(STREAM, ASK).events();

        assertThat(events)
                .extracting(event -> Client.at(event.json(), "candidates", 0, "index") + ":"
                        + Client.at(event.json(), "candidates", 0, "content", "parts", 0, "text"))
                .containsExactly("0:a", "1:x", "0: b", "0:");
        assertThat((String) Client.at(events.get(3).json(), "candidates", 1, "finishReason"))
                .isEqualTo("STOP");
        assertThat(server.takeRequest().sentUsage()).isNull();
    }

    @Test
    void paths_ofVertexAndOtherVersions() throws Exception {
        server.answer(request -> Reply.text("a"));
        for (String path : new String[] {
            "/v1/models/m-1:generateContent",
            "/v1beta1/projects/p/locations/l/publishers/google/models/m-1:generateContent",
            "/v1beta1/publishers/google/models/m-1:streamGenerateContent?alt=sse"
        }) {
            assertThat(client.post(path, ASK).statusCode()).as(path).isEqualTo(200);
            assertThat(server.takeRequest().model()).isEqualTo("m-1");
        }
        assertThat(client.post("/v1beta/models/m-1:unknown", ASK).statusCode()).isEqualTo(404);
    }

    @Test
    void errors_haveTheShapeOfTheProvider() throws Exception {
        server.enqueue(Reply.error(429, "Slow down."), Reply.error(500, "Broken."), Reply.error(503, "Later."));

        HttpResponse<String> limited = client.post(PATH, ASK);

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.body()).isEqualTo("""
                {"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED"}}""");
        assertThat(client.post(STREAM, ASK).body()).contains("\"INTERNAL\"");
        assertThat(client.post(PATH, ASK).body()).contains("\"UNAVAILABLE\"");
        HttpResponse<String> refused = client.post(PATH, "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("contents is not specified", "\"INVALID_ARGUMENT\"");
    }

    @Test
    void errorInTheMiddle_isAnErrorChunk() throws Exception {
        server.enqueue(Reply.chunks("one", "two").errorAfter(1, "Overloaded."));

        assertThat(client.stream(STREAM, ASK).lines()).last().isEqualTo("""
                {"error":{"code":500,"message":"Overloaded.","status":"INTERNAL"}}""");
    }

    @Test
    void finishReasons_areInTheWordsOfTheProvider() throws Exception {
        for (String[] words : new String[][] {
            {"stop", "STOP"}, {"length", "MAX_TOKENS"}, {"content_filter", "SAFETY"}, {"RECITATION", "RECITATION"}
        }) {
            server.enqueue(Reply.text("a").withFinishReason(words[0]));
            Map<String, Object> answer = Client.object(client.post(PATH, ASK).body());
            assertThat((String) Client.at(answer, "candidates", 0, "finishReason"))
                    .isEqualTo(words[1]);
        }
    }

    @Test
    void embeddings_areOneOrMany() throws Exception {
        String one = "{\"content\":{\"parts\":[{\"text\":\"refund\"}]},\"outputDimensionality\":4}";

        Map<String, Object> single =
                Client.object(client.post(MODEL + ":embedContent", one).body());
        Map<String, Object> batch =
                Client.object(client.post(MODEL + ":batchEmbedContents", "{\"requests\":[" + one + "," + one + "]}")
                        .body());

        List<Object> vector = Client.at(single, "embedding", "values");
        assertThat(vector).hasSize(4).contains(0.0);
        assertThat(batch.get("embeddings")).isEqualTo(List.of(Map.of("values", vector), Map.of("values", vector)));
        assertThat(server.takeRequest().text()).isEqualTo("refund");
        assertThat(server.takeRequest().sentUsage()).isNull();
        assertThat(client.post(MODEL + ":batchEmbedContents", "{}").statusCode())
                .isEqualTo(400);
        assertThat(client.post(MODEL + ":embedContent", "{}").statusCode()).isEqualTo(400);
        server.enqueueEmbeddings(Reply.error(500, "Broken."));
        assertThat(client.post(MODEL + ":embedContent", one).statusCode()).isEqualTo(500);
    }

    @Test
    void tokens_areCounted() throws Exception {
        // "Be brief.\nIs it a bug?" has 22 characters.
        assertThat(client.post(MODEL + ":countTokens", ASK).body()).isEqualTo("{\"totalTokens\":6}");
        assertThat(client.post(MODEL + ":countTokens", "{\"generateContentRequest\":" + ASK + "}")
                        .body())
                .isEqualTo("{\"totalTokens\":6}");
        server.enqueueOther(Reply.text("").withUsage(TokenUsage.of(99, 0)), Reply.error(429, "Slow down."));
        assertThat(client.post(MODEL + ":countTokens", ASK).body()).isEqualTo("{\"totalTokens\":99}");
        assertThat(client.post(MODEL + ":countTokens", ASK).statusCode()).isEqualTo(429);
    }
}
