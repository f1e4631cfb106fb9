package dev.traqo.anthropic;

import com.anthropic.core.ObjectMappers;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.traqo.Kind;
import dev.traqo.llm.Providers;
import dev.traqo.llm.Sdk;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is what in Anthropic's SDK. */
final class AnthropicSdk implements Sdk {

    /** Older versions make a new one at each call, which takes longer than what is done with it. */
    private static final JsonMapper JSON = ObjectMappers.jsonMapper();

    /** Older versions have it in the options of every client, whatever backend it has. */
    private static final String USUAL_URL = "https://api.anthropic.com";

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
        switch (path) {
            case "messages", "beta.messages":
                return switch (verb) {
                    case "create" -> new Operation("chat", Kind.LLM, path);
                    case "countTokens" -> new Operation(path + "." + verb, null, path);
                    default -> null;
                };
            case "messages.batches", "beta.messages.batches":
                return OF_BATCHES.contains(verb) ? new Operation(path + "." + verb, null, path) : null;
            case "completions":
                return verb.equals("create") ? new Operation("text_completion", Kind.LLM, path) : null;
            default:
                return null;
        }
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
        boolean unsaid = baseUrl == null || baseUrl.equals(USUAL_URL);
        return Providers.at(unsaid && backendUrl != null ? backendUrl : baseUrl, "anthropic");
    }

    @Override
    public @Nullable Object helper(Object helper, Object service, Object traced) {
        return Helpers.on(traced, service, helper);
    }
}
