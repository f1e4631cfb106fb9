package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI embeddings, as numbers or {@code base64}. */
final class OpenAiEmbeddings implements Wire {

    @Override
    public Purpose purpose() {
        return Purpose.EMBEDS;
    }

    @Override
    public String endpoint() {
        return "POST /v1/embeddings";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        String model = OpenAi.requiredModel(json);
        if (inputs(json).isEmpty()) {
            throw new BadRequest("you must provide an input parameter, a string or a list that is not empty");
        }
        if (Vectors.dimensions(json.get("dimensions")) < 1) {
            throw new BadRequest("dimensions must be a number from 1 to 100000");
        }
        return new Prompt(model, List.of(), List.of(), false, String.join("\n", inputs(json)));
    }

    @Override
    public String whole(Turn turn) {
        Map<String, @Nullable Object> json = turn.request().json();
        boolean base64 = "base64".equals(json.get("encoding_format"));
        List<@Nullable Object> data = new ArrayList<>();
        for (String input : inputs(json)) {
            float[] vector = Vectors.of(input, Vectors.dimensions(json.get("dimensions")));
            data.add(Fields.of(
                    "object",
                    "embedding",
                    "index",
                    data.size(),
                    "embedding",
                    base64 ? Vectors.base64(vector) : Vectors.numbers(vector)));
        }
        Map<String, @Nullable Object> answer = Fields.of("object", "list", "data", data, "model", turn.model());
        if (!turn.reply().usageOmitted()) {
            TokenUsage given = turn.reply().usage();
            long tokens = given != null ? given.inputTokens() : turn.promptTokens();
            answer.put("usage", Fields.of("prompt_tokens", tokens, "total_tokens", tokens));
            turn.request().sentUsage(TokenUsage.of(tokens, -1));
        }
        return Json.write(answer);
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }

    /** One text, a list of texts, one list of token numbers, or a list of such lists. */
    private static List<String> inputs(Map<String, @Nullable Object> json) {
        Object input = json.get("input");
        if (input instanceof String text) {
            return List.of(text);
        }
        List<String> inputs = new ArrayList<>();
        if (input instanceof List<?> list) {
            if (!list.isEmpty() && list.get(0) instanceof Number) {
                return List.of(list.toString());
            }
            for (Object element : list) {
                inputs.add(String.valueOf(element));
            }
        }
        return inputs;
    }
}
