package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gemini's generateContent and streamGenerateContent; the stream is always one of events, as with {@code alt=sse}. */
final class GeminiContent implements Wire {

    private static final String STREAM = "streamGenerateContent";
    private static final Set<String> VERBS = Set.of("generateContent", STREAM);

    @Override
    public Purpose purpose() {
        return Purpose.GENERATES;
    }

    @Override
    public String endpoint() {
        return "POST /v1beta/models/{model}:generateContent, :streamGenerateContent?alt=sse";
    }

    @Override
    public boolean serves(String method, String path) {
        return Gemini.serves(method, path, VERBS);
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        return Gemini.prompt(path, json, Gemini.verb(path).equals(STREAM));
    }

    @Override
    public String whole(Turn turn) {
        List<@Nullable Object> candidates = new ArrayList<>();
        for (String text : turn.choices()) {
            int index = candidates.size();
            List<@Nullable Object> parts = index == 0 ? firstParts(turn) : List.of(textPart(text));
            candidates.add(candidate(index, parts, Gemini.finishReason(turn, index)));
        }
        return Json.write(response(turn, candidates, turn.usage()));
    }

    private static List<@Nullable Object> firstParts(Turn turn) {
        List<@Nullable Object> parts = new ArrayList<>();
        if (!turn.reasoning().isEmpty()) {
            parts.add(thoughtPart(turn.reasoning()));
        }
        if (!turn.text().isEmpty() || turn.toolCalls().isEmpty()) {
            parts.add(textPart(turn.text()));
        }
        for (ToolCall call : turn.toolCalls()) {
            parts.add(callPart(call));
        }
        return parts;
    }

    static Map<String, @Nullable Object> textPart(String text) {
        return Fields.of("text", text);
    }

    static Map<String, @Nullable Object> thoughtPart(String text) {
        return Fields.of("text", text, "thought", true);
    }

    static Map<String, @Nullable Object> callPart(ToolCall call) {
        return Fields.of(
                "functionCall", Fields.of("id", call.id(), "name", call.name(), "args", call.argumentsAsValue()));
    }

    static Map<String, @Nullable Object> candidate(int index, List<?> parts, @Nullable String finishReason) {
        Map<String, @Nullable Object> candidate = Fields.of("content", Fields.of("parts", parts, "role", "model"));
        if (finishReason != null) {
            candidate.put("finishReason", finishReason);
        }
        candidate.put("index", index);
        return candidate;
    }

    /** A response or one chunk of it, and {@link LlmRequest#sentUsage} with it. */
    static Map<String, @Nullable Object> response(Turn turn, List<?> candidates, @Nullable TokenUsage usage) {
        Map<String, @Nullable Object> response = Fields.of("candidates", candidates);
        if (usage != null) {
            response.put("usageMetadata", Gemini.usage(usage));
            turn.request().sentUsage(Gemini.sent(usage));
        }
        response.put("modelVersion", turn.model());
        response.put("responseId", turn.id("resp-"));
        return response;
    }

    @Override
    public Stream stream(Turn turn) {
        return new GeminiContentStream(turn);
    }

    /** A function call is never streamed in parts. */
    @Override
    public List<Piece> pieces(Turn turn) {
        return turn.pieces().stream()
                .filter(piece -> !(piece instanceof Piece.ToolArguments))
                .toList();
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
