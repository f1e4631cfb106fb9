package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TokenUsage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Completions, images, moderations, token counts, batches. */
class OtherWiresTest {

    private static final String COMPLETION = "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":\"Is it a bug?\"}";

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void completions_areWhole() throws Exception {
        server.enqueue(Reply.text("yes")
                .withToolCall(ToolCall.of("left", "{}"))
                .withChoice("no")
                .withReasoning("left out")
                .withUsage(TokenUsage.of(7, 3)));

        assertThat(client.post("/v1/completions", COMPLETION).body()).isEqualTo("""
                {"id":"cmpl-00000001","object":"text_completion","created":1767225601,\
                "model":"gpt-3.5-turbo-instruct","choices":[\
                {"text":"yes","index":0,"logprobs":null,"finish_reason":"stop"},\
                {"text":"no","index":1,"logprobs":null,"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}""");
        LlmRequest request = server.takeRequest();
        assertThat(request.sentUsage()).isEqualTo(TokenUsage.of(7, 3));
        assertThat(request.text()).isEqualTo("Is it a bug?");
        assertThat(client.post("/v1/completions", "{\"model\":\"m\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void completions_areStreamed() throws Exception {
        server.enqueue(Reply.text("a b").withUsage(TokenUsage.of(7, 3)).withReasoning("left out"));

        Client.Stream stream = client.stream(
                "/v1/completions",
                COMPLETION.replaceFirst("\\{", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},"));

        String head = """
                {"id":"cmpl-00000001","object":"text_completion","created":1767225601,\
                "model":"gpt-3.5-turbo-instruct","choices":[""";
        assertThat(stream.lines())
                .containsExactly(
                        head + "{\"text\":\"a\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}",
                        head + "{\"text\":\" b\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}",
                        head + "{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]}",
                        head + "],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}",
                        "[DONE]");
    }

    @Test
    void images_arePictures() throws Exception {
        server.enqueueOther(Reply.text("").withUsage(TokenUsage.of(10, 4000)));

        Map<String, Object> answer =
                Client.object(client.post("/v1/images/generations", "{\"prompt\":\"a red dot\",\"n\":2}")
                        .body());

        assertThat((List<?>) Client.at(answer, "data")).hasSize(2);
        byte[] png = Base64.getDecoder().decode((String) Client.at(answer, "data", 1, "b64_json"));
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getRGB(0, 0)).isEqualTo(0xFFFF0000);
        assertThat((Long) Client.at(answer, "usage", "total_tokens")).isEqualTo(4010);
        assertThat(server.takeRequest().sentUsage()).isEqualTo(TokenUsage.of(10, 4000));
        assertThat(client.post("/v1/images/generations", "{\"prompt\":\"x\",\"n\":11}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.post("/v1/images/generations", "{}").statusCode()).isEqualTo(400);
        assertThat(client.post("/v1/images/generations", "{\"prompt\":\"x\"}").body())
                .doesNotContain("usage");
    }

    @Test
    void moderations_flagWhatTheirNameStandsFor() throws Exception {
        Map<String, Object> answer =
                Client.object(client.post("/v1/moderations", "{\"input\":[\"Good morning\",\"pure Violence\"]}")
                        .body());

        assertThat(answer).containsEntry("model", "omni-moderation-latest");
        assertThat((Boolean) Client.at(answer, "results", 0, "flagged")).isFalse();
        assertThat((Boolean) Client.at(answer, "results", 1, "flagged")).isTrue();
        assertThat((Boolean) Client.at(answer, "results", 1, "categories", "violence"))
                .isTrue();
        assertThat((Boolean) Client.at(answer, "results", 1, "categories", "hate"))
                .isFalse();
        Map<String, Object> parts = Client.object(client.post(
                        "/v1/moderations",
                        "{\"input\":[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"image_url\"}]}")
                .body());
        assertThat((List<?>) Client.at(parts, "results")).hasSize(1);
        assertThat(client.post("/v1/moderations", "{\"input\":[]}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void tokens_areCounted() throws Exception {
        String ask = """
                {"model":"m","system":"Be brief.","messages":[{"role":"user","content":"Is it a bug?"}]}""";
        server.enqueueOther(Reply.text("").withUsage(TokenUsage.of(99, 0)), Reply.error(429, "Slow down."));

        assertThat(client.post("/v1/messages/count_tokens", ask).body()).isEqualTo("{\"input_tokens\":99}");
        HttpResponse<String> limited = client.post("/v1/messages/count_tokens", ask);
        assertThat(limited.body()).contains("rate_limit_error");
        assertThat(limited.headers().firstValue("request-id")).contains("req_00000002");
        // "Be brief.\nIs it a bug?" has 22 characters.
        assertThat(client.post("/v1/messages/count_tokens", ask).body()).isEqualTo("{\"input_tokens\":6}");
        assertThat(client.post("/v1/messages/count_tokens", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void batches_areCreatedListedRetrievedAndCancelled() throws Exception {
        String path = "/v1/messages/batches";

        HttpResponse<String> created =
                client.post(path, "{\"requests\":[{\"custom_id\":\"a\"},{\"custom_id\":\"b\"}]}");

        assertThat(created.headers().firstValue("request-id")).contains("req_00000001");
        assertThat(created.body()).isEqualTo("""
                {"id":"msgbatch_00000001","type":"message_batch","processing_status":"in_progress",\
                "request_counts":{"processing":2,"succeeded":0,"errored":0,"canceled":0,"expired":0},\
                "ended_at":null,"created_at":"2026-01-01T00:00:01Z","expires_at":"2026-01-02T00:00:01Z",\
                "archived_at":null,"cancel_initiated_at":null,"results_url":null}""");
        assertThat(Client.object(client.get(path + "/msgbatch_7").body()))
                .containsEntry("id", "msgbatch_7")
                .containsEntry("processing_status", "in_progress");
        assertThat((String)
                        Client.at(Client.object(client.get(path + "?limit=2").body()), "data", 0, "type"))
                .isEqualTo("message_batch");
        assertThat(Client.object(client.post(path + "/msgbatch_7/cancel", "").body()))
                .containsEntry("id", "msgbatch_7")
                .containsEntry("processing_status", "canceling");
        assertThat(client.get(path + "/msgbatch_7/results").statusCode()).isEqualTo(404);
        server.enqueueOther(Reply.error(529, "Busy."));
        assertThat(client.post(path, "{}").body()).contains("overloaded_error");
    }
}
