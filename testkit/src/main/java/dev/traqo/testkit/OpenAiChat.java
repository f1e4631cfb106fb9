package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions. One choice, whatever {@code n} says. */
final class OpenAiChat implements Wire {

    @Override
    public Purpose purpose() {
        return Purpose.GENERATES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/chat/completions";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        String model = OpenAi.requiredModel(json);
        if (!(json.get("messages") instanceof List<?>)) {
            throw new BadRequest("you must provide a messages parameter, a list");
        }
        List<Map<String, @Nullable Object>> messages = Prompt.objects(json.get("messages"));
        boolean stream = Boolean.TRUE.equals(json.get("stream"));
        return new Prompt(model, messages, Prompt.objects(json.get("tools")), stream, Prompt.textOf(messages));
    }

    @Override
    public String whole(Turn turn) {
        Map<String, @Nullable Object> message =
                Fields.of("role", "assistant", "content", toolsOnly(turn) ? null : turn.text(), "refusal", null);
        if (!turn.toolCalls().isEmpty()) {
            List<@Nullable Object> calls = new ArrayList<>();
            for (ToolCall call : turn.toolCalls()) {
                calls.add(Fields.of(
                        "id", call.id(), "type", "function", "function", function(call.name(), call.arguments())));
            }
            message.put("tool_calls", calls);
        }
        Map<String, @Nullable Object> answer = head(turn, "chat.completion");
        answer.put(
                "choices",
                List.of(Fields.of(
                        "index", 0, "message", message, "logprobs", null, "finish_reason", turn.finishReason())));
        TokenUsage usage = turn.usage();
        if (usage != null) {
            answer.put("usage", usage(usage));
            turn.request().sentUsage(usage);
        }
        return Json.write(answer);
    }

    @Override
    public void open(Turn turn, Events events) throws IOException {
        Map<String, @Nullable Object> delta =
                Fields.of("role", "assistant", "content", toolsOnly(turn) ? null : "", "refusal", null);
        send(turn, delta, null, events);
    }

    @Override
    public void chunk(Turn turn, Piece piece, Events events) throws IOException {
        Map<String, @Nullable Object> delta;
        if (piece instanceof Piece.Text text) {
            delta = Fields.of("content", text.text());
        } else if (piece instanceof Piece.ToolStart start) {
            delta = toolDelta(Fields.of(
                    "index",
                    start.index(),
                    "id",
                    start.call().id(),
                    "type",
                    "function",
                    "function",
                    function(start.call().name(), "")));
        } else {
            Piece.ToolArguments more = (Piece.ToolArguments) piece;
            delta = toolDelta(Fields.of("index", more.index(), "function", Fields.of("arguments", more.fragment())));
        }
        send(turn, delta, null, events);
    }

    @Override
    public void close(Turn turn, Events events) throws IOException {
        send(turn, Fields.of(), turn.finishReason(), events);
        TokenUsage usage = turn.usage();
        if (usage != null && wantsUsage(turn)) {
            Map<String, @Nullable Object> last = head(turn, "chat.completion.chunk");
            last.put("choices", List.of());
            last.put("usage", usage(usage));
            turn.request().sentUsage(usage);
            events.send(null, Json.write(last));
        }
        events.send(null, "[DONE]");
    }

    @Override
    public void interrupt(String message, Events events) throws IOException {
        events.send(null, error(500, message));
    }

    @Override
    public String error(int status, String message) {
        return OpenAi.error(status, message);
    }

    private static void send(
            Turn turn, Map<String, @Nullable Object> delta, @Nullable String finishReason, Events events)
            throws IOException {
        Map<String, @Nullable Object> event = head(turn, "chat.completion.chunk");
        event.put(
                "choices",
                List.of(Fields.of("index", 0, "delta", delta, "logprobs", null, "finish_reason", finishReason)));
        if (wantsUsage(turn)) {
            event.put("usage", null);
        }
        events.send(null, Json.write(event));
    }

    private static Map<String, @Nullable Object> head(Turn turn, String object) {
        return Fields.of(
                "id",
                turn.id("chatcmpl-"),
                "object",
                object,
                "created",
                turn.createdSeconds(),
                "model",
                turn.model(),
                "system_fingerprint",
                "fp_fake");
    }

    private static boolean toolsOnly(Turn turn) {
        return turn.text().isEmpty() && !turn.toolCalls().isEmpty();
    }

    private static boolean wantsUsage(Turn turn) {
        return turn.request().json().get("stream_options") instanceof Map<?, ?> options
                && Boolean.TRUE.equals(options.get("include_usage"));
    }

    private static Map<String, @Nullable Object> toolDelta(Map<String, @Nullable Object> call) {
        return Fields.of("tool_calls", List.of(call));
    }

    private static Map<String, @Nullable Object> function(String name, String arguments) {
        return Fields.of("name", name, "arguments", arguments);
    }

    private static Map<String, @Nullable Object> usage(TokenUsage usage) {
        Map<String, @Nullable Object> sent = Fields.of();
        put(sent, "prompt_tokens", usage.inputTokens());
        put(sent, "completion_tokens", usage.outputTokens());
        if (usage.inputTokens() >= 0 && usage.outputTokens() >= 0) {
            sent.put("total_tokens", usage.inputTokens() + usage.outputTokens());
        }
        if (usage.cacheReadTokens() >= 0) {
            sent.put("prompt_tokens_details", Fields.of("cached_tokens", usage.cacheReadTokens()));
        }
        if (usage.reasoningTokens() >= 0) {
            sent.put("completion_tokens_details", Fields.of("reasoning_tokens", usage.reasoningTokens()));
        }
        return sent;
    }

    private static void put(Map<String, @Nullable Object> sent, String key, long tokens) {
        if (tokens >= 0) {
            sent.put(key, tokens);
        }
    }
}
