package dev.traqo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.traqo.openai.StreamUsage;
import dev.traqo.openai.TraqoOpenAI;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that calls a client which is traced, too: two spans that know different things, and tokens that count once. */
final class ModelOnClientTest {

    static final dev.traqo.TokenUsage USAGE = dev.traqo.TokenUsage.of(900, 40).withCacheRead(800);

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    OpenAIClient client;

    @BeforeEach
    void client() {
        OpenAIClient plain = OpenAIOkHttpClient.builder()
                .baseUrl(server.baseUrl())
                .apiKey("none")
                .maxRetries(2)
                .build();
        client = TraqoOpenAI.traced(plain, StreamUsage.ASK);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void whole_clientBelowModel_tokensOnce() throws Exception {
        ChatModel model = TraqoLangChain4j.traced(new OnClient());
        server.enqueue(Reply.error(500, "not now"), Reply.text("42.").withUsage(USAGE));
        List<SpanNode> spans =
                Trace.of(folder, () -> assertThat(model.chat("How many?")).isEqualTo("42."));
        assertNested(spans);
        assertThat(spans.get(1).metadata()).containsEntry("retries", 1L);
        assertThat(spans.get(0).metadata()).doesNotContainKeys("retries", "price_date");
        assertThat(spans.get(0).tokenUsage()).as("the client ends first").isNull();
    }

    @Test
    void stream_clientBelowModel_tokensOnce() throws Exception {
        StreamingChatModel model = TraqoLangChain4j.traced(new StreamOnClient());
        server.enqueue(Reply.text("one two three").withUsage(USAGE));
        StringBuilder said = new StringBuilder();
        assertNested(Trace.of(folder, () -> new ModelClient(new OnClient(), model).stream("Count?", said::append)));
        assertThat(said).hasToString("one two three");
    }

    /** A model that asks another one when the first fails, and counts for itself: all of it is in the trace. */
    @Test
    void fallback_bothAttemptsAreBelow_tokensOfBothOnce() throws Exception {
        ChatModel first = TraqoLangChain4j.traced(new OnClient());
        ChatModel second = TraqoLangChain4j.traced(new OnClient());
        ChatModel both = TraqoLangChain4j.traced(new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                ChatResponse draft = first.chat(request);
                assertThat(draft.aiMessage().text()).isEqualTo("a draft");
                return second.chat(request);
            }
        });
        server.enqueue(
                Reply.text("a draft").withUsage(dev.traqo.TokenUsage.of(10, 2)),
                Reply.text("better").withUsage(USAGE));
        List<SpanNode> spans = Trace.of(folder, () -> both.chat("How many?"));
        assertThat(spans).hasSize(5);
        assertThat(tokens(spans)).isEqualTo(10 + 2 + 900 + 40);
    }

    @Test
    void oneAfterTheOther_bothCount() throws Exception {
        ChatModel model = TraqoLangChain4j.traced(new OnClient());
        server.enqueue(Reply.text("1").withUsage(USAGE), Reply.text("2").withUsage(USAGE));
        List<SpanNode> spans = Trace.of(folder, () -> {
            model.chat("How many?");
            model.chat("How many?");
        });
        assertThat(tokens(spans)).isEqualTo(2 * 940);
    }

    @Test
    void error_isInBoth() throws Exception {
        ChatModel model = TraqoLangChain4j.traced(new OnClient());
        server.enqueue(Reply.error(400, "no"));
        List<SpanNode> spans = Trace.of(
                folder, () -> assertThatThrownBy(() -> model.chat("How many?")).isNotNull());
        assertThat(spans).hasSize(2).allMatch(span -> span.error() != null);
    }

    private static void assertNested(List<SpanNode> spans) {
        assertThat(spans).hasSize(2);
        assertThat(spans.get(0).metadata()).containsEntry("api", "langchain4j.chat");
        assertThat(spans.get(1).metadata()).containsEntry("api", "chat.completions");
        assertThat(spans.get(0).children()).containsExactly(spans.get(1));
        assertThat(tokens(spans)).isEqualTo(940);
        assertThat(spans).filteredOn(span -> span.tokenUsage() != null).hasSize(1);
        assertThat(spans.get(0).output()).isEqualTo(spans.get(1).output());
    }

    private static long tokens(List<SpanNode> spans) {
        return spans.stream()
                .map(SpanNode::tokenUsage)
                .filter(usage -> usage != null)
                .mapToLong(usage -> usage.inputTokens() + usage.outputTokens())
                .sum();
    }

    private ChatCompletionCreateParams params(ChatRequest request) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-5.4-mini")
                .addUserMessage(((UserMessage) request.messages().get(0)).singleText())
                .build();
    }

    private static ChatResponse response(String text, Optional<CompletionUsage> usage) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .tokenUsage(usage.map(sent -> new TokenUsage((int) sent.promptTokens(), (int) sent.completionTokens()))
                        .orElse(null))
                .build();
    }

    private final class OnClient implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            ChatCompletion answer = client.chat().completions().create(params(request));
            return response(answer.choices().get(0).message().content().orElse(""), answer.usage());
        }
    }

    private final class StreamOnClient implements StreamingChatModel {
        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            StringBuilder text = new StringBuilder();
            AsyncStreamResponse<ChatCompletionChunk> stream =
                    client.async().chat().completions().createStreaming(params(request));
            stream.subscribe(new AsyncStreamResponse.Handler<>() {
                @Override
                public void onNext(ChatCompletionChunk chunk) {
                    chunk.choices()
                            .forEach(choice -> choice.delta().content().ifPresent(piece -> {
                                text.append(piece);
                                handler.onPartialResponse(piece);
                            }));
                }

                @Override
                public void onComplete(Optional<Throwable> error) {
                    error.ifPresentOrElse(
                            handler::onError,
                            () -> handler.onCompleteResponse(ChatResponse.builder()
                                    .aiMessage(AiMessage.from(text.toString()))
                                    .tokenUsage(new TokenUsage(900, 40))
                                    .build()));
                }
            });
        }
    }
}
