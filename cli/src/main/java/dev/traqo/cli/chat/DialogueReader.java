package dev.traqo.cli.chat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one {@link Dialogue}. */
final class DialogueReader {

    private final boolean ofModel;
    private final Blocks blocks = new Blocks();
    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private final Map<String, @Nullable Object> rest = new LinkedHashMap<>();
    private boolean choices;

    DialogueReader(boolean ofModel) {
        this.ofModel = ofModel;
    }

    @Nullable
    Dialogue read(@Nullable Object value) {
        if (value instanceof List<?> list && Shapes.allItems(list)) {
            list.forEach(this::item);
        } else if (!(value instanceof Map<?, ?> map) || !(request(map) || answer(map) || ofModel && response(map))) {
            return null;
        }
        return new Dialogue(messages, tools, rest, choices);
    }

    private void add(String role, List<Part> parts) {
        messages.add(new Message(role, null, parts));
    }

    // ---- what a model is asked ----------------------------------------------------------------------------------

    private boolean request(Map<?, ?> map) {
        if (map.get("messages") instanceof List<?> list && Shapes.allItems(list)) {
            request(map, List.of("system"), "messages");
        } else if (Shapes.isContents(map.get("contents"), ofModel)) {
            request(map, List.of("systemInstruction", "system_instruction"), "contents");
        } else if (Shapes.isResponses(map, ofModel)) {
            request(map, List.of("instructions"), "input");
        } else if (ofModel && map.get("prompt") instanceof String) {
            request(map, List.of("system"), "prompt");
        } else {
            return false;
        }
        return true;
    }

    private void request(Map<?, ?> map, List<String> system, String said) {
        map.forEach((key, value) -> rest.put(String.valueOf(key), value));
        for (String key : system) {
            Object text = rest.remove(key);
            if (text != null) {
                add("system", blocks.content(text));
            }
        }
        Object all = rest.remove(said);
        if (all instanceof List<?> list) {
            list.forEach(this::item);
        } else {
            item(all);
        }
        List<Tool> offered = Tools.of(rest.get("tools"));
        if (offered != null) {
            rest.remove("tools");
            tools.addAll(offered);
        }
    }

    private void item(@Nullable Object item) {
        if (!(item instanceof Map<?, ?> map)) {
            add("user", blocks.content(item));
        } else if (map.containsKey("role") || map.containsKey("parts")) {
            messages.add(message(map));
        } else {
            String type = String.valueOf(map.get("type"));
            switch (type) {
                case "function_call", "custom_tool_call" -> add("assistant", List.of(blocks.call(map)));
                case "function_call_output", "custom_tool_call_output" -> {
                    List<Part> output = blocks.content(map.get("output"));
                    add("tool", List.of(blocks.result(map.get("call_id"), null, output, false)));
                }
                case "reasoning" -> add("assistant", reasoning(map));
                default -> add(type, List.of(new Part.Json(map)));
            }
        }
    }

    private List<Part> reasoning(Map<?, ?> item) {
        List<String> texts = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (String key : List.of("summary", "content")) {
            for (Part part : item.get(key) instanceof List<?> list ? blocks.content(list) : List.<Part>of()) {
                if (part instanceof Part.Text text) {
                    texts.add(text.text());
                } else {
                    parts.add(part);
                }
            }
        }
        if (!texts.isEmpty() || parts.isEmpty()) {
            parts.add(0, Blocks.thinking(String.join("\n", texts)));
        }
        return parts;
    }

    private Message message(Map<?, ?> map) {
        Map<Object, @Nullable Object> others = new LinkedHashMap<>(map);
        String role = others.get("role") instanceof String text ? text : "user";
        others.remove("role", role);
        String name = others.get("name") instanceof String text ? text : null;
        others.remove("name", name);
        List<Part> parts = new ArrayList<>();
        for (String key : List.of("reasoning_content", "reasoning")) {
            if (others.get(key) instanceof String thoughts) {
                others.remove(key);
                if (parts.isEmpty() && !thoughts.isEmpty()) { // some servers send both, and the same in both
                    parts.add(Blocks.thinking(thoughts));
                }
            }
        }
        String key = map.containsKey("content") ? "content" : "parts";
        parts.addAll(blocks.content(others.remove(key)));
        calls(others, parts);
        if (others.get("refusal") instanceof String refusal) {
            others.remove("refusal");
            parts.add(new Part.Refusal(refusal));
        }
        if (role.equals("tool") || role.equals("function") || map.containsKey("tool_call_id")) {
            parts = new ArrayList<>(List.of(result(others, name, parts)));
            name = null;
        }
        if ("message".equals(others.get("type"))) { // an answer of a provider's that was sent back
            others.keySet().removeAll(List.of("type", "id", "status"));
        }
        others.values().removeIf(value -> value == null || value instanceof Collection<?> all && all.isEmpty());
        if (!others.isEmpty()) {
            parts.add(new Part.Json(others));
        }
        return new Message(role, name, parts);
    }

