package dev.traqo.cli.chat;

import dev.traqo.read.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages as the pages read them. */
final class MessageJson {

    /** What browsers show and what cannot hold a script. */
    private static final Set<String> SHOWN = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private static final int LARGEST_SHOWN = 2 << 20;

    private MessageJson() {}

    static String write(Message message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("role", message.role());
        map.put("name", message.name());
        map.put("parts", parts(message.parts()));
        return Json.write(map);
    }

    static Map<String, @Nullable Object> map(Tool tool, boolean withSchema) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", tool.name());
        map.put("description", tool.description());
        map.put("schema", withSchema ? tool.schema() : null);
        return map;
    }

    private static List<Map<String, @Nullable Object>> parts(List<Part> parts) {
        return parts.stream().map(MessageJson::map).toList();
    }

    private static Map<String, @Nullable Object> map(Part part) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (part instanceof Part.Text text) {
            map.put("type", "text");
            map.put("text", text.text());
        } else if (part instanceof Part.Thinking thinking) {
            map.put("type", "thinking");
            map.put("text", thinking.text());
        } else if (part instanceof Part.Refusal refusal) {
            map.put("type", "refusal");
            map.put("text", refusal.text());
        } else if (part instanceof Part.ToolCall call) {
            map.put("type", "tool_call");
            map.put("id", call.id());
            map.put("name", call.name());
            map.put("arguments", call.arguments());
        } else if (part instanceof Part.ToolResult result) {
            map.put("type", "tool_result");
            map.put("id", result.id());
            map.put("name", result.name());
            map.put("parts", parts(result.parts()));
            map.put("error", result.error());
        } else if (part instanceof Part.Media media) {
            media(media, map);
        } else if (part instanceof Part.Json json) {
            map.put("type", "json");
            map.put("value", json.value());
        }
        return map;
    }

    private static void media(Part.Media media, Map<String, @Nullable Object> map) {
        String type = media.mediaType() == null ? null : media.mediaType().toLowerCase(Locale.ROOT);
        boolean shown = type != null && SHOWN.contains(type) && media.bytes() <= LARGEST_SHOWN;
        map.put("type", "media");
        map.put("name", media.name());
        map.put("mediaType", media.mediaType());
        map.put("bytes", media.bytes() < 0 ? null : media.bytes());
        map.put("url", media.inline() && !shown ? null : media.url());
        map.put("title", media.title());
    }
}
