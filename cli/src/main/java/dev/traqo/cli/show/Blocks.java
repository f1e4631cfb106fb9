package dev.traqo.cli.show;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands inside a message: text, thoughts, calls of tools and their results, images. One conversation's. */
final class Blocks {

    /** Results of tools hold blocks again; deeper ones are no conversation any more. */
    private static final int DEEPEST = 8;

    /** Names of the tools that were called, by the id of the call: results only say the id. */
    private final Map<String, String> called = new HashMap<>();

    /** The content of a message: a text or a list of blocks. */
    String content(@Nullable Object content) {
        return content(content, 0);
    }

    private String content(@Nullable Object content, int depth) {
        if (content instanceof String text) {
            return text;
        }
        if (content instanceof Map<?, ?> map && map.get("parts") instanceof List<?> parts) {
            return content(parts, depth);
        }
        if (!(content instanceof List<?> blocks) || depth > DEEPEST) {
            return content instanceof Shown shown ? shown.text() : Json.pretty(content);
        }
        List<String> lines = new ArrayList<>();
        for (Object block : blocks) {
            lines.add(
                    block instanceof Map<?, ?> map
                            ? block(map, depth)
                            : block instanceof String || block instanceof Shown
                                    ? String.valueOf(block)
                                    : Json.write(block));
        }
        return String.join("\n", lines);
    }

    private String block(Map<?, ?> block, int depth) {
        if (block.get("text") instanceof String text) {
            return Boolean.TRUE.equals(block.get("thought")) ? thinking(text) : text;
        }
        String type = block.get("type") instanceof String name ? name : "";
        return switch (type) {
            case "tool_use", "server_tool_use" -> call(block);
            case "tool_result" -> result(block.get("tool_use_id"), block.get("content"), depth);
            case "thinking" -> thinking(text(block.get("thinking")));
            case "redacted_thinking" -> "(thinking, hidden by the provider)";
            case "refusal" -> "(refused) " + text(block.get("refusal"));
            default -> google(block);
        };
    }

    private String google(Map<?, ?> part) {
        Object call = either(part, "functionCall", "function_call");
        if (call != null) {
            return call(call);
        }
        if (either(part, "functionResponse", "function_response") instanceof Map<?, ?> response) {
            String name = response.get("name") instanceof String text ? text + ": " : "";
            return "← " + name + Json.write(response.get("response"));
        }
        return media(part);
    }

    private static String media(Map<?, ?> block) {
        Shown shown = Shown.find(block);
        String file = named(block, "filename", "title", "displayName");
        if (shown != null) {
            return (file == null ? "" : file + ": ") + shown.text();
        }
        String url = named(block, "url", "image_url", "file_url", "fileUri", "file_uri");
        return url != null && url.startsWith("http") ? url : Json.write(block);
    }

    /** The text under one of these keys, of the block or of what stands right inside. */
    private static @Nullable String named(Map<?, ?> block, String... keys) {
        for (String key : keys) {
            if (block.get(key) instanceof String text) {
                return text;
            }
        }
        for (Object inner : block.values()) {
            String found = inner instanceof Map<?, ?> map && inner != block ? namedHere(map, keys) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String namedHere(Map<?, ?> map, String... keys) {
        for (String key : keys) {
            if (map.get(key) instanceof String text) {
                return text;
            }
        }
        return null;
    }

    /** Never through {@code toString}: what a trace holds may be nested deeper than the stack. */
    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : Json.write(value);
    }

    static String thinking(String text) {
        return "(thinking) " + text;
    }

    /** {@code → name(arguments)}, of whatever shape a provider gives it. */
    String call(@Nullable Object call) {
        if (call instanceof Map<?, ?> map) {
            Map<?, ?> function = map.get("function") instanceof Map<?, ?> inner
                    ? inner
                    : map.get("custom") instanceof Map<?, ?> custom ? custom : map;
            Object arguments = function.get("arguments");
            for (String key : List.of("input", "args")) {
                arguments = arguments == null ? function.get(key) : arguments;
            }
            if (function.get("name") instanceof String name) {
                if (either(map, "call_id", "id") instanceof String id) {
                    called.put(id, name);
                }
                return "→ " + name + "(" + (arguments instanceof String text ? text : Json.write(arguments)) + ")";
            }
        }
        return "→ " + Json.write(call);
    }

    /** The tool that this id called; null if the conversation does not say. */
    @Nullable
    String tool(@Nullable Object callId) {
        return callId instanceof String id ? called.get(id) : null;
    }

    private String result(@Nullable Object callId, @Nullable Object content, int depth) {
        String name = tool(callId);
        return "← " + (name == null ? "" : name + ": ") + (content == null ? "" : content(content, depth + 1));
    }

    static @Nullable Object either(Map<?, ?> map, String one, String other) {
        Object value = map.get(one);
        return value == null ? map.get(other) : value;
    }
}