    private Part result(Map<Object, @Nullable Object> others, @Nullable String name, List<Part> parts) {
        boolean error = false;
        for (String key : List.of("error", "is_error")) {
            error |= others.get(key) instanceof Boolean marked && others.remove(key, marked) && marked;
        }
        Part.ToolResult result = blocks.result(others.get("tool_call_id"), name, parts, error);
        if (result.name() != null) {
            others.remove("tool_call_id", result.id());
        }
        return result;
    }

    private void calls(Map<?, @Nullable Object> map, List<Part> parts) {
        if (map.get("tool_calls") instanceof List<?> calls) {
            calls.forEach(call -> parts.add(blocks.call(call)));
            map.remove("tool_calls");
        }
        if (map.get("function_call") instanceof Map<?, ?> call) {
            parts.add(blocks.call(call));
            map.remove("function_call");
        }
    }

    // ---- what it answers ----------------------------------------------------------------------------------------

    private boolean answer(Map<?, ?> map) {
        if (Shapes.isMessage(map)) {
            messages.add(message(ofModel ? withoutEnvelope(map) : map));
        } else if (Shapes.isAnswer(map)) {
            add("assistant", answered(map));
        } else if (Shapes.isChoices(map) && map.get("choices") instanceof List<?> all) {
            choices = true;
            all.forEach(choice ->
                    add("assistant", choice instanceof Map<?, ?> one ? answered(one) : blocks.content(choice)));
            Object other = map.get("other");
            if (other != null) {
                rest.put("other", other);
            }
        } else if (Shapes.isContentAlone(map)) {
            Map<Object, @Nullable Object> message = new LinkedHashMap<>(map);
            message.put("role", "assistant");
            messages.add(message(message));
        } else {
            return false;
        }
        return true;
    }

    private List<Part> answered(Map<?, ?> answer) {
        List<Part> parts = new ArrayList<>();
        if (answer.get("reasoning") instanceof String thoughts) {
            parts.add(Blocks.thinking(thoughts));
        }
        if (answer.get("text") instanceof String text) {
            parts.add(new Part.Text(text));
        }
        if (answer.get("tool_calls") instanceof List<?> calls) {
            calls.forEach(call -> parts.add(blocks.call(call)));
        }
        if (answer.get("refusal") instanceof String refusal) {
            parts.add(new Part.Refusal(refusal));
        }
        for (String key : List.of("files", "other")) {
            if (answer.get(key) instanceof List<?> list) {
                parts.addAll(blocks.content(list));
            }
        }
        return parts;
    }

    // ---- what a provider sent, recorded whole ---------------------------------------------------------------------

    /** Fields of Anthropic's answer that say nothing to read stand beside the message, as with the others. */
    private Map<?, ?> withoutEnvelope(Map<?, ?> map) {
        if (!"message".equals(map.get("type")) || !map.containsKey("usage")) {
            return map;
        }
        Map<Object, @Nullable Object> message = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (key.equals("role") || key.equals("content")) {
                message.put(key, value);
            } else if (value != null) {
                rest.put(String.valueOf(key), value);
            }
        });
        return message;
    }

    private boolean response(Map<?, ?> map) {
        String key;
        if (Shapes.allHold(map.get("choices"), "message")) {
            key = "choices";
            each(map.get(key), "message");
        } else if (Shapes.allHold(map.get("candidates"), "content")) {
            key = "candidates";
            each(map.get(key), "content");
        } else if (map.get("output") instanceof List<?> items && !items.isEmpty() && Shapes.allTyped(items)) {
            key = "output";
            items.forEach(this::item);
        } else {
            return false;
        }
        map.forEach((other, value) -> rest.put(String.valueOf(other), value));
        rest.remove(key);
        return true;
    }

    private void each(@Nullable Object answers, String key) {
        if (answers instanceof List<?> list) {
            choices = list.size() > 1;
            for (Object answer : list) {
                if (answer instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> said) {
                    Message message = message(said);
                    boolean silent = !said.containsKey("role");
                    messages.add(silent ? new Message("assistant", message.name(), message.parts()) : message);
                }
            }
        }
    }
}
