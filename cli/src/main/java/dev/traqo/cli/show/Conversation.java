package dev.traqo.cli.show;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recorded value for reading: chat messages as role and text, everything else as text or indented JSON. Knows the
 * shapes of messages that OpenAI, Anthropic and Google send; what it does not know it leaves as JSON.
 */
public final class Conversation {

    /**
     * A part of the value.
     *
     * @param heading who says it ({@code user}), or empty
     * @param text what; not yet safe for a terminal
     */
    public record Part(String heading, String text) {}

    private Conversation() {}

    /** The parts to print, in order; never empty. */
    public static List<Part> of(@Nullable Object value) {
        List<Part> parts = new ArrayList<>();
        if (value instanceof List<?> list && allMessages(list)) {
            list.forEach(message -> parts.add(message(map(message))));
        } else if (value instanceof Map<?, ?> map && (isMessage(map) || isAnswer(map))) {
            parts.add(message(map));
        } else if (value instanceof Map<?, ?> map && map.get("messages") instanceof List<?> list && allMessages(list)) {
            Map<Object, @Nullable Object> others = new LinkedHashMap<>(map);
            others.remove("messages");
            Object system = others.remove("system");
            if (system != null) {
                parts.add(new Part("system", content(system)));
            }
            list.forEach(message -> parts.add(message(map(message))));
            if (!others.isEmpty()) {
                parts.add(new Part("with", Json.pretty(others)));
            }
        } else {
            parts.add(new Part("", value instanceof String text ? text : Json.pretty(value)));
        }
        return parts;
    }

    private static boolean allMessages(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(item -> item instanceof Map<?, ?> map && isMessage(map));
    }

    private static boolean isMessage(Map<?, ?> map) {
        return map.get("role") instanceof String
                && (map.containsKey("content") || map.containsKey("parts") || map.containsKey("tool_calls"));
    }

    /** What model calls record as their output: content and tool calls, without a role. */
    private static boolean isAnswer(Map<?, ?> map) {
        return map.get("content") instanceof String && map.get("tool_calls") instanceof List
                || map.size() == 1 && map.get("content") instanceof String;
    }

    private static Part message(Map<?, ?> message) {
        Object role = message.get("role");
        String heading = role instanceof String name ? name : "assistant";
        if (message.get("name") instanceof String name) {
            heading += " " + name;
        }
        List<String> lines = new ArrayList<>();
        Object content = message.containsKey("content") ? message.get("content") : message.get("parts");
        if (content != null) {
            lines.add(content(content));
        }
        if (message.get("tool_calls") instanceof List<?> calls) {
            calls.forEach(call -> lines.add(toolCall(call)));
        }
        Map<Object, @Nullable Object> others = new LinkedHashMap<>(message);
        others.keySet().removeAll(List.of("role", "name", "content", "parts", "tool_calls"));
        others.values().removeIf(value -> value == null);
        if (!others.isEmpty()) {
            lines.add(Json.write(others));
        }
        lines.removeIf(String::isEmpty);
        return new Part(heading, String.join("\n", lines));
    }

    private static String content(Object content) {
        if (content instanceof String text) {
            return text;
        }
        if (!(content instanceof List<?> blocks)) {
            return Json.pretty(content);
        }
        List<String> lines = new ArrayList<>();
        for (Object block : blocks) {
            lines.add(block instanceof Map<?, ?> map ? block(map) : Json.write(block));
        }
        return String.join("\n", lines);
    }

    private static String block(Map<?, ?> block) {
        if (block.get("text") instanceof String text) {
            return text;
        }
        String type = block.get("type") instanceof String name ? name : "";
        return switch (type) {
            case "tool_use" -> "→ " + block.get("name") + "(" + Json.write(block.get("input")) + ")";
            case "tool_result" -> {
                Object result = block.get("content");
                yield "← " + (result == null ? "" : content(result));
            }
            case "thinking" -> "(thinking) " + block.get("thinking");
            default -> Json.write(block);
        };
    }

    private static String toolCall(@Nullable Object call) {
        if (call instanceof Map<?, ?> map) {
            Map<?, ?> function = map.get("function") instanceof Map<?, ?> inner ? inner : map;
            Object name = function.get("name");
            Object arguments = function.containsKey("arguments") ? function.get("arguments") : function.get("input");
            if (name instanceof String) {
                return "→ " + name + "(" + (arguments instanceof String text ? text : Json.write(arguments)) + ")";
            }
        }
        return "→ " + Json.write(call);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
