package dev.traqo.llm;

import static dev.traqo.llm.Fields.count;
import static dev.traqo.llm.Fields.list;
import static dev.traqo.llm.Fields.map;
import static dev.traqo.llm.Fields.text;

import dev.traqo.Tracer;
import java.util.List;
import java.util.Map;

/**
 * OpenAI Responses. The last event of a stream carries all that the others brought in pieces, so the pieces count only
 * where it does not come.
 */
final class ResponsesWire {

    private final LlmAnswer answer;
    private final Tracer tracer;

    ResponsesWire(LlmAnswer answer, Tracer tracer) {
        this.answer = answer;
        this.tracer = tracer;
    }

    static boolean isWhole(Map<?, ?> json) {
        return "response".equals(json.get("object"))
                || (json.get("output") instanceof List<?> && json.get("status") instanceof String);
    }

    /** Errors in the middle have no name of their own. */
    static boolean knows(String type, Map<?, ?> json) {
        return type.startsWith("response.") || (type.equals("error") && json.get("message") instanceof String);
    }

    void event(String type, Map<?, ?> event) {
        switch (type) {
            case "error" -> answer.part(0, "error", Map.of("error", event));
            case "response.output_text.delta" -> answer.text(text(event, "delta"));
            case "response.refusal.delta" -> answer.refusal(0, text(event, "delta"));
            case "response.reasoning_text.delta", "response.reasoning_summary_text.delta" ->
                answer.reasoning(text(event, "delta"));
            case "response.reasoning_summary_part.added" -> answer.reasoningBreak(0);
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                answer.toolCall(key(event), null, null, text(event, "delta"));
            case "response.output_item.added" -> added(key(event), map(event, "item"));
            case "response.output_item.done" -> done(key(event), map(event, "item"));
            case "response.completed", "response.incomplete", "response.failed", "response.cancelled" ->
                whole(map(event, "response"));
            default -> head(map(event, "response"));
        }
    }

    void whole(Map<?, ?> response) {
        head(response);
        List<?> output = list(response, "output");
        if (!output.isEmpty()) {
            answer.startOver();
        }
        for (int i = 0; i < output.size(); i++) {
            item(i, map(output.get(i)));
        }
        String reason = text(map(response, "incomplete_details"), "reason");
        answer.finishReason(reason == null ? text(response, "status") : reason);
        Map<?, ?> error = map(response, "error");
        if (!error.isEmpty()) {
            answer.part(0, "error", Map.of("error", error));
        }
    }

    private void head(Map<?, ?> response) {
        answer.model(text(response, "model"))
                .responseId(text(response, "id"))
                .serviceTier(text(response, "service_tier"))
                .usage(WireUsage.openAi(map(response, "usage")));
    }

    /** Where the item stands in the output; servers that do not say have at least a name for it. */
    private static Object key(Map<?, ?> event) {
        long index = count(event, "output_index");
        String id = text(event, "item_id");
        return index >= 0 ? Long.valueOf(index) : id == null ? "" : id;
    }

    private void added(Object key, Map<?, ?> item) {
        if (isToolCall(item)) {
            answer.toolCall(0, key, text(item, "call_id"), text(item, "name"), null);
        }
    }

    private void done(Object key, Map<?, ?> item) {
        if (!isToolCall(item)) {
            other(key, item);
        } else if (!answer.hasArguments(0, key)) {
            toolCall(key, item);
        }
    }

    private void item(int number, Map<?, ?> item) {
        Object key = (long) number;
        if (isToolCall(item)) {
            toolCall(key, item);
        } else if ("message".equals(item.get("type"))) {
            message(key, item);
        } else if ("reasoning".equals(item.get("type"))) {
            reasoning(item);
        } else {
            other(key, item);
        }
    }

    private static boolean isToolCall(Map<?, ?> item) {
        Object type = item.get("type");
        return "function_call".equals(type) || "custom_tool_call".equals(type);
    }

    private void toolCall(Object key, Map<?, ?> item) {
        Object arguments = item.get("function_call".equals(item.get("type")) ? "arguments" : "input");
        answer.toolCall(0, key, text(item, "call_id"), text(item, "name"), arguments);
    }

    private void message(Object key, Map<?, ?> item) {
        if (item.get("content") instanceof String said) {
            answer.text(said);
        }
        List<?> content = list(item, "content");
        for (int i = 0; i < content.size(); i++) {
            Map<?, ?> part = map(content.get(i));
            if (part.get("text") instanceof String said) {
                answer.text(said);
            } else if (part.get("refusal") instanceof String refused) {
                answer.refusal(0, refused);
            } else if (!part.isEmpty()) {
                other(key + " " + i, part);
            }
        }
    }

    private void reasoning(Map<?, ?> item) {
        List<?> summary = list(item, "summary");
        for (Object part : summary.isEmpty() ? list(item, "content") : summary) {
            String thought = text(map(part), "text");
            if (thought != null && !thought.isEmpty()) {
                answer.reasoningBreak(0).reasoning(thought);
            }
        }
    }

    /** What came in pieces is there already; everything else is kept as it is. */
    private void other(Object key, Map<?, ?> item) {
        Object type = item.get("type");
        if (item.isEmpty() || "message".equals(type) || "reasoning".equals(type)) {
            return;
        }
        Object kept = Media.kept(item, tracer);
        Object file = "image_generation_call".equals(type) ? map(kept).get("result") : null;
        if (file != null && !(file instanceof String)) {
            answer.file(0, file);
        } else {
            answer.part(0, key, kept == null ? item : kept);
        }
    }
}
