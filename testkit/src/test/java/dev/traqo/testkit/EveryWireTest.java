package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong, and when things leave, at every endpoint that generates text. */
class EveryWireTest {

    enum Endpoint {
        CHAT("/v1/chat/completions", Client.CHAT, "choices.0.delta.content", "choices.0.message.content"),
        RESPONSES("/v1/responses", "{\"model\":\"m\",\"input\":\"Hi\"}", "delta", "output.0.content.0.text"),
        COMPLETIONS("/v1/completions", "{\"model\":\"m\",\"prompt\":\"Hi\"}", "choices.0.text", "choices.0.text"),
        ANTHROPIC(
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "delta.text",
                "content.0.text"),
        GEMINI(
                "/v1beta/models/m:generateContent",
                "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}",
                "candidates.0.content.parts.0.text",
                "candidates.0.content.parts.0.text");

        final String path;
        final String body;
        private final String delta;
        private final String text;

        Endpoint(String path, String body, String delta, String text) {
            this.path = path;
            this.body = body;
            this.delta = delta;
            this.text = text;
        }

        String streamPath() {
            return path.replace(":generateContent", ":streamGenerateContent?alt=sse");
        }

        String streamBody() {
            return this == GEMINI ? body : body.replaceFirst("\\{", "{\"stream\":true,");
        }

        String text(String answer) {
            return String.valueOf(at(Json.parse(answer), text));
        }

        /** The text of each event that has some. */
        List<String> chunks(Client.Stream stream) {
            List<String> chunks = new ArrayList<>();
            for (Client.Event event : stream.events()) {
                Object value = event.data().startsWith("{") ? at(parsed(event.data()), delta) : null;
                if (value instanceof String chunk && !chunk.isEmpty()) {
                    chunks.add(chunk);
                }
            }
            return chunks;
        }

