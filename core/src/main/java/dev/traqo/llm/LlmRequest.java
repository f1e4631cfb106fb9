package dev.traqo.llm;

import dev.traqo.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked for: the name of the span, who is asked, and the request.
 *
 * <pre>{@code
 * LlmRequest.of("chat", Kind.LLM).provider("openai").api("chat.completions").body(json).stream(true)
 * }</pre>
 *
 * <p>Belongs to the thread that builds it, until {@link LlmCall#start}.
 */
public final class LlmRequest {

    /** Keys of request bodies that hold what is said to a model; all others are parameters. */
    private static final Set<String> CONTENT = Set.of(
            "messages",
            "input",
            "instructions",
            "system",
            "systemInstruction",
            "system_instruction",
            "contents",
            "content",
            "requests",
            "instances",
            "batch",
            "generateContentRequest",
            "prompt",
            "suffix",
            "prediction",
            "image",
            "images",
            "mask",
            "file",
            "tools",
            "functions");

    private final String name;
    private final @Nullable Kind kind;
    private @Nullable String provider;
    private @Nullable String api;
    private @Nullable String model;
    private boolean stream;
    private @Nullable Object input;
    private final Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    private UnaryOperator<Object> toJson = value -> value;

    private LlmRequest(String name, @Nullable Kind kind) {
        this.name = Objects.requireNonNull(name);
        this.kind = kind;
    }

    /** @param kind null for a call that is no model call: its answer is recorded as it comes */
    public static LlmRequest of(String name, @Nullable Kind kind) {
        return new LlmRequest(name, kind);
    }

    /** Whose model it is: {@code openai}; see {@link Providers}. */
    public LlmRequest provider(@Nullable String name) {
        provider = name;
        return this;
    }

    /** What of the provider's is called, which tells how input and output look: {@code chat.completions}. */
    public LlmRequest api(@Nullable String path) {
        api = path;
        return this;
    }

    /** The model that is asked. {@link #body} finds it in the body. */
    public LlmRequest model(@Nullable String name) {
        model = name;
        return this;
    }

    /** Whether the answer comes in pieces. */
    public LlmRequest stream(boolean inPieces) {
        stream = inPieces;
        return this;
    }

    /** What is said to the model, in a shape of the integration's own. */
    public LlmRequest input(@Nullable Object value) {
        input = value;
        return this;
    }

    /** How the model is to answer; null is not recorded. */
    public LlmRequest parameter(String key, @Nullable Object value) {
        if (value != null) {
            parameters.put(key, value);
        }
        return this;
    }

    /**
     * The body of the request as JSON values (maps, lists, strings, numbers, booleans): what is said to the model becomes
     * the input, everything else the parameters. Credentials of remote tools are left out.
     */
    public LlmRequest body(Map<?, ?> json) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        json.forEach((key, sent) -> {
            String field = String.valueOf(key);
            Object value = Credentials.hidden(field, sent);
            if (CONTENT.contains(field)) {
                content.put(field, value);
            } else if (field.equals("model") && value instanceof String text) {
                model = text;
            } else if (!field.equals("stream")) {
                parameter(field, value);
            }
        });
        boolean bare = kind == Kind.EMBEDDING && content.size() == 1;
        input = content.isEmpty() ? null : bare ? content.values().iterator().next() : content;
        return this;
    }

    /**
     * How an object that is handed to {@link LlmCall#chunk} or {@link LlmCall#finish(Object)} becomes JSON values. Called
     * on other threads too, so the objects must not change.
     */
    public LlmRequest toJson(UnaryOperator<Object> conversion) {
        toJson = conversion;
        return this;
    }

    String name() {
        return name;
    }

    @Nullable
    Kind kind() {
        return kind;
    }

    @Nullable
    String provider() {
        return provider;
    }

    @Nullable
    String api() {
        return api;
    }

    @Nullable
    String model() {
        return model;
    }

    boolean isStream() {
        return stream;
    }

    @Nullable
    Object input() {
        return input;
    }

    Map<String, @Nullable Object> parameters() {
        return parameters;
    }

    UnaryOperator<Object> toJson() {
        return toJson;
    }
}
