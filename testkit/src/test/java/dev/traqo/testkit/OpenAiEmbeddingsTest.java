package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.traqo.TokenUsage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiEmbeddingsTest {

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void ranksSharedWordsHigher() {
        float[] question = Vectors.of("How do I get a refund for my order?", 256);
        float[] near = Vectors.of("A refund for an order takes five days.", 256);
        float[] far = Vectors.of("Printers need toner.", 256);

        assertThat(dot(question, question)).isCloseTo(1, within(1e-5));
        assertThat(dot(question, near)).isGreaterThan(dot(question, far) + 0.2);
        assertThat(Vectors.of(" … ", 4)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void answersEveryInput_withUsage() throws Exception {
        Map<String, Object> answer = Client.object(embed("[\"one text\",\"another\"]", ""));

        assertThat(answer).containsEntry("model", "text-embedding-3-small");
        List<Map<String, Object>> data = Client.at(answer, "data");
        assertThat(data).extracting(one -> one.get("index")).containsExactly(0L, 1L);
        List<Double> second = Client.at(data, 1, "embedding");
        assertThat(second).hasSize(256);
        float[] expected = Vectors.of("another", 256);
        for (int i = 0; i < 256; i++) {
            assertThat(second.get(i).floatValue()).isEqualTo(expected[i]);
        }
        // 15 characters and the line end between them.
        assertThat(answer.get("usage")).isEqualTo(Map.of("prompt_tokens", 4L, "total_tokens", 4L));
        assertThat(server.takeRequest().sentUsage()).isEqualTo(TokenUsage.of(4, -1));
    }

    @Test
    void encodesBase64_whenAsked() throws Exception {
        String answer = embed("\"one text\"", ",\"encoding_format\":\"base64\",\"dimensions\":8");

        String encoded = Client.at(Client.object(answer), "data", 0, "embedding");
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(encoded)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(32);
        for (float expected : Vectors.of("one text", 8)) {
            assertThat(bytes.getFloat()).isEqualTo(expected);
        }
    }

    @Test
    void acceptsTokenNumbers() throws Exception {
        assertThat((List<?>) Client.at(Client.object(embed("[1,2,3]", "")), "data"))
                .hasSize(1);
        assertThat((List<?>) Client.at(Client.object(embed("[[1,2],[3]]", "")), "data"))
                .hasSize(2);
    }

    @Test
    void refuses_missingInputAndWrongDimensions() throws Exception {
        assertThat(embed("[]", "")).contains("you must provide an input parameter");
        assertThat(embed("\"x\"", ",\"dimensions\":0")).contains("dimensions must be a number from 1");
        assertThat(embed("\"x\"", ",\"dimensions\":\"many\"")).contains("dimensions must be a number from 1");
    }

    @Test
    void takesItsOwnScript_andLeavesTheOther() throws Exception {
        server.enqueue(Reply.text("for the chat"));
        server.enqueueEmbeddings(
                Reply.rateLimited(Duration.ofSeconds(1)),
                Reply.text("").withUsage(TokenUsage.of(77, -1)),
                Reply.text("").withoutUsage());

        assertThat(embed("\"x\"", "")).contains("rate_limit_exceeded");
        assertThat(embed("\"x\"", "")).contains("\"prompt_tokens\":77");
        assertThat(embed("\"x\"", "")).doesNotContain("usage");
        assertThat(embed("\"x\"", "")).contains("\"prompt_tokens\":1,");
        assertThat(client.chat(Client.CHAT).body()).contains("for the chat");
    }

    private String embed(String input, String more) throws Exception {
        return client.post("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":" + input + more + "}")
                .body();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
