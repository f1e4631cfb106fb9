package dev.traqo.testkit;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's moderation. An input is flagged for a category if the name of the category stands in it. */
final class OpenAiModerations implements Wire {

    private static final String MODEL = "omni-moderation-latest";
    private static final List<String> CATEGORIES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/instructions",
            "self-harm/intent",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");

    @Override
    public Purpose purpose() {
        return Purpose.COMPUTES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/moderations";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        if (inputs(json).isEmpty()) {
            throw new BadRequest("you must provide an input parameter, a string or a list that is not empty");
        }
        String model = json.get("model") instanceof String name ? name : MODEL;
        return new Prompt(model, List.of(), List.of(), false, String.join("\n", inputs(json)));
    }

    @Override
    public String whole(Turn turn) {
        List<@Nullable Object> results = new ArrayList<>();
        for (String input : inputs(turn.request().json())) {
            results.add(result(input.toLowerCase(Locale.ROOT)));
        }
        return Json.write(Fields.of("id", turn.id("modr-"), "model", turn.model(), "results", results));
    }

    private static Map<String, @Nullable Object> result(String input) {
        Map<String, @Nullable Object> flags = Fields.of();
        Map<String, @Nullable Object> scores = Fields.of();
        Map<String, @Nullable Object> types = Fields.of();
        for (String category : CATEGORIES) {
            boolean flagged = input.contains(category);
            flags.put(category, flagged);
            scores.put(category, flagged ? 0.99 : 0.01);
            types.put(category, List.of("text"));
        }
        return Fields.of(
                "flagged",
                flags.containsValue(true),
                "categories",
                flags,
                "category_scores",
                scores,
                "category_applied_input_types",
                types);
    }

    /** One text, a list of texts, or one input as a list of parts. */
    private static List<String> inputs(Map<String, @Nullable Object> json) {
        Object input = json.get("input");
        if (!(input instanceof List<?> list) || (!list.isEmpty() && list.get(0) instanceof Map<?, ?>)) {
            String text = Prompt.textOf(input);
            return text.isEmpty() ? List.of() : List.of(text);
        }
        return list.stream().map(String::valueOf).toList();
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }
}
