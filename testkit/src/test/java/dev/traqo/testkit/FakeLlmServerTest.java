package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeLlmServerTest {

    private final FakeLlmServer server = FakeLlmServer.start();
    private final Client client = new Client(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void baseUrl_isTheUrlWithVersion() {
        assertThat(server.url()).matches("http://127\\.0\\.0\\.1:\\d+");
        assertThat(server.baseUrl()).isEqualTo(server.url() + "/v1");
    }

    @Test
    void repliesInOrder_whenScripted() throws Exception {
        server.enqueue(Reply.text("one"), Reply.text("two")).enqueue(Reply.text("three"));

        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            texts.add(content(client.chat(Client.CHAT)));
        }

        assertThat(texts).containsExactly("one", "two", "three");
    }

    @Test
    void asksTheFunction_whenTheScriptIsExhausted() throws Exception {
        server.answer(request -> Reply.text("you said: " + request.lastText() + " as " + request.lastRole()));
        server.enqueue(Reply.text("scripted"));

        assertThat(content(client.chat(Client.CHAT))).isEqualTo("scripted");
        assertThat(content(client.chat(Client.CHAT))).isEqualTo("you said: Is it a bug? as user");
    }

    @Test
    void namesTheRemedy_whenNoReplyIsLeft() throws Exception {
        server.enqueue(Reply.text("only one"));
        client.chat(Client.CHAT);

        HttpResponse<String> response = client.chat(Client.CHAT);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
        assertThat((String) Client.at(Client.object(response.body()), "error", "message"))
                .isEqualTo("FakeLlmServer has no reply left for request 2 POST /v1/chat/completions gpt-4o-mini:"
                        + " add one with server.enqueue(Reply.text(\"…\")) or compute replies with"
                        + " server.answer(request -> …)");
    }

    @Test
    void reportsTheMistake_whenTheFunctionThrowsOrReturnsNull() throws Exception {
        server.answer(request -> {
            throw new IllegalStateException("no such ticket");
        });
        HttpResponse<String> thrown = client.chat(Client.CHAT);
        server.answer(request -> null);
        HttpResponse<String> nothing = client.chat(Client.CHAT);

        assertThat(thrown.statusCode()).isEqualTo(500);
        assertThat(thrown.body()).contains("java.lang.IllegalStateException: no such ticket");
        assertThat(nothing.statusCode()).isEqualTo(500);
        assertThat(nothing.body()).contains("returned null for request 2");
    }

    @Test
    void exposesTheRequest_asItArrived() throws Exception {
        String body = Client.CHAT.replace(
                "{\"model\"", "{\"temperature\":0.5,\"seed\":7,\"tools\":[{\"type\":\"function\"}],\"model\"");
        server.enqueue(Reply.text("yes"));
        client.chat(body);

        LlmRequest request = server.takeRequest();

        assertThat(request.number()).isEqualTo(1);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.header("AUTHORIZATION")).isEqualTo("Bearer test");
        assertThat(request.header("absent")).isNull();
        assertThat(request.body()).isEqualTo(body);
        assertThat(request.json()).containsEntry("temperature", 0.5).containsEntry("seed", 7L);
        assertThat(request.model()).isEqualTo("gpt-4o-mini");
        assertThat(request.stream()).isFalse();
        assertThat(request.messages()).hasSize(2);
        assertThat(request.messages().get(0)).containsEntry("role", "system");
        assertThat(request.tools()).containsExactly(Map.of("type", "function"));
        assertThat(request.text()).isEqualTo("Be brief.\nIs it a bug?");
        assertThat(request).hasToString("1 POST /v1/chat/completions gpt-4o-mini");
    }

    @Test
    void recordsEveryRequest_refusedOnesIncluded() throws Exception {
        server.enqueue(Reply.text("a"));
        client.chat(Client.CHAT);
        client.post("/v2/unknown", "{}");
        client.get("/v1/models");

        assertThat(server.requests())
                .extracting(LlmRequest::toString)
                .containsExactly("1 POST /v1/chat/completions gpt-4o-mini", "2 POST /v2/unknown", "3 GET /v1/models");
        assertThat(server.takeRequest().number()).isEqualTo(1);
        assertThat(server.takeRequest().number()).isEqualTo(2);
    }

    @Test
    void refuses_whatTheProviderRefuses_andKeepsTheReply() throws Exception {
        server.enqueue(Reply.text("still here"));

        assertThat(client.chat("{\"model\":").statusCode()).isEqualTo(400);
        assertThat(client.chat("{\"model\":\"m\"} trailing").body()).contains("the request body is not JSON");
        assertThat(client.chat("[1]").body()).contains("the request body is not a JSON object");
        assertThat(client.chat("{\"messages\":[]}").body()).contains("you must provide a model parameter");
        assertThat(client.chat("{\"model\":\"m\"}").body()).contains("you must provide a messages parameter");
        assertThat(client.chat("").statusCode()).isEqualTo(400);
        HttpResponse<String> unknown = client.get("/v1/chat/completions");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("no endpoint GET /v1/chat/completions; there are POST");

        assertThat(content(client.chat(Client.CHAT))).isEqualTo("still here");
    }

    @Test
    void answersTheSame_inEveryRun() throws Exception {
        List<String> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (FakeLlmServer fresh = FakeLlmServer.start()) {
                fresh.enqueue(Reply.toolCall("search", "{\"q\":1}"), Reply.text("done"));
                Client freshClient = new Client(fresh);
                runs.add(freshClient.chat(Client.CHAT).body()
                        + freshClient.stream(Client.STREAM_WITH_USAGE).events().stream()
                                .map(Client.Event::data)
                                .toList());
            }
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains("chatcmpl-00000002");
    }

    @Test
    void serves50ClientsAtOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(50);
        server.answer(request -> {
            try {
                together.await(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("fewer than 50 requests were in progress together", e);
            }
            return Reply.text("echo " + request.lastText());
        });

        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(client.chatAsync(
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"client " + i + "\"}]}"));
        }

        for (int i = 0; i < 50; i++) {
            assertThat(content(answers.get(i).get(60, TimeUnit.SECONDS))).isEqualTo("echo client " + i);
        }
        Set<Integer> numbers = new HashSet<>();
        server.requests().forEach(request -> numbers.add(request.number()));
        assertThat(numbers).hasSize(50).contains(1, 50);
    }

    @Test
    void close_dropsClientsThatHang() {
        server.enqueue(Reply.hang());
        CompletableFuture<HttpResponse<String>> answer = client.chatAsync(Client.CHAT);
        server.takeRequest();
        assertThat(answer).isNotDone();

        server.close();
        server.close();

        assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.chat(Client.CHAT)).isInstanceOf(IOException.class);
    }

    @Test
    void runsOnDaemonThreadsOnly() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (FakeLlmServer other = FakeLlmServer.start()) {
            other.enqueue(Reply.text("hello"));
            new Client(other).chat(Client.CHAT);

            Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
            started.removeAll(before);
            assertThat(started).extracting(Thread::getName).anyMatch(name -> name.startsWith("fake-llm-"));
            assertThat(started).allMatch(Thread::isDaemon);
        }
    }

    @Test
    void models_areListed() throws Exception {
        Map<String, Object> models = Client.object(client.get("/v1/models").body());

        assertThat(models).containsEntry("object", "list");
        assertThat((String) Client.at(models, "data", 1, "id")).isEqualTo("gpt-4o-mini");
    }

    private static String content(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Client.at(Client.object(response.body()), "choices", 0, "message", "content");
    }
}
