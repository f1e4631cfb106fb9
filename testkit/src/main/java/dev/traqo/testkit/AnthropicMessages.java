package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic messages, the beta ones ({@code ?beta=true}) included. */
final class AnthropicMessages implements Wire {

    static final String SIGNATURE = "c2lnbmVkIGJ5IG5vYm9keQ==";

    @Override
    public Purpose purpose() {
        return Purpose.GENERATES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/messages";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        Prompt prompt = Anthropic.prompt(json);
        if (!(json.get("max_tokens") instanceof Number)) {
            throw new BadRequest("max_tokens: Field required");
        }
        return prompt;
    }

    @Override
    public String whole(Turn turn) {
        List<@Nullable Object> content = new ArrayList<>();
        if (!turn.reasoning().isEmpty()) {
            content.add(Fields.of("type", "thinking", "thinking", turn.reasoning(), "signature", SIGNATURE));
        }
        if (!turn.text().isEmpty()) {
            content.add(Fields.of("type", "text", "text", turn.text()));
        }
        for (ToolCall call : turn.toolCalls()) {
            content.add(Fields.of(
                    "type", "tool_use", "id", call.id(), "name", call.name(), "input", call.argumentsAsValue()));
        }
        TokenUsage usage = turn.usage();
        return Json.write(message(turn, content, Anthropic.stopReason(turn), usage));
    }

    /** A message, and {@link LlmRequest#sentUsage} with it. */
    static Map<String, @Nullable Object> message(
            Turn turn, List<?> content, @Nullable String stopReason, @Nullable TokenUsage usage) {
        Map<String, @Nullable Object> message = Fields.of(
                "id",
                turn.id("msg_"),
                "type",
                "message",
                "role",
                "assistant",
                "model",
                turn.model(),
                "content",
                content,
                "stop_reason",
                stopReason,
                "stop_sequence",
                null);
        if (usage != null) {
            message.put("usage", Anthropic.usage(usage));
            turn.request().sentUsage(Anthropic.sent(usage));
        }
        return message;
    }

    @Override
    public Stream stream(Turn turn) {
        return new AnthropicMessageStream(turn);
    }

    @Override
    public List<Piece> pieces(Turn turn) {
        return turn.piecesOfOneChoice();
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return Anthropic.error(status, message, request);
    }

    @Override
    public String requestIdHeader() {
        return Anthropic.REQUEST_ID;
    }
}
