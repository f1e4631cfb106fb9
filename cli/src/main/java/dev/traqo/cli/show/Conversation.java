package dev.traqo.cli.show;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recorded value for reading: a conversation as who says what, everything else as text or indented JSON. Knows what
 * calls of models record (FORMAT.md section 8) and the shapes that OpenAI, Anthropic and Google send; what it does not
 * know it leaves as JSON.
 */
public final class Conversation {

    /**
     * A part of the value.
     *
     * @param heading who says it ({@code user}), or empty
     * @param text what; not yet safe for a terminal
     */
    public record Part(String heading, String text) {}

    private static final Set<String> ANSWER = Set.of("text", "reasoning", "tool_calls", "refusal", "files");
    private static final Set<String> RESPONSES = Set.of("instructions", "input", "tools");
    private static final List<String> PARTS_OF_A_MESSAGE =
            List.of("role", "name", "content", "parts", "tool_calls", "reasoning_content");

    private final Blocks blocks = new Blocks();
    private final List<Part> parts = new ArrayList<>();

    private Conversation() {}

    /**
     * The parts to print, in order; never empty.
     *
     * @param files what the folder of the trace's files is called
     * @param ofModel whether a model was given this value or gave it: says what is meant where the shape alone does not
     */
    public static List<Part> of(@Nullable Object value, String files, boolean ofModel) {
        Conversation conversation = new Conversation();
        conversation.value(Shown.in(value, files), ofModel);
        return conversation.parts;
    }

    /** The value as JSON in one line, with files as in {@link #of}. */
    public static String inLine(@Nullable Object value, String files) {
        return Json.write(Shown.in(value, files));
    }

    private void value(@Nullable Object value, boolean ofModel) {
        if (value instanceof List<?> list && allItems(list)) {
            list.forEach(this::item);
        } else if (!(value instanceof Map<?, ?> map) || !(request(map, ofModel) || answer(map))) {
            add("", value instanceof String || value instanceof Shown ? String.valueOf(value) : Json.pretty(value));
        }
    }

    private void add(String heading, String text) {
        parts.add(new Part(heading, text));
    }

    // ---- what a model is asked ----------------------------------------------------------------------------------

    private boolean request(Map<?, ?> map, boolean ofModel) {
        if (map.get("messages") instanceof List<?> list && allItems(list)) {
            request(map, List.of("system"), "messages");
        } else if (isContents(map.get("contents"))) {
            request(map, List.of("systemInstruction", "system_instruction"), "contents");
        } else if (isResponses(map, ofModel)) {
            request(map, List.of("instructions"), "input");
        } else {
            return false;
        }
        return true;
    }

    private void request(Map<?, ?> map, List<String> system, String messages) {
        Map<Object, @Nullable Object> others = new LinkedHashMap<>(map);
        for (String key : system) {
            Object text = others.remove(key);
            if (text != null) {
                add("system", blocks.content(text));
            }
        }
        Object said = others.remove(messages);
        if (said instanceof List<?> list) {
            list.forEach(this::item);
        } else {
            item(said);
        }
        String tools = ToolLine.all(others.get("tools"));
        if (tools != null) {
            others.remove("tools");
            if (!tools.isEmpty()) {
                add("tools", tools);
            }
        }
        if (!others.isEmpty()) {
            add("with", Json.pretty(others));
        }
    }

    /** A bare {@code input} may be the argument of any method. */
    private static boolean isResponses(Map<?, ?> map, boolean ofModel) {
        Object input = map.get("input");
        boolean sure = ofModel || map.size() > 1;
        boolean items = input instanceof List<?> list && (sure ? allTyped(list) : allItems(list));
        return (sure || items) && RESPONSES.containsAll(map.keySet()) && (input instanceof String || items);
    }

    private static boolean isContents(@Nullable Object contents) {
        return contents instanceof String
                || contents instanceof Map<?, ?> map && map.get("parts") instanceof List
                || contents instanceof List<?> list && allItems(list);
    }

    private static boolean allItems(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(item -> item instanceof Map<?, ?> map && isItem(map));
    }

    /** Items of a kind that came later than this class are shown by their type. */
    private static boolean allTyped(List<?> list) {
        return list.stream()
                .allMatch(item -> item instanceof Map<?, ?> map
                        && (map.get("role") instanceof String || map.get("type") instanceof String));
    }

    private static boolean isItem(Map<?, ?> map) {
        if (map.get("role") instanceof String) {
            return map.containsKey("content") || map.containsKey("parts") || map.containsKey("tool_calls");
        }
        return map.get("parts") instanceof List && map.size() == 1
                || map.get("type") instanceof String type
                        && (type.equals("reasoning") || type.contains("_call") || type.equals("item_reference"));
    }

