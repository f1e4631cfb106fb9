package dev.traqo.testkit;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One tool that the model asks for.
 *
 * @param id what the tool's result refers to; null lets the server give one, {@code call_<request>_<index>}
 * @param name the tool
 * @param arguments JSON text, sent exactly as it stands here, so that it may also be broken on purpose;
 *     Gemini and Anthropic's whole messages carry an object, and there broken text becomes a string
 */
public record ToolCall(@Nullable String id, String name, String arguments) {

    /** Refuses a call without a name or arguments; a tool without parameters takes <code>{}</code>. */
    public ToolCall {
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(arguments, "arguments == null");
    }

    /** A call whose id the server gives. */
    public static ToolCall of(String name, String arguments) {
        return new ToolCall(null, name, arguments);
    }

    /** A call whose id the server gives, with arguments of plain values: strings, numbers, booleans, maps, lists. */
    public static ToolCall of(String name, Map<String, ? extends @Nullable Object> arguments) {
        return new ToolCall(null, name, Json.write(arguments));
    }

    /** For endpoints that send an object; text that is no JSON becomes a string there. */
    @Nullable
    Object argumentsAsValue() {
        try {
            return Json.parse(arguments);
        } catch (JsonException e) {
            return arguments;
        }
    }
}
