package dev.traqo.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RawResponseTest {

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    final OpenAIClient client = TraqoOpenAI.traced(SdkDriver.plain(server));
    final ChatCompletionCreateParams params = new ChatDriver(client).params("How much?", false, false, null);
    final ChatCompletionCreateParams streamed = new ChatDriver(client).params("How much?", true, false, null);

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void parse_isTheAnswer_andTheSameEachTime() throws Exception {
        server.enqueue(Reply.text("Yes."));
        AtomicReference<String> id = new AtomicReference<>();
        SpanNode span = Trace.one(folder, () -> {
            HttpResponseFor<ChatCompletion> response =
                    client.withRawResponse().chat().completions().create(params);
            id.set(response.requestId().orElseThrow());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.parse()).isSameAs(response.parse());
            assertThat(response.parse().choices().get(0).message().content()).contains("Yes.");
        });
        assertThat(span.output()).isEqualTo("Yes.");
        assertThat(span.metadata()).containsEntry("request_id", id.get());
        assertThat(span.tokenUsage())
                .isEqualTo(server.takeRequest()
                        .sentUsage()
                        .withCost(span.tokenUsage().cost()));
    }

    @Test
    void parse_later_isTheAnswer() throws Exception {
        server.enqueue(Reply.text("Yes."));
        SpanNode span = Trace.one(
                folder,
                () -> assertThat(client.async()
                                .chat()
                                .completions()
                                .withRawResponse()
                                .create(params)
                                .join()
                                .parse()
                                .choices())
                        .hasSize(1));
        assertThat(span.output()).isEqualTo("Yes.");
        assertThat(span.metadata()).containsEntry("api", "chat.completions").containsKey("request_id");
    }

    @Test
    void parse_ofAStream_isReadOn() throws Exception {
        server.enqueue(Reply.chunks("one ", "two"), Reply.chunks("one ", "two"));
        SpanNode sync = Trace.one(folder, () -> {
            try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
                    client.withRawResponse().chat().completions().createStreaming(streamed)) {
                assertThat(response.parse().stream().count()).isGreaterThan(2);
            }
        });
        SpanNode async = Trace.one(folder, () -> {
            try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response = client.async()
                    .withRawResponse()
                    .chat()
                    .completions()
                    .createStreaming(streamed)
                    .join()) {
                assertThat(response.parse().stream().count()).isGreaterThan(2);
            }
        });
        for (SpanNode span : java.util.List.of(sync, async)) {
            assertThat(span.output()).isEqualTo("one two");
            assertThat(span.metadata())
                    .containsEntry("stream", true)
                    .containsEntry("finish_reason", "stop")
                    .doesNotContainKey("cancelled");
            assertThat(span.timeToFirstTokenSeconds()).isPresent();
        }
    }

    @Test
    void body_readByTheApplication_isTheAnswer() throws Exception {
        server.enqueue(Reply.text("Yes."), Reply.chunks("one ", "two"));
        SpanNode whole = Trace.one(folder, () -> {
            try (HttpResponseFor<ChatCompletion> response =
                    client.withRawResponse().chat().completions().create(params)) {
                assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("Yes.");
            }
        });
        SpanNode stream = Trace.one(folder, () -> {
            InputStream body = client.withRawResponse()
                    .chat()
                    .completions()
                    .createStreaming(streamed)
                    .body();
            while (body.read() >= 0) {
                // byte by byte
            }
        });
        assertThat(whole.output()).isEqualTo("Yes.");
        assertThat(whole.tokenUsage()).isNotNull();
        assertThat(stream.output()).isEqualTo("one two");
        assertThat(stream.metadata()).containsEntry("finish_reason", "stop").doesNotContainKey("cancelled");
    }

    @Test
    void response_closedUnread_isCancelled() throws Exception {
        server.enqueue(Reply.text("Yes."));
        SpanNode span = Trace.one(folder, () -> {
            HttpResponseFor<ChatCompletion> response =
                    client.withRawResponse().chat().completions().create(params);
            response.close();
        });
        assertThat(span.metadata()).containsEntry("cancelled", true);
        assertThat(span.output()).isNull();
    }

    @Test
    void response_dropped_isAbandoned() throws Exception {
        server.enqueue(Reply.text("Yes."));
        SpanNode span = Trace.one(
                folder, () -> client.withRawResponse().chat().completions().create(params));
        assertThat(span.metadata()).containsEntry("abandoned", true).containsKey("request_id");
    }

    @Test
    void future_cancelled_isCancelled() throws Exception {
        server.enqueue(Reply.hang());
        SpanNode span = Trace.one(folder, () -> {
            CompletableFuture<HttpResponseFor<ChatCompletion>> future =
                    client.async().withRawResponse().chat().completions().create(params);
            server.takeRequest();
            assertThat(future.cancel(true)).isTrue();
            assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        });
        assertThat(span.metadata()).containsEntry("cancelled", true);
    }

    @Test
    void parse_ofNoJson_isTheError() throws Exception {
        server.enqueue(Reply.text("Yes.").malformedAfter(0));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        SpanNode span = Trace.one(folder, () -> {
            HttpResponseFor<ChatCompletion> response =
                    client.withRawResponse().chat().completions().create(params);
            try {
                response.parse();
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        assertThat(span.error())
                .containsEntry("type", thrown.get().getClass().getName())
                .containsEntry("message", thrown.get().getMessage());
    }
}
