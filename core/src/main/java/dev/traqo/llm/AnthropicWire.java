package dev.traqo.llm;

import static dev.traqo.llm.Fields.index;
import static dev.traqo.llm.Fields.list;
import static dev.traqo.llm.Fields.map;
import static dev.traqo.llm.Fields.text;

import java.util.List;
import java.util.Map;

/** Anthropic messages, whole and as events. */
final class AnthropicWire {

    private final LlmAnswer answer;
    private final WireUsage usage = new WireUsage();

    AnthropicWire(LlmAnswer answer) {
        this.answer = answer;
    }

    static boolean knows(String type, Map<?, ?> json) {
        return type.equals("message")
                ? json.get("content") instanceof List<?> || json.get("stop_reason") instanceof String
                : type.equals("completion")
                        || type.equals("ping")
                        || type.startsWith("message_")
                        || type.startsWith("content_block_");
    }

    void accept(String type, Map<?, ?> json) {
        switch (type) {
            case "message" -> message(json);
            case "message_start" -> message(map(json, "message"));
            case "content_block_start" -> block(index(json, 0), map(json, "content_block"));
            case "content_block_delta" -> delta(index(json, 0), map(json, "delta"));
            case "message_delta" -> {
                answer.finishReason(text(map(json, "delta"), "stop_reason"));
                usage(map(json, "usage"));
            }
            case "completion" -> {
                answer.text(text(json, "completion"));
                answer.model(text(json, "model")).finishReason(text(json, "stop_reason"));
            }
            default -> {} // nothing to record
        }
    }

    private void message(Map<?, ?> message) {
        answer.model(text(message, "model")).responseId(text(message, "id")).finishReason(text(message, "stop_reason"));
        answer.text(text(message, "content"));
        List<?> content = list(message, "content");
        for (int i = 0; i < content.size(); i++) {
            block(i, map(content.get(i)));
        }
        usage(map(message, "usage"));
    }

    private void usage(Map<?, ?> counts) {
        if (!counts.isEmpty()) {
            answer.usage(usage.anthropic(counts)).serviceTier(text(counts, "service_tier"));
        }
    }

    private void block(int number, Map<?, ?> block) {
        String type = text(block, "type");
        if ("text".equals(type)) {
            answer.text(text(block, "text"));
        } else if ("thinking".equals(type)) {
            answer.reasoning(text(block, "thinking"));
        } else if ("tool_use".equals(type)) {
            answer.toolCall(0, number, text(block, "id"), text(block, "name"), block.get("input"));
        } else if (!block.isEmpty()) {
            answer.part(0, number, block);
        }
    }

    private void delta(int number, Map<?, ?> delta) {
        answer.text(text(delta, "text")).reasoning(text(delta, "thinking"));
        String input = text(delta, "partial_json");
        if (input != null && !input.isEmpty() && !answer.partInput(0, number, input)) {
            answer.toolCall(number, null, null, input);
        }
    }
}
