package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's generation of images. Every image is the same red dot, a PNG file of 69 bytes. */
final class OpenAiImages implements Wire {

    static final String RED_DOT =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC";

    @Override
    public Purpose purpose() {
        return Purpose.COMPUTES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/images/generations";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        if (!(json.get("prompt") instanceof String prompt) || prompt.isEmpty()) {
            throw new BadRequest("you must provide a prompt parameter");
        }
        if (count(json) < 1) {
            throw new BadRequest("n must be a number from 1 to 10");
        }
        String model = json.get("model") instanceof String name ? name : "";
        return new Prompt(model, List.of(), List.of(), false, prompt);
    }

    @Override
    public String whole(Turn turn) {
        List<Map<String, @Nullable Object>> data =
                Collections.nCopies(count(turn.request().json()), Fields.of("b64_json", RED_DOT));
        Map<String, @Nullable Object> answer =
                Fields.of("created", turn.createdSeconds(), "data", data, "output_format", "png");
        TokenUsage usage = turn.reply().usage();
        if (usage != null) {
            answer.put("usage", usage(usage));
            turn.request().sentUsage(TokenUsage.of(usage.inputTokens(), usage.outputTokens()));
        }
        return Json.write(answer);
    }

    private static int count(Map<String, @Nullable Object> json) {
        Object asked = json.get("n");
        if (asked == null) {
            return 1;
        }
        return asked instanceof Number number && number.longValue() >= 1 && number.longValue() <= 10
                ? number.intValue()
                : 0;
    }

    private static Map<String, @Nullable Object> usage(TokenUsage usage) {
        Map<String, @Nullable Object> sent = Fields.of();
        Fields.putTokens(sent, "input_tokens", usage.inputTokens());
        Fields.putTokens(sent, "output_tokens", usage.outputTokens());
        OpenAi.putTotal(sent, usage);
        if (usage.inputTokens() >= 0) {
            sent.put("input_tokens_details", Fields.of("text_tokens", usage.inputTokens(), "image_tokens", 0));
        }
        return sent;
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }
}