        static Object parsed(String json) {
            try {
                return Json.parse(json);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private static Object at(Object json, String path) {
            Object value = json;
            for (String step : path.split("\\.")) {
                if (value instanceof List<?> list) {
                    int index = Integer.parseInt(step);
                    value = index < list.size() ? list.get(index) : null;
                } else {
                    value = value instanceof Map<?, ?> map ? map.get(step) : null;
                }
            }
            return value;
        }
    }

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    private Client.Stream stream(Endpoint endpoint) throws Exception {
        return client.stream(endpoint.streamPath(), endpoint.streamBody());
    }

    @ParameterizedTest
    @EnumSource
    void rateLimitAndErrors_areHttpErrors(Endpoint endpoint) throws Exception {
        Reply limited = Reply.rateLimited(Duration.ofMillis(1500));
        server.enqueue(limited, limited, Reply.error(500, "Broken."), Reply.text("ok"));

        for (HttpResponse<String> response : List.of(
                client.post(endpoint.path, endpoint.body), client.post(endpoint.streamPath(), endpoint.streamBody()))) {
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue("retry-after")).contains("2");
            assertThat(response.body()).contains("Rate limit reached.");
        }
        assertThat(client.post(endpoint.path, endpoint.body).body()).contains("Broken.");
        assertThat(endpoint.text(client.post(endpoint.path, endpoint.body).body()))
                .isEqualTo("ok");
        assertThat(server.requests().get(0).sentUsage()).isNull();
        assertThat(server.requests().get(0).firstChunkNanos()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void chunksArriveNoEarlierThanTheirTime(Endpoint endpoint) throws Exception {
        server.enqueue(Reply.chunks("a", "b", "c")
                .withFirstChunkDelay(Duration.ofMillis(60))
                .withChunkDelay(Duration.ofMillis(20)));

        long before = System.nanoTime();
        Client.Stream stream = stream(endpoint);
        long after = System.nanoTime();

        assertThat(endpoint.chunks(stream)).containsExactly("a", "b", "c");
        assertThat(stream.last().after()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        LlmRequest request = server.takeRequest();
        assertThat(request.arrivedNanos()).isBetween(before, after);
        assertThat(request.firstChunkNanos() - request.arrivedNanos())
                .isGreaterThanOrEqualTo(Duration.ofMillis(60).toNanos())
                .isLessThan(after - before);
    }

    @ParameterizedTest
    @EnumSource
    void cut_endsInTheMiddle(Endpoint endpoint) throws Exception {
        Reply reply = Reply.chunks("one", "two", "three")
                .withChunkDelay(Duration.ofMillis(5))
                .cutAfter(2);
        server.enqueue(reply, reply);

        Client.Stream stream = stream(endpoint);
        assertThat(stream.broken()).isInstanceOf(IOException.class);
        assertThat(endpoint.chunks(stream)).doesNotContain("three");
        assertThatThrownBy(() -> client.post(endpoint.path, endpoint.body)).isInstanceOf(IOException.class);
        assertThat(server.requests().get(0).closedByClient()).isFalse();
        assertThat(server.requests().get(1).sentUsage()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void errorInTheMiddle_isTheLastEvent(Endpoint endpoint) throws Exception {
        Reply reply = Reply.chunks("one", "two").errorAfter(1, "Overloaded.");
        server.enqueue(reply, reply);

        Client.Stream stream = stream(endpoint);
        assertThat(stream.broken()).isNull();
        assertThat(endpoint.chunks(stream)).containsExactly("one");
        assertThat(stream.last().data()).contains("Overloaded.");
        assertThat(client.post(endpoint.path, endpoint.body).statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @EnumSource
    void malformedChunk_breaksOneEventOnly(Endpoint endpoint) throws Exception {
        server.enqueue(
                Reply.chunks("one", "two", "three").malformedAfter(1),
                Reply.chunks("one").malformedAfter(0),
                Reply.text("whole").malformedAfter(0));

        Client.Stream stream = stream(endpoint);
        assertThat(endpoint.chunks(stream)).containsExactly("one", "three");
        assertThat(stream.events())
                .filteredOn(event -> Endpoint.parsed(event.data()) == null)
                .hasSize(stream.last().data().equals("[DONE]") ? 2 : 1);
        Client.Stream first = stream(endpoint);
        assertThat(endpoint.chunks(first)).isEmpty();
        String whole = client.post(endpoint.path, endpoint.body).body();
        assertThatThrownBy(() -> Json.parse(whole)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void hang_keepsWhatWasSent(Endpoint endpoint) throws Exception {
        server.enqueue(Reply.chunks("one", "two").hangAfter(1));
        int events = before(endpoint) + 1;

        Client.Stream stream = client.stream(endpoint.streamPath(), endpoint.streamBody(), events);

        assertThat(endpoint.chunks(stream)).containsExactly("one");
    }

    /** Events before the one with the first text. */
    private static int before(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT -> 1;
            case RESPONSES -> 4;
            case ANTHROPIC -> 3;
            case COMPLETIONS, GEMINI -> 0;
        };
    }

    @ParameterizedTest
    @EnumSource
    void longAndLargeAnswers_arriveWhole(Endpoint endpoint) throws Exception {
        server.enqueue(Reply.manyChunks(10_000), Reply.ofSize(5_000_000), Reply.ofSize(5_000_000));

        assertThat(endpoint.chunks(stream(endpoint))).hasSize(10_000).endsWith(" w9999");
        String whole = endpoint.text(client.post(endpoint.path, endpoint.body).body());
        assertThat(whole).hasSize(5_000_000);
        assertThat(String.join("", endpoint.chunks(stream(endpoint)))).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource
    void clientThatGoesAway_isNoticed(Endpoint endpoint) throws Exception {
        server.enqueue(Reply.manyChunks(100_000));

        client.stream(endpoint.streamPath(), endpoint.streamBody(), 5);

        LlmRequest request = server.takeRequest();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!request.closedByClient() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(request.closedByClient()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void usage_isTheSameWholeAndStreamed(Endpoint endpoint) throws Exception {
        TokenUsage usage = TokenUsage.of(1200, 350).withCacheRead(1000).withReasoning(200);
        server.answer(request -> Reply.text("a b").withUsage(usage));

        client.post(endpoint.path, endpoint.body);
        client.stream(endpoint.streamPath(), endpoint.streamBody());

        assertThat(server.takeRequest().sentUsage()).isEqualTo(usage);
        boolean onlyIfAsked = endpoint == Endpoint.CHAT || endpoint == Endpoint.COMPLETIONS;
        assertThat(server.takeRequest().sentUsage()).isEqualTo(onlyIfAsked ? null : usage);
    }
}
