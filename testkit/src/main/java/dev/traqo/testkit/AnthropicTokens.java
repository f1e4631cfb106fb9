package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's token counts. */
final class AnthropicTokens implements Wire {

    @Override
    public Purpose purpose() {
        return Purpose.COMPUTES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/messages/count_tokens";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        Prompt prompt = Anthropic.prompt(json);
        return new Prompt(prompt.model(), prompt.messages(), prompt.tools(), false, prompt.text());
    }

    @Override
    public String whole(Turn turn) {
        TokenUsage given = turn.reply().usage();
        return Json.write(Fields.of("input_tokens", given != null ? given.inputTokens() : turn.promptTokens()));
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
