package dev.traqo.examples.support;

import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import dev.traqo.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something an agent can do.
 *
 * @param kind how its spans are filed
 * @param parameters name and description of each, all of them required; in the order in which a person would give them
 */
record Tool(String name, Kind kind, String description, Map<String, ?> parameters, Action action) {

    /** The work. What it returns is sent to the model as JSON. */
    @FunctionalInterface
    interface Action {
        Object run(Map<String, @Nullable Object> arguments) throws Exception;
    }

    /** How the model is told about the tool. */
    ChatCompletionFunctionTool definition() {
        Map<String, Object> properties = new LinkedHashMap<>();
        parameters.forEach((name, description) -> properties.put(
                name,
                description instanceof String text ? ordered("type", "string", "description", text) : description));
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .description(description)
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(properties))
                                .putAdditionalProperty("required", JsonValue.from(List.copyOf(parameters.keySet())))
                                .build())
                        .build())
                .build();
    }

    /** A map that keeps its order, so that the same request is always the same text. */
    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
