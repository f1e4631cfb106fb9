package dev.traqo.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.traqo.Kind;
import dev.traqo.read.SpanNode;
import dev.traqo.sdk.Sdk;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmRequest;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamUsageTest {

    private static final Sdk.Operation CHAT = new Sdk.Operation("chat", Kind.LLM, "chat.completions");

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start().answer(request -> Reply.chunks("one ", "two"));
    final OpenAIClient plain = SdkDriver.plain(server);
    final ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
            .model("gpt-4o-mini")
            .addUserMessage("Count!")
            .build();

    @AfterEach
    void stop() {
        plain.close();
        server.close();
    }

    private List<String> chunks(OpenAIClient client) {
        List<String> seen = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(chunk -> seen.add(shown(chunk)));
        }
        return seen;
    }

    private static String shown(ChatCompletionChunk chunk) {
        return chunk.choices() + " usage " + chunk._usage().isMissing();
    }

    @Test
    void asked_usageIsRecorded_andTheApplicationSeesTheSameChunks() throws Exception {
        List<String> without = chunks(plain);
        List<String> with = new ArrayList<>();
        OpenAIClient client = TraqoOpenAI.traced(plain, StreamUsage.ASK);
        SpanNode span = Trace.one(folder, () -> with.addAll(chunks(client)));
        assertThat(with).isEqualTo(without);
        LlmRequest request = server.requests().get(1);
        assertThat(request.json()).containsEntry("stream_options", Map.of("include_usage", true));
        assertThat(span.tokenUsage().outputTokens())
                .isEqualTo(request.sentUsage().outputTokens());
        assertThat(span.output()).isEqualTo("one two");
        assertThat(span.metadata().toString()).as("what was asked for").doesNotContain("stream_options");
    }

    @Test
    void asked_asyncStream_hidesTheExtraChunk() throws Exception {
        List<String> without = chunks(plain);
        List<String> with = new ArrayList<>();
        OpenAIClient client = TraqoOpenAI.traced(plain, StreamUsage.ASK);
        SpanNode span = Trace.one(folder, () -> {
            AsyncStreamResponse<ChatCompletionChunk> stream =
                    client.async().chat().completions().createStreaming(params);
            stream.subscribe(chunk -> with.add(shown(chunk))).onCompleteFuture().join();
        });
        assertThat(with).isEqualTo(without);
        assertThat(span.tokenUsage()).isNotNull();
    }

    @Test
    void asked_rawStream_isNotChanged() throws Exception {
        OpenAIClient client = TraqoOpenAI.traced(plain, StreamUsage.ASK);
        SpanNode span = Trace.one(
                folder,
                () -> client.withRawResponse().chat().completions().createStreaming(params).parse().stream()
                        .count());
        assertThat(server.takeRequest().json()).doesNotContainKey("stream_options");
        assertThat(span.tokenUsage()).isNull();
    }

    @Test
    void asked_wholeAnswer_isNotChanged() throws Exception {
        OpenAIClient client = TraqoOpenAI.traced(plain, StreamUsage.ASK);
        Trace.one(folder, () -> client.chat().completions().create(params));
        assertThat(server.takeRequest().json()).doesNotContainKey("stream_options");
    }

    @Test
    void auto_asksOpenAiOnly() throws Exception {
        SpanNode span = Trace.one(folder, () -> chunks(TraqoOpenAI.traced(plain)));
        assertThat(server.takeRequest().json()).doesNotContainKey("stream_options");
        assertThat(span.tokenUsage()).isNull();

        OpenAiSdk auto = new OpenAiSdk(StreamUsage.AUTO);
        assertThat(auto.substitute(CHAT, params, "https://api.openai.com/v1")).isNotNull();
        assertThat(auto.substitute(CHAT, params, "https://eu.api.openai.com.example/v1"))
                .isNull();
        assertThat(auto.substitute(CHAT, params, "https://x.openai.azure.com")).isNull();
        assertThat(auto.substitute(CHAT, params, null)).isNull();
        assertThat(new OpenAiSdk(StreamUsage.NEVER).substitute(CHAT, params, "https://api.openai.com/v1"))
                .isNull();
    }

    @Test
    void applicationThatHasItsSay_isNotOverruled() {
        OpenAiSdk ask = new OpenAiSdk(StreamUsage.ASK);
        for (boolean usage : new boolean[] {true, false}) {
            ChatCompletionCreateParams said = params.toBuilder()
                    .streamOptions(ChatCompletionStreamOptions.builder()
                            .includeUsage(usage)
                            .build())
                    .build();
            assertThat(ask.substitute(CHAT, said, "https://api.openai.com/v1")).isNull();
        }
    }
}
