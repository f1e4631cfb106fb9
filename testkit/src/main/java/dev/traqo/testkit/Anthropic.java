package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Anthropic's endpoints have in common. */
final class Anthropic {

    static final String REQUEST_ID = "request-id";

    private Anthropic() {}

    static String error(int status, String message, LlmRequest request) {
        String type = switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
        return error(type, message, request);
    }

    static String error(String type, String message, LlmRequest request) {
        return Json.write(Fields.of(
                "type",
                "error",
                "error",
                Fields.of("type", type, "message", message),
                "request_id",
                request.requestId()));
    }

    /** {@code stop_reason}. */
    static String stopReason(Turn turn) {
        String reason = turn.finishReason(0);
        return switch (reason) {
            case "stop" -> "end_turn";
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> reason;
        };
    }

    /** {@code usage} of a message: input without what the cache read or wrote, and the cache by lifetime. */
    static Map<String, @Nullable Object> usage(TokenUsage usage) {
        Map<String, @Nullable Object> sent = Fields.of();
        Fields.putTokens(sent, "input_tokens", freshInput(usage));
        Fields.putTokens(sent, "cache_creation_input_tokens", usage.cacheCreationTokens());
        Fields.putTokens(sent, "cache_read_input_tokens", usage.cacheReadTokens());
        if (usage.cacheCreationTokens() >= 0 && usage.cacheCreation1hTokens() >= 0) {
            sent.put(
                    "cache_creation",
                    Fields.of(
                            "ephemeral_5m_input_tokens",
                            usage.cacheCreationTokens() - usage.cacheCreation1hTokens(),
                            "ephemeral_1h_input_tokens",
                            usage.cacheCreation1hTokens()));
        }
        putOutput(sent, usage);
        sent.put("service_tier", "standard");
        return sent;
    }

    /** {@code usage} of {@code message_delta}: totals so far, the cache without lifetimes. */
    static Map<String, @Nullable Object> deltaUsage(TokenUsage usage) {
        Map<String, @Nullable Object> sent = Fields.of();
        Fields.putTokens(sent, "input_tokens", freshInput(usage));
        Fields.putTokens(sent, "cache_creation_input_tokens", usage.cacheCreationTokens());
        Fields.putTokens(sent, "cache_read_input_tokens", usage.cacheReadTokens());
        putOutput(sent, usage);
        return sent;
    }

    /** What is sent of it: no cost, and lifetimes only as a part of cache creation. */
    static TokenUsage sent(TokenUsage usage) {
        return usage.withCacheCreation1h(usage.cacheCreationTokens() >= 0 ? usage.cacheCreation1hTokens() : -1)
                .withCost(Double.NaN);
    }

    private static long freshInput(TokenUsage usage) {
        if (usage.inputTokens() < 0) {
            return -1;
        }
        long cached = Math.max(0, usage.cacheReadTokens()) + Math.max(0, usage.cacheCreationTokens());
        return Math.max(0, usage.inputTokens() - cached);
    }

    private static void putOutput(Map<String, @Nullable Object> sent, TokenUsage usage) {
        Fields.putTokens(sent, "output_tokens", usage.outputTokens());
        if (usage.reasoningTokens() >= 0) {
            sent.put("output_tokens_details", Fields.of("thinking_tokens", usage.reasoningTokens()));
        }
    }

    /** Model, messages and the like, as messages and token counting have them alike. */
    static Prompt prompt(Map<String, @Nullable Object> json) throws Wire.BadRequest {
        if (!(json.get("model") instanceof String model) || model.isEmpty()) {
            throw new Wire.BadRequest("model: Field required");
        }
        if (!(json.get("messages") instanceof List<?>)) {
            throw new Wire.BadRequest("messages: Field required");
        }
        List<Map<String, @Nullable Object>> messages = Prompt.objects(json.get("messages"));
        List<@Nullable Object> read = new ArrayList<>();
        read.add(json.get("system"));
        read.addAll(messages);
        boolean stream = Boolean.TRUE.equals(json.get("stream"));
        return new Prompt(model, messages, Prompt.objects(json.get("tools")), stream, Prompt.textOf(read));
    }
}
