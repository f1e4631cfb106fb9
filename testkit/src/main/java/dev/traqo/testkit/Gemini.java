package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Gemini's endpoints have in common. The model and the verb stand in the path: {@code /v1beta/models/M:verb}, or
 * {@code /v1beta1/projects/P/locations/L/publishers/google/models/M:verb} on Vertex.
 */
final class Gemini {

    private static final Pattern PATH = Pattern.compile("/v1(?:alpha|beta1?)?/(?:.+/)?models/([^/:]+):(\\w+)");

    private Gemini() {}

    static boolean serves(String method, String path, Set<String> verbs) {
        return "POST".equals(method) && verbs.contains(verb(path));
    }

    /** {@code generateContent}; empty if the path is none of Gemini's. */
    static String verb(String path) {
        return part(path, 2);
    }

    static String model(String path) {
        return part(path, 1);
    }

    private static String part(String path, int group) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches() ? matcher.group(group) : "";
    }

    static String error(int status, String message) {
        return Json.write(errorObject(status, message));
    }

    private static Map<String, @Nullable Object> errorObject(int status, String message) {
        String name = switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status >= 500 ? "INTERNAL" : "FAILED_PRECONDITION";
        };
        return Fields.of("error", Fields.of("code", status, "message", message, "status", name));
    }

    /** {@code finishReason}. */
    static String finishReason(Turn turn, int choice) {
        String reason = turn.finishReason(choice);
        return switch (reason) {
            case "stop", "tool_calls" -> "STOP";
            case "length" -> "MAX_TOKENS";
            case "content_filter" -> "SAFETY";
            default -> reason;
        };
    }

    /** What Gemini has a word for: no cache writes, no cost. */
    static TokenUsage sent(TokenUsage usage) {
        return TokenUsage.of(usage.inputTokens(), usage.outputTokens())
                .withCacheRead(usage.cacheReadTokens())
                .withReasoning(usage.reasoningTokens());
    }

    /** {@code usageMetadata}: the prompt with what was cached, the candidates without the thoughts. */
    static Map<String, @Nullable Object> usage(TokenUsage usage) {
        Map<String, @Nullable Object> sent = Fields.of();
        Fields.putTokens(sent, "promptTokenCount", usage.inputTokens());
        if (usage.outputTokens() >= 0) {
            long thoughts = Math.max(0, usage.reasoningTokens());
            sent.put("candidatesTokenCount", Math.max(0, usage.outputTokens() - thoughts));
        }
        if (usage.inputTokens() >= 0 && usage.outputTokens() >= 0) {
            sent.put("totalTokenCount", usage.inputTokens() + usage.outputTokens());
        }
        Fields.putTokens(sent, "cachedContentTokenCount", usage.cacheReadTokens());
        Fields.putTokens(sent, "thoughtsTokenCount", usage.reasoningTokens());
        return sent;
    }

    /** Model, contents and the like, as generating and token counting have them alike. */
    static Prompt prompt(String path, Map<String, @Nullable Object> json, boolean stream) throws Wire.BadRequest {
        Object contents = json.get("contents");
        if (contents instanceof Map<?, ?>) {
            contents = List.of(contents);
        }
        if (!(contents instanceof List<?> list) || list.isEmpty()) {
            throw new Wire.BadRequest("* GenerateContentRequest.contents: contents is not specified");
        }
        List<Map<String, @Nullable Object>> messages = Prompt.objects(contents);
        List<@Nullable Object> read = new ArrayList<>();
        read.add(json.get("systemInstruction"));
        read.addAll(messages);
        return new Prompt(model(path), messages, Prompt.objects(json.get("tools")), stream, Prompt.textOf(read));
    }
}