    private void item(@Nullable Object item) {
        if (!(item instanceof Map<?, ?> map)) {
            add("user", blocks.content(item));
        } else if (map.containsKey("role") || map.containsKey("parts")) {
            message(map);
        } else {
            String type = String.valueOf(map.get("type"));
            switch (type) {
                case "function_call", "custom_tool_call" -> add("assistant", blocks.call(map));
                case "function_call_output", "custom_tool_call_output" -> {
                    String name = blocks.tool(map.get("call_id"));
                    add(name == null ? "tool" : "tool " + name, blocks.content(map.get("output")));
                }
                case "reasoning" -> add("assistant", reasoning(map));
                default -> add(type, Json.write(map));
            }
        }
    }

    private String reasoning(Map<?, ?> item) {
        List<String> texts = new ArrayList<>();
        for (String key : List.of("summary", "content")) {
            if (item.get(key) instanceof List<?> list && !list.isEmpty()) {
                texts.add(blocks.content(list));
            }
        }
        return texts.isEmpty() ? "(thinking, hidden by the provider)" : Blocks.thinking(String.join("\n", texts));
    }

    private void message(Map<?, ?> message) {
        String heading = message.get("role") instanceof String role ? role : "user";
        Map<Object, @Nullable Object> others = new LinkedHashMap<>(message);
        others.keySet().removeAll(PARTS_OF_A_MESSAGE);
        if (message.get("name") instanceof String name) {
            heading += " " + name;
        }
        String tool = blocks.tool(message.get("tool_call_id"));
        if (tool != null) {
            heading += " " + tool;
            others.remove("tool_call_id");
        }
        List<String> lines = new ArrayList<>();
        if (message.get("reasoning_content") instanceof String thoughts) {
            lines.add(Blocks.thinking(thoughts));
        }
        Object content = message.containsKey("content") ? message.get("content") : message.get("parts");
        if (content != null) {
            lines.add(blocks.content(content));
        }
        calls(message, lines);
        if ("message".equals(others.get("type"))) { // an answer of OpenAI's that was sent back
            others.keySet().removeAll(List.of("type", "id", "status"));
        }
        others.values().removeIf(value -> value == null || value instanceof Collection<?> all && all.isEmpty());
        if (!others.isEmpty()) {
            lines.add(Json.write(others));
        }
        lines.removeIf(String::isEmpty);
        add(heading, String.join("\n", lines));
    }

    private void calls(Map<?, ?> map, List<String> lines) {
        if (map.get("tool_calls") instanceof List<?> calls) {
            calls.forEach(call -> lines.add(blocks.call(call)));
        }
    }

    // ---- what it answers ----------------------------------------------------------------------------------------

    private boolean answer(Map<?, ?> map) {
        if (isMessage(map)) {
            message(map);
        } else if (isAnswer(map)) {
            add("assistant", answerText(map));
        } else if (map.size() == 1 && map.get("choices") instanceof List<?> choices && allAnswers(choices)) {
            for (int i = 0; i < choices.size(); i++) {
                Object choice = choices.get(i);
                add("choice " + (i + 1), choice instanceof Map<?, ?> one ? answerText(one) : text(choice));
            }
        } else if (isContentAlone(map)) {
            Map<Object, @Nullable Object> message = new LinkedHashMap<>(map);
            message.put("role", "assistant");
            message(message);
        } else {
            return false;
        }
        return true;
    }

    private static boolean isMessage(Map<?, ?> map) {
        return map.get("role") instanceof String && isItem(map);
    }

    /** Content and tool calls, without a role, as calls traced by hand record them. */
    private static boolean isContentAlone(Map<?, ?> map) {
        return map.get("content") instanceof String && (map.size() == 1 || map.get("tool_calls") instanceof List);
    }

    /** Text alone would be a string: something else must be there. */
    private static boolean isAnswer(Map<?, ?> map) {
        boolean texts = List.of("text", "reasoning", "refusal").stream()
                .allMatch(key -> !map.containsKey(key) || map.get(key) instanceof String);
        boolean lists = List.of("tool_calls", "files").stream()
                .allMatch(key -> !map.containsKey(key) || map.get(key) instanceof List<?> list && !list.isEmpty());
        boolean files =
                !(map.get("files") instanceof List<?> list) || list.stream().allMatch(Shown.class::isInstance);
        boolean more = map.size() > (map.containsKey("text") ? 1 : 0);
        return texts && lists && files && more && ANSWER.containsAll(map.keySet());
    }

    private static boolean allAnswers(List<?> choices) {
        return !choices.isEmpty()
                && choices.stream()
                        .allMatch(choice -> choice == null
                                || choice instanceof String
                                || choice instanceof Map<?, ?> map && isAnswer(map));
    }

    private String answerText(Map<?, ?> answer) {
        List<String> lines = new ArrayList<>();
        if (answer.get("reasoning") instanceof String thoughts) {
            lines.add(Blocks.thinking(thoughts));
        }
        if (answer.get("text") instanceof String text) {
            lines.add(text);
        }
        calls(answer, lines);
        if (answer.get("refusal") instanceof String refusal) {
            lines.add("(refused) " + refusal);
        }
        if (answer.get("files") instanceof List<?> files) {
            files.forEach(file -> lines.add(String.valueOf(file)));
        }
        return String.join("\n", lines);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "(nothing)" : String.valueOf(value);
    }
}
