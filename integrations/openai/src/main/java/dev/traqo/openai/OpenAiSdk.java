package dev.traqo.openai;

import com.openai.core.MultipartField;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.traqo.Kind;
import dev.traqo.llm.Providers;
import dev.traqo.llm.Sdk;
import java.io.InputStream;
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
        if (verb.equals("create")) {
            switch (path) {
                case "chat.completions", "responses", "beta.responses":
                    return new Operation("chat", Kind.LLM, path);
                case "completions":
                    return new Operation("text_completion", Kind.LLM, path);
                case "embeddings":
                    return new Operation("embeddings", Kind.EMBEDDING, path);
                default:
                    break;
            }
        }
        String service = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
        return PLAIN.contains(service) ? new Operation(path + "." + verb, null, path) : null;
    }

    @Override
    public @Nullable Object json(Object value) {
        return ObjectMappers.jsonMapper().convertValue(isForm(value) ? form((Map<?, ?>) value) : value, Object.class);
    }

    private static boolean isForm(Object value) {
        return value instanceof Map<?, ?> map
                && map.values().stream().anyMatch(field -> field instanceof MultipartField);
    }

    /** The fields of an upload. Files are streams, which can be read only once: their names have to do. */
    private static Map<String, @Nullable Object> form(Map<?, ?> fields) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            if (field instanceof MultipartField<?> part && !part.value().isMissing()) {
                Object known = part.value().asKnown().orElse(null);
                boolean file = known instanceof InputStream || part.filename().isPresent();
                form.put(
                        String.valueOf(name),
                        file ? Map.of("name", part.filename().orElse(""), "type", part.contentType()) : part.value());
            }
        });
        return form;
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
        return new Substitute(
                chat.toBuilder().streamOptions(options).build(),
                event -> event instanceof ChatCompletionChunk chunk
                        && !chunk._usage().isMissing()
                        && !chunk._usage().isNull()
                        && chunk._choices().asKnown().filter(List::isEmpty).isPresent());
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
