package dev.traqo.openai;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.Enum;
import com.openai.core.JsonField;
import com.openai.core.JsonMissing;
import com.openai.core.MultipartField;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.traqo.Kind;
import dev.traqo.llm.Providers;
import dev.traqo.sdk.Sdk;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is what in OpenAI's SDK. */
final class OpenAiSdk implements Sdk {

    /** Recorded as spans: what they answer is no conversation. */
    private static final List<String> PLAIN = List.of("images", "moderations", "audio");

    /** Older versions make a new one at each call, which takes longer than what is done with it. */
    private static final JsonMapper JSON = ObjectMappers.jsonMapper();

    private final StreamUsage usage;

    OpenAiSdk(StreamUsage usage) {
        this.usage = Objects.requireNonNull(usage, "usage == null");
    }

    @Override
    public String root() {
        return "com.openai";
    }

    @Override
    public @Nullable Operation operation(String path, String verb) {
        Operation model = verb.equals("create") ? ofModel(path) : null;
        if (model != null) {
            return model;
        }
        String service = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
        return PLAIN.contains(service) ? new Operation(path + "." + verb, null, path) : null;
    }

    private static @Nullable Operation ofModel(String path) {
        return switch (path) {
            case "chat.completions", "responses", "beta.responses" -> new Operation("chat", Kind.LLM, path);
            case "completions" -> new Operation("text_completion", Kind.LLM, path);
            case "embeddings" -> new Operation("embeddings", Kind.EMBEDDING, path);
            default -> null;
        };
    }

    @Override
    public @Nullable Object json(Object value) {
        return JSON.convertValue(isForm(value) ? form((Map<?, ?>) value) : value, Object.class);
    }

    private static boolean isForm(Object value) {
        return value instanceof Map<?, ?> map
                && map.values().stream().anyMatch(field -> field instanceof MultipartField);
    }

    /** The fields of an upload. What may be a file is not touched: it can be read only once. */
    private static Map<String, @Nullable Object> form(Map<?, ?> fields) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            if (field instanceof MultipartField<?> part && !part.value().isMissing()) {
                Object value = part.value().asKnown().orElse(null);
                form.put(
                        String.valueOf(name),
                        isPlain(value)
                                ? value
                                : Map.of("name", part.filename().orElse(""), "type", part.contentType()));
            }
        });
        return form;
    }

    private static boolean isPlain(@Nullable Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum
                || (value instanceof List<?> list && list.stream().allMatch(OpenAiSdk::isPlain));
    }

    @Override
    public String provider(@Nullable String baseUrl) {
        return Providers.at(baseUrl, "openai");
    }

    // ---- the usage of streams -----------------------------------------------------------------------------------

    @Override
    public @Nullable Substitute substitute(Operation operation, Object params, @Nullable String baseUrl) {
        boolean ask = usage == StreamUsage.ASK || (usage == StreamUsage.AUTO && isOpenAi(baseUrl));
        if (!ask
                || !(params instanceof ChatCompletionCreateParams chat)
                || !chat._streamOptions().isMissing()) {
            return null;
        }
        ChatCompletionStreamOptions options =
                ChatCompletionStreamOptions.builder().includeUsage(true).build();
        return new Substitute(chat.toBuilder().streamOptions(options).build(), OpenAiSdk::withoutUsage);
    }

    /** The events before the last one say that their usage is null, and nothing at all where nobody asked. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable Object withoutUsage(Object event) {
        if (!(event instanceof ChatCompletionChunk chunk) || chunk._usage().isMissing()) {
            return event;
        }
        if (chunk._usage().isNull()) {
            return chunk.toBuilder().usage((JsonField) JsonMissing.of()).build();
        }
        return chunk._choices().asKnown().filter(List::isEmpty).isPresent() ? null : event;
    }

    private static boolean isOpenAi(@Nullable String baseUrl) {
        try {
            return baseUrl != null
                    && "api.openai.com".equals(URI.create(baseUrl).getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
