package dev.traqo.llm;

import dev.traqo.Tracer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the answers to the same question. Guarded by its {@link LlmAnswer}. */
final class AnswerChoice {

    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final StringBuilder refusal = new StringBuilder();
    final List<Object> files = new ArrayList<>();

    /** Pieces of a sound, which are one file in the end. */
    final ByteArrayOutputStream sound = new ByteArrayOutputStream(0);

    private final Map<Object, ToolCall> toolCalls = new LinkedHashMap<>();
    private final Map<Object, Part> parts = new LinkedHashMap<>();

    @Nullable
    String finishReason;

    private static final class ToolCall {
        @Nullable
        String id;

        @Nullable
        String name;

        @Nullable
        Object value;

        final StringBuilder pieces = new StringBuilder();

        Map<String, @Nullable Object> wanted() {
            Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
            if (id != null) {
                wanted.put("id", id);
            }
            wanted.put("name", name);
            boolean whole = pieces.isEmpty() && value != null;
            wanted.put("arguments", whole ? value : JsonText.parsed(pieces.toString()));
            return wanted;
        }
    }

    /** A part of the answer that has no place of its own; its input may come after it in pieces. */
    private record Part(Object value, StringBuilder input) {

        Object whole() {
            if (input.isEmpty() || !(value instanceof Map<?, ?> map)) {
                return value;
            }
            Map<Object, @Nullable Object> whole = new LinkedHashMap<>(map);
            whole.put("input", JsonText.parsed(input.toString()));
            return whole;
        }
    }

    /** @param arguments a piece of JSON text, or all of them as a value */
    void toolCall(Object key, @Nullable String id, @Nullable String name, @Nullable Object arguments) {
        ToolCall call = toolCalls.computeIfAbsent(key, k -> new ToolCall());
        call.id = id == null || id.isEmpty() ? call.id : id;
        call.name = name == null || name.isEmpty() ? call.name : name;
        if (arguments instanceof String piece) {
            call.pieces.append(piece);
        } else if (arguments != null) {
            call.value = arguments;
        }
    }

    boolean hasArguments(Object key) {
        ToolCall call = toolCalls.get(key);
        return call != null && !call.pieces.isEmpty();
    }

    void part(Object key, Object value) {
        parts.put(key, new Part(value, new StringBuilder()));
    }

    boolean partInput(Object key, String piece) {
        Part part = parts.get(key);
        if (part != null) {
            part.input.append(piece);
        }
        return part != null;
    }

    /** @param unknown what came that nobody understood, and stands beside this */
    @Nullable
    Object output(Tracer tracer, List<Object> unknown) {
        List<Object> kept = sound.size() == 0 ? files : with(tracer.file(sound.toByteArray(), soundType()));
        List<Object> other = new ArrayList<>();
        parts.values().forEach(part -> other.add(part.whole()));
        other.addAll(unknown);
        boolean textOnly = reasoning.isEmpty() && refusal.isEmpty() && toolCalls.isEmpty();
        if (textOnly && kept.isEmpty() && other.isEmpty()) {
            return text.isEmpty() ? null : text.toString();
        }
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        put(output, "text", text);
        put(output, "reasoning", reasoning);
        if (!toolCalls.isEmpty()) {
            output.put(
                    "tool_calls",
                    toolCalls.values().stream().map(ToolCall::wanted).toList());
        }
        put(output, "refusal", refusal);
        if (!kept.isEmpty()) {
            output.put("files", kept);
        }
        if (!other.isEmpty()) {
            output.put("other", other);
        }
        return output;
    }

    private List<Object> with(Object file) {
        List<Object> all = new ArrayList<>(files);
        all.add(file);
        return all;
    }

    /** Sounds in pieces have no head that tells their type. */
    private String soundType() {
        String type = MediaSigns.type(sound.toByteArray());
        return type == null ? "audio/pcm" : type;
    }

    private static void put(Map<String, @Nullable Object> output, String key, StringBuilder text) {
        if (!text.isEmpty()) {
            output.put(key, text.toString());
        }
    }
}
