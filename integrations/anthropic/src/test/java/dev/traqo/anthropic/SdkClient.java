package dev.traqo.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonField;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.MessageParam;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.TextDelta;
import com.anthropic.models.messages.Tool;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.ToolCall;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The SDK as an application uses it. Only what all versions have, so that the compiled class runs with each. */
record SdkClient(AnthropicClient client) implements LlmClient {

    /** In the oldest version a client that is garbage takes the connections of its {@code async()} with it. */
    private static final Queue<AnthropicClient> KEPT = new ConcurrentLinkedQueue<>();

    static final String MODEL = "claude-sonnet-4-5";

    /** Whether this version of the SDK can change the options of a client: the oldest cannot. */
    static boolean hasOptions() {
        return Arrays.stream(AnthropicClient.class.getMethods())
                .anyMatch(method -> method.getName().equals("withOptions"));
    }

    static AnthropicClient plain(FakeLlmServer server) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(server.url())
                .apiKey("no-key-is-needed")
                .build();
        KEPT.add(client);
        return client;
    }

    @SuppressWarnings("unchecked")
    static MessageCreateParams.Builder params(Object content) {
        List<Object> messages = List.of(Map.of("role", "user", "content", content));
        JsonField<?> json = JsonValue.from(messages);
        return MessageCreateParams.builder()
                .model(MODEL)
                .maxTokens(MAX_TOKENS)
                .messages((JsonField<List<MessageParam>>) json)
                .putAdditionalBodyProperty("temperature", JsonValue.from(TEMPERATURE));
    }

    private static MessageCreateParams withTool(String prompt) {
        Map<String, Object> properties = Map.of("city", Map.of("type", "string"));
        Tool.InputSchema schema = Tool.InputSchema.builder()
                .putAdditionalProperty("properties", JsonValue.from(properties))
                .build();
        return params(prompt)
                .addTool(Tool.builder().name(TOOL).inputSchema(schema).build())
                .build();
    }

    static String text(Message message) {
        return message.content().stream()
                .map(ContentBlock::text)
                .flatMap(Optional::stream)
                .map(TextBlock::text)
                .collect(Collectors.joining());
    }

    static Optional<String> text(RawMessageStreamEvent event) {
        return event.contentBlockDelta()
                .flatMap(block -> block.delta().text())
                .map(TextDelta::text)
                .filter(text -> !text.isEmpty());
    }

    @Override
    public String complete(String prompt) {
        return text(client.messages().create(params(prompt).build()));
    }

    @Override
    public void stream(String prompt, Consumer<String> onText) {
        try (StreamResponse<RawMessageStreamEvent> response =
                client.messages().createStreaming(params(prompt).build())) {
            response.stream().forEach(event -> text(event).ifPresent(onText));
        }
    }

    @Override
    public Pending completeAsync(String prompt) {
        CompletableFuture<Message> future =
                client.async().messages().create(params(prompt).build());
        return new Pending() {
            @Override
            public CompletableFuture<?> future() {
                return future;
            }

            @Override
            public String text() throws Exception {
                return SdkClient.text(SdkClient.get(future));
            }
        };
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public Running streamAsync(String prompt, Consumer<String> onText) {
        AsyncStreamResponse<RawMessageStreamEvent> response = client.async()
                .messages()
                .createStreaming(params(prompt).build())
                .subscribe(event -> text(event).ifPresent(onText));
        return new Running() {
            @Override
            public void await() throws Exception {
                SdkClient.get(response.onCompleteFuture());
            }

            @Override
            public void cancel() {
                response.close();
            }
        };
    }

    @Override
    public Pulled open(String prompt) {
        StreamResponse<RawMessageStreamEvent> response =
                client.messages().createStreaming(params(prompt).build());
        return new Pulled() {
            private Iterator<RawMessageStreamEvent> events;

            @Override
            public String next() {
                if (events == null) {
                    events = response.stream().iterator();
                }
                while (events.hasNext()) {
                    Optional<String> text = text(events.next());
                    if (text.isPresent()) {
                        return text.get();
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
        return tools(client.messages().create(withTool(prompt)));
    }

    @Override
    public List<ToolCall> streamWithTool(String prompt) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> response = client.messages().createStreaming(withTool(prompt))) {
            response.stream().forEach(accumulator::accumulate);
        }
        return tools(accumulator.message());
    }

    private static List<ToolCall> tools(Message message) {
        return message.content().stream()
                .map(ContentBlock::toolUse)
                .flatMap(Optional::stream)
                .map(use -> new ToolCall(use.id(), use.name(), String.valueOf(use._input())))
                .toList();
    }

    @Override
    public String completeWithImage(String prompt, byte[] png) {
        Map<String, Object> source = Map.of(
                "type",
                "base64",
                "media_type",
                "image/png",
                "data",
                Base64.getEncoder().encodeToString(png));
        List<Object> content =
                List.of(Map.of("type", "text", "text", prompt), Map.of("type", "image", "source", source));
        return text(client.messages().create(params(content).build()));
    }

    @Override
    public void close() {
        client.close();
    }
}
