package dev.traqo.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ResponseFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages and tools as they are recorded, whoever the provider is: {@code {"messages": [{"role", "content",
 * "tool_calls"}], "tools": [{"name", "description", "parameters"}]}}. Content is a string, or parts with a type.
 */
final class Messages {

    private Messages() {}

    static Map<String, Object> of(List<ChatMessage> messages, @Nullable List<ToolSpecification> tools) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("messages", messages.stream().map(Messages::message).toList());
        if (tools != null && !tools.isEmpty()) {
            input.put("tools", tools.stream().map(Messages::tool).toList());
        }
        return input;
    }

    static Map<String, @Nullable Object> message(ChatMessage message) {
        Map<String, @Nullable Object> shape = new LinkedHashMap<>();
        if (message instanceof SystemMessage system) {
            shape.put("role", "system");
            shape.put("content", system.text());
        } else if (message instanceof UserMessage user) {
            shape.put("role", "user");
            put(shape, "name", user.name());
            shape.put("content", content(user.contents()));
        } else if (message instanceof AiMessage ai) {
            shape.put("role", "assistant");
            put(shape, "content", ai.text());
            put(shape, "reasoning", Fields.text(ai, "thinking"));
            if (ai.hasToolExecutionRequests()) {
                shape.put(
                        "tool_calls",
                        ai.toolExecutionRequests().stream()
                                .map(Messages::toolCall)
                                .toList());
            }
        } else if (message instanceof ToolExecutionResultMessage result) {
            shape.put("role", "tool");
            put(shape, "tool_call_id", result.id());
            put(shape, "name", result.toolName());
            boolean parts = Fields.read(result, "contents") instanceof List<?> list && list.size() > 1;
            shape.put("content", parts ? content((List<?>) Fields.read(result, "contents")) : result.text());
            put(shape, "error", Boolean.TRUE.equals(Fields.read(result, "isError")) ? true : null);
        } else if (message instanceof CustomMessage custom) {
            shape.put("role", "custom");
            shape.put("content", custom.attributes());
        } else {
            shape.put("role", Fields.lowerCase(message.type()));
            shape.put("content", String.valueOf(message));
        }
        return shape;
    }

    private static Map<String, @Nullable Object> toolCall(ToolExecutionRequest request) {
        Map<String, @Nullable Object> call = new LinkedHashMap<>();
        put(call, "id", request.id());
        call.put("name", request.name());
        call.put("arguments", Fields.json(request.arguments()));
        return call;
    }

    private static @Nullable Object content(@Nullable List<?> contents) {
        if (contents == null || contents.isEmpty()) {
            return null;
        }
        if (contents.size() == 1 && contents.get(0) instanceof TextContent text) {
            return text.text();
        }
        List<Object> parts = new ArrayList<>();
        contents.forEach(part -> parts.add(part(part)));
        return parts;
    }

    /** A text, an image, a sound, a video, a document: base64 data beside its type becomes a file of the trace. */
    private static Object part(Object content) {
        Map<String, @Nullable Object> part = new LinkedHashMap<>();
        if (content instanceof TextContent text) {
            part.put("type", "text");
            part.put("text", text.text());
            return part;
        }
        Object type = Fields.read(content, "type");
        part.put("type", type instanceof Enum<?> e ? Fields.lowerCase(e) : "other");
        put(part, "detail", Fields.read(content, "detailLevel") instanceof Enum<?> e ? Fields.lowerCase(e) : null);
        for (String accessor : List.of("image", "audio", "video", "pdfFile")) {
            Object media = Fields.read(content, accessor);
            if (media != null) {
                Object url = Fields.read(media, "url");
                put(part, "url", url == null ? null : url.toString());
                put(part, "mime_type", Fields.text(media, "mimeType"));
                put(part, "data", Fields.text(media, "base64Data"));
                return part;
            }
        }
        part.put("value", String.valueOf(content));
        return part;
    }

    private static Map<String, @Nullable Object> tool(ToolSpecification specification) {
        Map<String, @Nullable Object> tool = new LinkedHashMap<>();
        tool.put("name", specification.name());
        put(tool, "description", specification.description());
        put(tool, "parameters", schema(specification.parameters()));
        return tool;
    }

    /** The format that the answer must have; other parameters as they are. */
    static Object parameter(Object value) {
        if (!(value instanceof ResponseFormat format)) {
            return value;
        }
        Map<String, @Nullable Object> shape = new LinkedHashMap<>();
        shape.put("type", Fields.lowerCase(format.type()));
        if (format.jsonSchema() != null) {
            put(shape, "name", format.jsonSchema().name());
            put(shape, "schema", schema(format.jsonSchema().rootElement()));
        }
        return shape;
    }

    private static @Nullable Object schema(
            dev.langchain4j.model.chat.request.json.@Nullable JsonSchemaElement element) {
        try {
            return element == null ? null : JsonSchemaElementUtils.toMap(element);
        } catch (RuntimeException | LinkageError e) { // the library's own, which it may change
            return String.valueOf(element);
        }
    }

    private static void put(Map<String, @Nullable Object> shape, String key, @Nullable Object value) {
        if (value != null) {
            shape.put(key, value);
        }
    }
}
