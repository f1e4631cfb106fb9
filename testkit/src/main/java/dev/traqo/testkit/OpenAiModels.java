package dev.traqo.testkit;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's list of models. Any other name is accepted too where a model is asked. */
final class OpenAiModels implements Wire {

    private static final List<String> NAMES = List.of("gpt-4o", "gpt-4o-mini", "text-embedding-3-small");

    @Override
    public Purpose purpose() {
        return Purpose.COMPUTES;
    }

    @Override
    public String endpoint() {
        return "GET /v1/models";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) {
        return Prompt.NONE;
    }

    @Override
    public String whole(Turn turn) {
        List<@Nullable Object> models = new ArrayList<>();
        for (String name : NAMES) {
            models.add(Fields.of("id", name, "object", "model", "created", 1_767_225_600L, "owned_by", "fake"));
        }
        return Json.write(Fields.of("object", "list", "data", models));
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }
}
