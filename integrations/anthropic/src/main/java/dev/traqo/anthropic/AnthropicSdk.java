package dev.traqo.anthropic;

import com.anthropic.core.ObjectMappers;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.traqo.Kind;
import dev.traqo.llm.Providers;
import dev.traqo.sdk.Sdk;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is what in Anthropic's SDK. */
final class AnthropicSdk implements Sdk {

    /** Older versions make a new one at each call, which takes longer than what is done with it. */
    private static final JsonMapper JSON = ObjectMappers.jsonMapper();

    /** Recorded as plain spans: one answer, which is no message. */
    private static final Set<String> OF_BATCHES = Set.of("create", "retrieve", "cancel", "delete");

    private final @Nullable String backendUrl;

    private AnthropicSdk(@Nullable String backendUrl) {
        this.backendUrl = backendUrl;
    }

    static AnthropicSdk of(Object client) {
        return new AnthropicSdk(Private.backendUrl(client));
    }

    @Override
    public String root() {
        return "com.anthropic";
    }

    @Override
    public @Nullable Operation operation(String path, String verb) {
        Operation plain = new Operation(path + "." + verb, null, path);
        return switch (path) {
            case "messages", "beta.messages" ->
                verb.equals("create")
                        ? new Operation("chat", Kind.LLM, path)
                        : verb.equals("countTokens") ? plain : null;
            case "messages.batches", "beta.messages.batches" -> OF_BATCHES.contains(verb) ? plain : null;
            case "completions" -> verb.equals("create") ? new Operation("text_completion", Kind.LLM, path) : null;
            default -> null;
        };
    }

    @Override
    public @Nullable Object json(Object value) {
        return shown(value);
    }

    static @Nullable Object shown(Object value) {
        return JSON.convertValue(value, Object.class);
    }

    @Override
    public String provider(@Nullable String baseUrl) {
        return Providers.at(baseUrl == null ? backendUrl : baseUrl, "anthropic");
    }

    @Override
    public Object helper(Object helper, Object service, Object traced) {
        return Helpers.on(traced, service, helper);
    }
}
