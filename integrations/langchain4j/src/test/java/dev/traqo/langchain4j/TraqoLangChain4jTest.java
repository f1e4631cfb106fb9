package dev.traqo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraqoLangChain4jTest {

    @TempDir
    Path folder;

    /** A model of the application's own: nothing is known of it but the interface. */
    private static ChatModel saying(String text) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return ChatResponse.builder()
                        .aiMessage(AiMessage.from(text))
                        .modelName("own-1")
                        .tokenUsage(new TokenUsage(3, 2))
                        .finishReason(FinishReason.STOP)
                        .build();
            }

            @Override
            public String toString() {
                return "my model";
            }
        };
    }

    @Test
    void convenienceCalls_areOneSpan() throws Exception {
        ChatModel model = TraqoLangChain4j.traced(saying("Yes."));
        SpanNode span = Trace.one(folder, () -> assertThat(model.chat("Is it?")).isEqualTo("Yes."));
        assertThat(span.name()).isEqualTo("chat");
        assertThat(span.kind()).isEqualTo("llm");
        assertThat(span.input()).isEqualTo(Map.of("messages", List.of(Map.of("role", "user", "content", "Is it?"))));
        assertThat(span.output()).isEqualTo("Yes.");
        assertThat(span.tokenUsage().inputTokens()).isEqualTo(3);
        assertThat(span.metadata())
                .containsEntry("api", "langchain4j.chat")
                .containsEntry("model", "own-1")
                .containsEntry("finish_reason", "stop")
                .doesNotContainKey("provider");
    }

    @Test
    void ownConvenience_isRecordedAndKept() throws Exception {
        ChatModel own = new ChatModel() {
            @Override
            public String chat(String question) {
                return "Own: " + question;
            }
        };
        SpanNode span = Trace.one(
                folder,
                () -> assertThat(TraqoLangChain4j.traced(own).chat("Hm?")).isEqualTo("Own: Hm?"));
        assertThat(span.input()).isEqualTo(Map.of("messages", List.of(Map.of("role", "user", "content", "Hm?"))));
        assertThat(span.output()).isEqualTo("Own: Hm?");
    }

    @Test
    void everythingElse_isTheModelsOwn() {
        ChatModel model = saying("Yes.");
        ChatModel traced = TraqoLangChain4j.traced(model);
        assertThat(traced).hasToString("my model").isEqualTo(traced).hasSameHashCodeAs(model);
        assertThat(TraqoLangChain4j.traced(traced)).isSameAs(traced);
        assertThat(traced.provider()).isEqualTo(ModelProvider.OTHER);
        assertThat(traced.defaultRequestParameters()).isEqualTo(model.defaultRequestParameters());
        assertThat(traced.chat("no trace is active")).isEqualTo("Yes.");
    }

    @Test
    void handler_runsBelowTheSpanThatAsked() throws Exception {
        StreamingChatModel streaming = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                Thread thread = new Thread(() -> {
                    handler.onPartialResponse("Yes");
                    handler.onCompleteResponse(saying("Yes").chat(request));
                });
                thread.start();
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        StreamingChatModel traced = TraqoLangChain4j.traced(streaming);
        List<SpanNode> spans = Trace.of(
                folder,
                () -> Tracer.current().span("app").run(app -> {
                    traced.chat("Well?", new StreamingChatResponseHandler() {
                        @Override
                        public void onPartialResponse(String piece) {
                            Span.current().event("piece", piece);
                        }

                        @Override
                        public void onCompleteResponse(ChatResponse response) {
                            Tracer.current().span("after").run(span -> {});
                        }

                        @Override
                        public void onError(Throwable error) {
                            throw new AssertionError(error);
                        }
                    });
                }));
        assertThat(spans).extracting(SpanNode::name).containsExactly("app", "chat", "after");
        assertThat(spans.get(0).events()).hasSize(1);
        assertThat(spans.get(2).parent().name()).isEqualTo("app");
        assertThat(spans.get(1).output()).isEqualTo("Yes");
    }

    @Test
    void handlersOwnFailure_reachesTheLibraryAsItIs() throws Exception {
        RuntimeException mine = new IllegalStateException("mine");
        AtomicReference<Throwable> seen = new AtomicReference<>();
        StreamingChatModel streaming = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                try {
                    handler.onPartialResponse("Yes");
                } catch (RuntimeException e) {
                    seen.set(e);
                    handler.onError(e);
                }
            }
        };
        SpanNode span = Trace.one(
                folder,
                () -> TraqoLangChain4j.traced(streaming).chat("Well?", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {
                        throw mine;
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {}

                    @Override
                    public void onError(Throwable error) {}
                }));
        assertThat(seen.get()).isSameAs(mine);
        assertThat(span.error()).containsEntry("message", "mine");
        assertThat(span.output()).isEqualTo("Yes");
    }

    @Test
    void whatCannotBeRecorded_hurtsNobody() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ChatModel odd = new ChatModel() {
            @Override
            public ChatResponse chat(ChatRequest request) {
                calls.incrementAndGet();
                return null;
            }

            @Override
            public ModelProvider provider() {
                throw new IllegalStateException("none");
            }
        };
        ChatModel traced = TraqoLangChain4j.traced(odd);
        ChatRequest request =
                ChatRequest.builder().messages(AiMessage.from("x")).build();
        SpanNode span = Trace.one(folder, () -> assertThat(traced.chat(request)).isNull());
        assertThat(calls).hasValue(1);
        assertThat(span.error()).isNull();
        assertThatThrownBy(traced::provider)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("none");
    }
}
