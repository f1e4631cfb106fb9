package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OpenAI's endpoints have in common. */
final class OpenAi {

    private OpenAi() {}

    static String error(int status, String message) {
        return Json.write(Fields.of("error", errorObject(status, message)));
    }

    static Map<String, @Nullable Object> errorObject(int status, String message) {
        String type = switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_exceeded";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
        return Fields.of(
                "message", message, "type", type, "param", null, "code", status == 429 ? "rate_limit_exceeded" : null);
    }

    /** What OpenAI has a word for: no lifetime of a cache entry, no cost. */
    static TokenUsage sent(TokenUsage usage) {
        return usage.withCacheCreation1h(-1).withCost(Double.NaN);
    }

    /** {@code usage} as chat completions and completions have it. */
    static Map<String, @Nullable Object> completionUsage(TokenUsage usage) {
        Map<String, @Nullable Object> sent = Fields.of();
        Fields.putTokens(sent, "prompt_tokens", usage.inputTokens());
        Fields.putTokens(sent, "completion_tokens", usage.outputTokens());
        putTotal(sent, usage);
        putDetails(sent, "prompt_tokens_details", "completion_tokens_details", usage);
        return sent;
    }

    static void putTotal(Map<String, @Nullable Object> sent, TokenUsage usage) {
        if (usage.inputTokens() >= 0 && usage.outputTokens() >= 0) {
            sent.put("total_tokens", usage.inputTokens() + usage.outputTokens());
        }
    }

    static void putDetails(Map<String, @Nullable Object> sent, String input, String output, TokenUsage usage) {
        Map<String, @Nullable Object> cache = Fields.of();
        Fields.putTokens(cache, "cached_tokens", usage.cacheReadTokens());
        Fields.putTokens(cache, "cache_write_tokens", usage.cacheCreationTokens());
        if (!cache.isEmpty()) {
            sent.put(input, cache);
        }
        if (usage.reasoningTokens() >= 0) {
            sent.put(output, Fields.of("reasoning_tokens", usage.reasoningTokens()));
        }
    }

    static boolean wantsUsage(Turn turn) {
        return turn.request().json().get("stream_options") instanceof Map<?, ?> options
                && Boolean.TRUE.equals(options.get("include_usage"));
    }

    static String requiredModel(Map<String, @Nullable Object> json) throws Wire.BadRequest {
        if (json.get("model") instanceof String model && !model.isEmpty()) {
            return model;
        }
        throw new Wire.BadRequest("you must provide a model parameter");
    }
}
