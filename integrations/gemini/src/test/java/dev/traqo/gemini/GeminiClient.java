package dev.traqo.gemini;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import com.google.genai.types.Type;
import dev.traqo.read.Json;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.ToolCall;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The SDK as the contract drives it. Tries again as it does by itself, only sooner. */
final class GeminiClient implements LlmClient {

    static final String MODEL = "gemini-2.5-flash";

    private final Client sdk;

    private GeminiClient(Client sdk) {
        this.sdk = sdk;
    }

    static GeminiClient traced(String url) {
        return new GeminiClient(sdk(url, TraqoGemini.clientOptions()));
    }

    static GeminiClient plain(String url) {
        return new GeminiClient(sdk(url, ClientOptions.builder().build()));
    }

    static Client sdk(String url, ClientOptions options) {
        HttpRetryOptions soon =
                HttpRetryOptions.builder().attempts(3).initialDelay(0.01).build();
        return Client.builder()
                .apiKey("key")
                .httpOptions(
                        HttpOptions.builder().baseUrl(url).retryOptions(soon).build())
                .clientOptions(options)
                .build();
    }

    private static GenerateContentConfig.Builder config() {
        return GenerateContentConfig.builder().temperature((float) TEMPERATURE).maxOutputTokens(MAX_TOKENS);
    }

    private static GenerateContentConfig withTool() {
        Schema city = Schema.builder().type(Type.Known.STRING).build();
        FunctionDeclaration weather = FunctionDeclaration.builder()
                .name(TOOL)
                .parameters(Schema.builder()
                        .type(Type.Known.OBJECT)
                        .properties(Map.of("city", city))
                        .build())
                .build();
        return config().tools(
                        Tool.builder().functionDeclarations(List.of(weather)).build())
                .build();
    }

    @Override
    public String complete(String prompt) {
        return text(sdk.models.generateContent(MODEL, prompt, config().build()));
    }

    @Override
    public void stream(String prompt, Consumer<String> onText) {
        read(sdk.models.generateContentStream(MODEL, prompt, config().build()), onText);
    }

    private static void read(ResponseStream<GenerateContentResponse> stream, Consumer<String> onText) {
        try (stream) {
            for (GenerateContentResponse chunk : stream) {
                onText.accept(text(chunk));
            }
        }
    }

    @Override
    public Pending completeAsync(String prompt) {
        CompletableFuture<GenerateContentResponse> answer =
                sdk.async.models.generateContent(MODEL, prompt, config().build());
        return new Pending() {
            @Override
            public CompletableFuture<?> future() {
                return answer;
            }

            @Override
            public String text() throws Exception {
                return GeminiClient.text(unwrapped(answer));
            }
        };
    }

    @Override
    public Running streamAsync(String prompt, Consumer<String> onText) {
        CompletableFuture<Void> read = sdk.async
                .models
                .generateContentStream(MODEL, prompt, config().build())
                .thenAcceptAsync(stream -> read(stream, onText));
        return new Running() {
            @Override
            public void await() throws Exception {
                unwrapped(read);
            }

            @Override
            public void cancel() {
                throw new UnsupportedOperationException("cancel");
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
    public Pulled open(String prompt) {
        ResponseStream<GenerateContentResponse> stream =
                sdk.models.generateContentStream(MODEL, prompt, config().build());
        Iterator<GenerateContentResponse> chunks = stream.iterator();
        return new Pulled() {
            @Override
            public @Nullable String next() {
                while (chunks.hasNext()) {
                    String text = text(chunks.next());
                    if (!text.isEmpty()) {
                        return text;
                    }
                }
                return null;
            }

            @Override
            public void close() {
                stream.close();
            }
        };
    }

    @Override
    public List<ToolCall> completeWithTool(String prompt) {
        return calls(sdk.models.generateContent(MODEL, prompt, withTool()));
    }

    @Override
    public List<ToolCall> streamWithTool(String prompt) {
        List<ToolCall> calls = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                sdk.models.generateContentStream(MODEL, prompt, withTool())) {
            for (GenerateContentResponse chunk : stream) {
                calls.addAll(calls(chunk));
            }
        }
        return calls;
    }

    @Override
    public String completeWithImage(String prompt, byte[] png) {
        Content asked = Content.fromParts(Part.fromText(prompt), Part.fromBytes(png, "image/png"));
        return text(sdk.models.generateContent(MODEL, asked, config().build()));
    }

    private static List<ToolCall> calls(GenerateContentResponse answer) {
        List<ToolCall> calls = new ArrayList<>();
        for (FunctionCall call :
                Optional.ofNullable(answer.functionCalls()).orElse(com.google.common.collect.ImmutableList.of())) {
            calls.add(new ToolCall(
                    call.id().orElse(""),
                    call.name().orElse(""),
                    Json.write(call.args().orElse(Map.of()))));
        }
        return calls;
    }

    /** Without thoughts, and without the SDK's warning about parts that are no text. */
    private static String text(GenerateContentResponse answer) {
        StringBuilder text = new StringBuilder();
        for (Part part : Optional.ofNullable(answer.parts()).orElse(com.google.common.collect.ImmutableList.of())) {
            if (!part.thought().orElse(false)) {
                text.append(part.text().orElse(""));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        sdk.close();
    }
}
