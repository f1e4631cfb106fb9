package dev.traqo.examples.support;

import dev.traqo.TokenUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model said, complete.
 *
 * @param usage null if the server did not send it
 */
record Answer(
        String model,
        String text,
        List<Call> calls,
        String finishReason,
        @Nullable TokenUsage usage) {

    /** A tool that the model wants to be run; the arguments are JSON text. */
    record Call(String id, String name, String arguments) {}

    /** The message with which the conversation goes on. */
    Map<String, Object> message() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", text);
        if (!calls.isEmpty()) {
            message.put("tool_calls", calls.stream().map(Answer::wire).toList());
        }
        return message;
    }

    private static Map<String, Object> wire(Call call) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name);
        function.put("arguments", call.arguments);
        Map<String, Object> wire = new LinkedHashMap<>();
        wire.put("id", call.id);
        wire.put("type", "function");
        wire.put("function", function);
        return wire;
    }
}
