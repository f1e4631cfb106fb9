package dev.traqo.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.ObjectMappers;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.ToolCall;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * OpenAI's SDK as the contract drives it.
 *
 * @param <P> parameters
 * @param <A> whole answers
 * @param <E> events of streams
 */
abstract class SdkDriver<P, A, E> implements LlmClient {

    final OpenAIClient client;

    SdkDriver(OpenAIClient client) {
        this.client = client;
    }

    static OpenAIClient plain(FakeLlmServer server) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.baseUrl())
                .apiKey("key")
                .build();
    }

    abstract P params(String prompt, boolean stream, boolean tool, String image);

    abstract A create(P params);

    abstract CompletableFuture<A> createAsync(P params);

    abstract StreamResponse<E> createStreaming(P params);

    abstract AsyncStreamResponse<E> createStreamingAsync(P params);

    abstract String text(A answer);

    /** The text of an event; empty if it has none. */
    abstract String piece(E event);

    /** What the SDK's accumulator makes of a stream. */
    abstract A accumulated(Stream<E> events);

    abstract List<ToolCall> toolCalls(Map<?, ?> answer);

    private List<ToolCall> wanted(A answer) {
        return toolCalls(ObjectMappers.jsonMapper().convertValue(answer, Map.class));
    }

    @Override
    public String complete(String prompt) {
        return text(create(params(prompt, false, false, null)));
    }

    @Override
    public void stream(String prompt, Consumer<String> onText) {
        try (StreamResponse<E> stream = createStreaming(params(prompt, true, false, null))) {
            stream.stream().map(this::piece).filter(text -> !text.isEmpty()).forEach(onText);
        }
    }

    @Override
    public Pending completeAsync(String prompt) {
        CompletableFuture<A> future = createAsync(params(prompt, false, false, null));
        return new Pending() {
            @Override
            public CompletableFuture<?> future() {
                return future;
            }

            @Override
            public String text() throws Exception {
                return SdkDriver.this.text(unwrapped(future));
            }
        };
    }

    private static <T> T unwrapped(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public Running streamAsync(String prompt, Consumer<String> onText) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        AsyncStreamResponse<E> stream = createStreamingAsync(params(prompt, true, false, null))
                .subscribe(new AsyncStreamResponse.Handler<>() {
                    @Override
                    public void onNext(E event) {
                        String text = piece(event);
                        if (!text.isEmpty()) {
                            onText.accept(text);
                        }
                    }

                    @Override
                    public void onComplete(Optional<Throwable> error) {
                        error.ifPresentOrElse(
                                e -> end.completeExceptionally(
                                        e instanceof CompletionException && e.getCause() != null ? e.getCause() : e),
                                () -> end.complete(null));
                    }
                });
        return new Running() {
            @Override
            public void await() throws Exception {
                unwrapped(end);
            }

            @Override
            public void cancel() {
                // The SDK waits for the read that is under way, which the server never answers.
                Thread closing = new Thread(stream::close);
                closing.setDaemon(true);
                closing.start();
            }
        };
    }

    @Override
    public Pulled open(String prompt) {
        StreamResponse<E> response = createStreaming(params(prompt, true, false, null));
        Iterator<E> events = response.stream().iterator();
        return new Pulled() {
            @Override
            public String next() {
                while (events.hasNext()) {
                    String text = piece(events.next());
                    if (!text.isEmpty()) {
                        return text;
                    }
                }
                return null;
            }

            @Override
            public void close() {
                response.close();
            }
        };
    }

    @Override
    public List<ToolCall> completeWithTool(String prompt) {
        return wanted(create(params(prompt, false, true, null)));
    }

    @Override
    public List<ToolCall> streamWithTool(String prompt) {
        try (StreamResponse<E> stream = createStreaming(params(prompt, true, true, null))) {
            return wanted(accumulated(stream.stream()));
        }
    }

    @Override
    public String completeWithImage(String prompt, byte[] png) {
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
        return text(create(params(prompt, false, false, url)));
    }

    @Override
    public void close() {
        client.close();
    }

    static Map<?, ?> map(Object json) {
        return (Map<?, ?>) json;
    }

    static List<Map<?, ?>> maps(Object json) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (json instanceof List<?> list) {
            list.forEach(value -> maps.add((Map<?, ?>) value));
        }
        return maps;
    }
}
