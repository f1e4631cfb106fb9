package dev.traqo.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraqoOpenAITest {

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    final OpenAIClient plain =
            OpenAIOkHttpClient.builder().baseUrl(server.baseUrl()).apiKey("key").build();
    final OpenAIClient client = TraqoOpenAI.traced(plain);
    final ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
            .model("gpt-4o-mini")
            .addUserMessage("What is the refund policy?")
            .temperature(0.5)
            .build();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void chat_isOneSpan() throws Exception {
        server.enqueue(Reply.text("You get your money back."));
        AtomicReference<ChatCompletion> answer = new AtomicReference<>();

        SpanNode span =
                Trace.one(folder, () -> answer.set(client.chat().completions().create(params)));

        assertThat(answer.get().choices().get(0).message().content()).contains("You get your money back.");
        assertThat(span.name()).isEqualTo("chat");
        assertThat(span.kind()).isEqualTo("llm");
        assertThat(span.output()).isEqualTo("You get your money back.");
        assertThat(span.metadata())
                .containsEntry("provider", "local")
                .containsEntry("api", "chat.completions")
                .containsKey("request_id")
                .doesNotContainKey("retries");
        assertThat(server.takeRequest().headers().toString()).doesNotContain("traqo");
    }

    @Test
    void retries_areCounted() throws Exception {
        server.enqueue(Reply.rateLimited(Duration.ofMillis(1)), Reply.text("Yes."));
        SpanNode span = Trace.one(folder, () -> client.chat().completions().create(params));
        assertThat(span.metadata()).containsEntry("retries", 1L).containsKey("request_id");
    }

    @Test
    void async_isOneSpan() throws Exception {
        server.enqueue(Reply.rateLimited(Duration.ofMillis(1)), Reply.text("Yes."));
        SpanNode span = Trace.one(
                folder, () -> client.async().chat().completions().create(params).join());
        assertThat(span.output()).isEqualTo("Yes.");
        assertThat(span.metadata()).containsEntry("retries", 1L).containsKey("request_id");
    }

    @Test
    void stream_isOneSpan() throws Exception {
        server.enqueue(Reply.chunks("You ", "get ", "it."));
        AtomicReference<List<ChatCompletionChunk>> chunks = new AtomicReference<>();
        SpanNode span = Trace.one(folder, () -> {
            try (StreamResponse<ChatCompletionChunk> stream =
                    client.chat().completions().createStreaming(params)) {
                chunks.set(stream.stream().toList());
            }
        });
        assertThat(span.output()).isEqualTo("You get it.");
        assertThat(span.metadata()).containsEntry("stream", true).doesNotContainKey("cancelled");
        assertThat(span.timeToFirstTokenSeconds()).isPresent();
    }
}
