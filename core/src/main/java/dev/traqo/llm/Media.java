package dev.traqo.llm;

import dev.traqo.TraceFile;
import dev.traqo.Tracer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Images, sounds and documents inside of messages: their bytes go into the files of the trace, stubs take their place.
 * They are known by their surroundings, which are the same in requests and answers:
 *
 * <ul>
 *   <li>any string {@code data:image/png;base64,…}
 *   <li>{@code {"media_type" | "mimeType" | "mime_type": …, "data": …}} (Anthropic, Gemini, MCP)
 *   <li>{@code "input_audio": {"format": …, "data": …}} and {@code "audio": {"data": …}} (OpenAI chat)
 *   <li>{@code "b64_json"}, {@code "file_data"}, and {@code "result"} of an {@code image_generation_call} (OpenAI)
 * </ul>
 *
 * What looks like that but is no base64 stays as it came.
 */
final class Media {

    /** Deeper is no message; and a map may hold itself. */
    private static final int DEEPEST = 64;

    /** A data URL says what it is before this. */
    private static final int LONGEST_HEAD = 256;

    private static final Set<String> BARE = Set.of("b64_json", "file_data", "partial_image_b64");

    private final Tracer tracer;

    private Media(Tracer tracer) {
        this.tracer = tracer;
    }

    /** The value with stubs in place of media; the value itself if there are none. */
    static @Nullable Object kept(@Nullable Object value, Tracer tracer) {
        return tracer.capturesContent() ? new Media(tracer).kept("", value, 0) : value;
    }

    private @Nullable Object kept(String field, @Nullable Object value, int depth) {
        if (value instanceof String text) {
            return text.startsWith("data:") ? dataUrl(text) : text;
        }
        if (depth < DEEPEST && value instanceof Map<?, ?> map) {
            return map(field, map, depth);
        }
        return depth < DEEPEST && value instanceof List<?> list ? list(field, list, depth) : value;
    }

    private Object list(String field, List<?> list, int depth) {
        List<@Nullable Object> copy = null;
        int i = 0;
        for (Object before : list) {
            Object after = kept(field, before, depth + 1);
            if (after != before && copy == null) {
                copy = new ArrayList<>(list);
            }
            if (copy != null) {
                copy.set(i, after);
            }
            i++;
        }
        return copy == null ? list : copy;
    }

    private Object map(String field, Map<?, ?> map, int depth) {
        Map<Object, @Nullable Object> copy = null;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object before = entry.getValue();
            String key = entry.getKey() instanceof String name ? name : "";
            Object after = before instanceof String text && !text.startsWith("data:")
                    ? bare(field, map, key, text)
                    : kept(key, before, depth + 1);
            if (after != before) {
                copy = copy == null ? new LinkedHashMap<>(map) : copy;
                copy.put(entry.getKey(), after);
            }
        }
        return copy == null ? map : copy;
    }

    /** A string that only its surroundings tell to be media. */
    private Object bare(String field, Map<?, ?> map, String key, String text) {
        if (text.isEmpty()) {
            return text;
        }
        if (key.equals("data")) {
            String type = declared(map);
            boolean sound = field.equals("input_audio") || field.equals("audio");
            if (type == null && sound && map.get("format") instanceof String format) {
                type = "audio/" + format.toLowerCase(Locale.ROOT);
            }
            boolean media = (type != null || sound) && !"text".equals(map.get("type"));
            return media ? file(text, 0, type) : text;
        }
        boolean drawn = key.equals("result") && "image_generation_call".equals(map.get("type"));
        if (drawn || BARE.contains(key)) {
            String format = map.get("output_format") instanceof String name ? "image/" + name : null;
            return file(text, 0, format);
        }
        return text;
    }

    private static @Nullable String declared(Map<?, ?> map) {
        return map.get("media_type") instanceof String anthropic
                ? anthropic
                : map.get("mimeType") instanceof String gemini
                        ? gemini
                        : map.get("mime_type") instanceof String snake ? snake : null;
    }

    private Object dataUrl(String url) {
        int comma = url.indexOf(',');
        if (comma < 0 || comma > LONGEST_HEAD) {
            return url;
        }
        String head = url.substring("data:".length(), comma);
        if (!head.toLowerCase(Locale.ROOT).endsWith(";base64")) {
            return url;
        }
        int parameters = head.indexOf(';');
        return file(url, comma + 1, parameters == 0 ? "text/plain" : head.substring(0, parameters));
    }

    /** @param from where the base64 begins */
    private Object file(String text, int from, @Nullable String type) {
        TraceFile seen = SeenMedia.file(text, type, tracer);
        if (seen != null) {
            return seen;
        }
        byte[] bytes = decoded(text.substring(from));
        if (bytes == null || bytes.length == 0) {
            return text;
        }
        TraceFile file = tracer.file(bytes, type == null ? MediaSigns.type(bytes) : type);
        SeenMedia.remember(text, type, tracer, file);
        return file;
    }

    /** The bytes; null if the text is no base64. */
    static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return decodedVariant(base64);
        }
    }

    /** With line breaks, or the alphabet for URLs. */
    private static byte @Nullable [] decodedVariant(String base64) {
        try {
            boolean forUrls = base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0;
            Base64.Decoder decoder = forUrls ? Base64.getUrlDecoder() : Base64.getDecoder();
            return decoder.decode(base64.replaceAll("[\\r\\n]+", ""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
