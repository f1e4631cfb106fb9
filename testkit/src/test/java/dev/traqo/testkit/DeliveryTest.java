package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.read.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    /** What ends a body that is complete. */
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void chunksArriveNoEarlierThanTheirTime() throws Exception {
        server.enqueue(Reply.chunks("a", "b", "c", "d")
                .withFirstChunkDelay(Duration.ofMillis(120))
                .withChunkDelay(Duration.ofMillis(30)));

        List<Client.Event> events = client.stream(Client.STREAM).events();

        for (int i = 0; i < 4; i++) {
            Client.Event chunk = events.get(1 + i);
            assertThat(chunk.delta()).containsEntry("content", "abcd".substring(i, i + 1));
            assertThat(chunk.after()).isGreaterThanOrEqualTo(Duration.ofMillis(120 + 30L * i));
        }
    }

    @Test
    void wholeAnswerAndErrorArriveNoEarlierThanTheirTime() throws Exception {
        Duration delay = Duration.ofMillis(80);
        server.enqueue(
                Reply.text("late").withFirstChunkDelay(delay),
                Reply.error(500, "late too").withFirstChunkDelay(delay));

        for (int status : new int[] {200, 500}) {
            long start = System.nanoTime();
            assertThat(client.chat(Client.CHAT).statusCode()).isEqualTo(status);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
        }
    }

    @Test
    void chunksLeaveAtOnce_whileTheRestHangs() throws Exception {
        server.enqueue(Reply.chunks("one", "two", "three").hangAfter(2));

        // The third chunk never comes: these could not be read if they waited for it in a buffer.
        Client.Stream stream = client.stream(Client.STREAM, 3);

        assertThat(stream.text()).isEqualTo("onetwo");
    }

    @Test
    void hangingStream_breaksOff_whenTheServerIsClosed() throws Exception {
        server.enqueue(Reply.chunks("one", "two").hangAfter(1));
        CompletableFuture<HttpResponse<String>> answer = client.chatAsync(Client.STREAM);
        server.takeRequest();

        server.close();

        assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void rateLimited_carriesRetryAfter() throws Exception {
        server.enqueue(Reply.rateLimited(Duration.ofMillis(1200)), Reply.text("second try"));

        HttpResponse<String> response = client.chat(Client.CHAT);

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("2");
        assertThat(response.headers().firstValue("retry-after-ms")).contains("1200");
        assertThat(response.body()).isEqualTo("""
                        {"error":{"message":"Rate limit reached. Try again in 1200 ms.",\
                        "type":"rate_limit_exceeded","param":null,"code":"rate_limit_exceeded"}}""");
        assertThat(client.chat(Client.CHAT).statusCode()).isEqualTo(200);
        assertThat(server.takeRequest().sentUsage()).isNull();
    }

    @Test
    void error_isAnErrorForStreamsToo() throws Exception {
        server.enqueue(Reply.error(500, "The server had an error."));

        HttpResponse<String> response = client.chat(Client.STREAM);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("The server had an error.").contains("server_error");
    }

    @Test
    void status_sendsTheBodyAsItIs() throws Exception {
        server.enqueue(
                Reply.status(502, "<html>Bad gateway</html>").withHeader("Content-Type", "text/html"),
                Reply.status(503, ""));

        HttpResponse<String> page = client.chat(Client.CHAT);
        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.headers().allValues("content-type")).containsExactly("text/html");
        assertThat(page.body()).isEqualTo("<html>Bad gateway</html>");

        HttpResponse<String> empty = client.chat(Client.CHAT);
        assertThat(empty.statusCode()).isEqualTo(503);
        assertThat(empty.body()).isEmpty();
    }

    @Test
    void cutStream_endsInTheMiddle() throws Exception {
        server.enqueue(Reply.chunks("one", "two", "three").cutAfter(2));

        String wire = client.raw(Client.STREAM_WITH_USAGE);

        assertThat(wire).startsWith("HTTP/1.1 200").contains("\"content\":\"one\"", "\"content\":\"two\"");
        assertThat(wire).doesNotContain("three").doesNotContain("[DONE]").doesNotEndWith(LAST_CHUNK);
        assertThat(server.takeRequest().sentUsage()).isNull();
    }

    @Test
    void cutStream_isAnErrorForTheClient() throws Exception {
        server.enqueue(Reply.chunks("one", "two", "three").cutAfter(2));

        Client.Stream stream = client.stream(Client.STREAM);

        assertThat(stream.broken()).isInstanceOf(IOException.class);
        assertThat("onetwo").startsWith(stream.text());
    }

    @Test
    void cutBehindTheLastChunk_losesTheEnd() throws Exception {
        server.enqueue(Reply.chunks("one", "two").cutAfter(9));

        String wire = client.raw(Client.STREAM);

        assertThat(wire).contains("\"content\":\"two\"");
        assertThat(wire).doesNotContain("\"stop\"").doesNotContain("[DONE]").doesNotEndWith(LAST_CHUNK);
    }

    @Test
    void cutWholeAnswer_isHalfABody() throws Exception {
        server.enqueue(Reply.text("never complete").cutAfter(0), Reply.text("next"));

        assertThatThrownBy(() -> client.chat(Client.CHAT)).isInstanceOf(IOException.class);
        assertThat(server.takeRequest().sentUsage()).isNull();
        assertThat(client.chat(Client.CHAT).body()).contains("next");
    }

    @Test
    void errorInTheMiddle_isTheLastEvent() throws Exception {
        Reply reply = Reply.chunks("one", "two").errorAfter(1, "Overloaded.");
        server.enqueue(reply, reply);

        Client.Stream stream = client.stream(Client.STREAM);
        assertThat(stream.broken()).isNull();
        assertThat(stream.text()).isEqualTo("one");
        assertThat((String) Client.at(stream.last().json(), "error", "message")).isEqualTo("Overloaded.");

        HttpResponse<String> whole = client.chat(Client.CHAT);
        assertThat(whole.statusCode()).isEqualTo(500);
        assertThat(whole.body()).contains("Overloaded.");
    }

    @Test
    void malformedChunk_breaksOneEventOnly() throws Exception {
        server.enqueue(
                Reply.chunks("one", "two", "three").malformedAfter(1),
                Reply.chunks("one").malformedAfter(5),
                Reply.text("whole").malformedAfter(0));

        List<Client.Event> events = client.stream(Client.STREAM).events();
        assertThat(events).hasSize(6);
        assertThat(events.get(1).delta()).containsEntry("content", "one");
        assertThatThrownBy(() -> events.get(2).json()).isInstanceOf(IllegalArgumentException.class);
        assertThat(events.get(3).delta()).containsEntry("content", "three");
        assertThat(events.get(5).data()).isEqualTo("[DONE]");

        List<Client.Event> short1 = client.stream(Client.STREAM).events();
        assertThatThrownBy(() -> short1.get(2).json()).isInstanceOf(IllegalArgumentException.class);
        assertThat(short1.get(4).data()).isEqualTo("[DONE]");

        HttpResponse<String> whole = client.chat(Client.CHAT);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> Json.parse(whole.body())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longStream_arrivesWhole() throws Exception {
        server.enqueue(Reply.manyChunks(10_000));

        Client.Stream stream = client.stream(Client.STREAM);

        assertThat(stream.events()).hasSize(10_000 + 3);
        assertThat(stream.text()).startsWith("w0 w1 w2").endsWith(" w9999");
        assertThat(stream.last().data()).isEqualTo("[DONE]");
    }

    @Test
    void largeAnswer_arrivesWhole() throws Exception {
        Reply reply = Reply.ofSize(5_000_000);
        server.enqueue(reply, reply);

        String whole = Client.at(Client.object(client.chat(Client.CHAT).body()), "choices", 0, "message", "content");
        assertThat(whole).hasSize(5_000_000);
        assertThat(client.stream(Client.STREAM).text()).isEqualTo(whole);
    }

    @Test
    void abandonedStream_leavesTheServerWorking() throws Exception {
        server.enqueue(Reply.manyChunks(10_000), Reply.text("next"));

        assertThat(client.stream(Client.STREAM, 5).events()).hasSize(5);

        assertThat(client.chat(Client.CHAT).body()).contains("next");
    }
}
