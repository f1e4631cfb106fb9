package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gemini's countTokens. */
final class GeminiTokens implements Wire {

    @Override
    public Purpose purpose() {
        return Purpose.COMPUTES;
    }

    @Override
    public String endpoint() {
        return "POST /v1beta/models/{model}:countTokens";
    }

    @Override
    public boolean serves(String method, String path) {
        return Gemini.serves(method, path, Set.of("countTokens"));
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        // The developer API allows the whole request, nested.
        return json.get("generateContentRequest") instanceof Map<?, ?> whole
                ? Gemini.prompt(path, Fields.copy(whole), false)
                : Gemini.prompt(path, json, false);
    }

    @Override
    public String whole(Turn turn) {
        TokenUsage given = turn.reply().usage();
        return Json.write(Fields.of("totalTokens", given != null ? given.inputTokens() : turn.promptTokens()));
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return Gemini.error(status, message);
    }

    @Override
    public @Nullable String requestIdHeader() {
        return null;
    }
}
