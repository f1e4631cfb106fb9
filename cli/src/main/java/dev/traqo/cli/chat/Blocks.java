package dev.traqo.cli.chat;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import dev.traqo.read.TraceFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands inside a message: text, thoughts, calls of tools and their results, images. One conversation's. */
final class Blocks {

    /** Results of tools hold blocks again; deeper ones are no conversation any more. */
    private static final int DEEPEST = 8;

    /** Of a text without a type. */
    private static final Set<String> GOOGLE_TEXT =
            Set.of("text", "thought", "thoughtSignature", "thought_signature", "partMetadata", "cache_control");

    /** Names of the tools that were called, by the id of the call: results only say the id. */
    private final Map<String, String> called = new HashMap<>();

    /** The content of a message: a text or a list of blocks. */
    List<Part> content(@Nullable Object content) {
        return content(content, 0);
    }

    private List<Part> content(@Nullable Object content, int depth) {
        if (content == null) {
            return List.of();
        }
        Object inner = content instanceof Map<?, ?> map && map.get("parts") instanceof List<?> parts ? parts : content;
        if (!(inner instanceof List<?> blocks) || depth > DEEPEST) {
            return List.of(alone(inner, depth));
        }
        List<Part> parts = new ArrayList<>();
        blocks.forEach(block -> parts.add(block(block, depth)));
        return parts;
    }

    /** Without a list around it an object is a block only if it says so: tools answer with any object. */
    private Part alone(Object content, int depth) {
        boolean block = content instanceof Map<?, ?> map
                && depth <= DEEPEST
                && (map.get("type") instanceof String || map.size() == 1 && map.containsKey("text"));
        return block || !(content instanceof Map) || TraceFiles.stub(content) != null
                ? block(content, depth)
                : new Part.Json(content);
    }

    private Part block(@Nullable Object value, int depth) {
        if (value instanceof String text) {
            return new Part.Text(text);
        }
        if (!(value instanceof Map<?, ?> block)) {
            return new Part.Json(value);
        }
        boolean isText = block.get("type") instanceof String || GOOGLE_TEXT.containsAll(block.keySet());
        if (isText && block.get("text") instanceof String text) {
            return Boolean.TRUE.equals(block.get("thought")) ? thinking(text) : new Part.Text(text);
        }
        Part part = typed(block, block.get("type") instanceof String type ? type : "", depth);
        part = part == null ? google(block) : part;
        part = part == null ? Pictures.of(block) : part;
        return part == null ? new Part.Json(block) : part;
    }

    private @Nullable Part typed(Map<?, ?> block, String type, int depth) {
        return switch (type) {
            case "tool_use", "server_tool_use", "mcp_tool_use" -> call(block);
            case "tool_result", "mcp_tool_result" ->
                result(
                        block.get("tool_use_id"),
                        block.get("name"),
                        content(block.get("content"), depth + 1),
                        Boolean.TRUE.equals(block.get("is_error")));
            case "thinking" -> block.get("thinking") instanceof String text ? thinking(text) : null;
            case "redacted_thinking" -> new Part.Thinking(null);
            case "refusal" -> block.get("refusal") instanceof String text ? new Part.Refusal(text) : null;
            default ->
                type.endsWith("_tool_result") && block.get("tool_use_id") instanceof String id
                        ? result(id, null, json(block.get("content")), false)
                        : null;
        };
    }

    private static List<Part> json(@Nullable Object value) {
        return value == null ? List.of() : List.of(new Part.Json(value));
    }

    private @Nullable Part google(Map<?, ?> part) {
        Object call = either(part, "functionCall", "function_call");
        if (call != null) {
            return call(call);
        }
        return either(part, "functionResponse", "function_response") instanceof Map<?, ?> response
                ? result(response.get("id"), response.get("name"), json(response.get("response")), false)
                : null;
    }

    /** Providers that hide what was thought leave the text empty. */
    static Part thinking(String text) {
        return new Part.Thinking(text.isEmpty() ? null : text);
    }

    /** The call of a tool, of whatever shape a provider gives it. */
    Part call(@Nullable Object call) {
        if (!(call instanceof Map<?, ?> map)) {
            return new Part.Json(call);
        }
        Map<?, ?> function = map.get("function") instanceof Map<?, ?> inner
                ? inner
                : map.get("custom") instanceof Map<?, ?> custom ? custom : map;
        if (!(function.get("name") instanceof String name)) {
            return new Part.Json(call);
        }
        Object arguments = function.get("arguments");
        for (String key : List.of("input", "args")) {
            arguments = arguments == null ? function.get(key) : arguments;
        }
        String id = either(map, "call_id", "id") instanceof String text ? text : null;
        if (id != null) {
            called.put(id, name);
        }
        return new Part.ToolCall(id, name, arguments instanceof String text ? parsed(text) : arguments);
    }

    private static @Nullable Object parsed(String arguments) {
        if (!arguments.startsWith("{") && !arguments.startsWith("[")) {
            return arguments;
        }
        try {
            return Json.parse(arguments);
        } catch (JsonException e) {
            return arguments;
        }
    }

    /** What a tool gave back; without a name, it is that of the call. */
    Part.ToolResult result(@Nullable Object callId, @Nullable Object name, List<Part> parts, boolean error) {
        String id = callId instanceof String text ? text : null;
        String known = name instanceof String text ? text : id == null ? null : called.get(id);
        return new Part.ToolResult(id, known, parts, error);
    }

    static @Nullable Object either(Map<?, ?> map, String one, String other) {
        Object value = map.get(one);
        return value == null ? map.get(other) : value;
    }
}
