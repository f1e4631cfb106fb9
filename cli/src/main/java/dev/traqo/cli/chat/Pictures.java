package dev.traqo.cli.chat;

import dev.traqo.cli.chat.Part.Media;
import dev.traqo.read.TraceFiles;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images, sounds and documents inside of messages: kept beside the trace, somewhere else, or still in the text. */
final class Pictures {

    private static final int DEEPEST = 100;
    private static final int LOOKED_AT = 256;
    private static final List<String> TITLES = List.of("filename", "title", "displayName", "display_name");
    private static final List<String> URLS =
            List.of("url", "image_url", "file_url", "file_data", "fileUri", "file_uri", "data");
    private static final List<String> TYPES = List.of("media_type", "mimeType", "mime_type", "_type");
    private static final List<String> GOOGLE = List.of("fileData", "file_data", "inlineData", "inline_data");

    private Pictures() {}

    /** The image that this block is; null if it is none. */
    static @Nullable Media of(Map<?, ?> block) {
        TraceFiles.Stub stub = stub(block, 0);
        if (stub != null) {
            return new Media(stub.name(), stub.mediaType(), stub.size(), null, text(block, TITLES));
        }
        // A result of somebody's search has a url too.
        boolean known = block.get("type") instanceof String || GOOGLE.stream().anyMatch(block::containsKey);
        return known ? elsewhere(block) : null;
    }

    private static @Nullable Media elsewhere(Map<?, ?> block) {
        String url = text(block, URLS);
        if (url == null) {
            return null;
        }
        String type = text(block, TYPES);
        if (url.startsWith("data:")) {
            return inline(url, block);
        }
        if (isAddress(url)) {
            return new Media(null, type, -1, url, text(block, TITLES));
        }
        String format = text(block, List.of("format"));
        String mediaType = type == null && format != null ? "audio/" + format : type;
        return mediaType != null && isBase64(url) ? inline("data:" + mediaType + ";base64," + url, block) : null;
    }

    private static boolean isAddress(String url) {
        return url.startsWith("http://") || url.startsWith("https://") || url.startsWith("gs://");
    }

    private static @Nullable Media inline(String url, Map<?, ?> block) {
        int comma = url.indexOf(',');
        if (comma < 0) {
            return null;
        }
        String head = url.substring("data:".length(), comma).toLowerCase(Locale.ROOT);
        int end = head.indexOf(';');
        String type = end < 0 ? head : head.substring(0, end);
        long characters = url.length() - comma - 1L;
        long bytes = head.endsWith(";base64") ? decoded(url, characters) : characters;
        return new Media(null, type.isEmpty() ? "text/plain" : type, bytes, url, text(block, TITLES));
    }

    private static long decoded(String url, long characters) {
        int padding = url.endsWith("==") ? 2 : url.endsWith("=") ? 1 : 0;
        return Math.max(0, (characters - padding) * 3 / 4);
    }

    /** Judged by the beginning: what is no base64 rarely looks so for long. */
    private static boolean isBase64(String text) {
        int length = Math.min(text.length(), LOOKED_AT);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean digit = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!digit && "+/-_=\r\n".indexOf(c) < 0) {
                return false;
            }
        }
        return length > 0;
    }

    /** The text under one of these keys, of the block or of what stands right inside. */
    private static @Nullable String text(Map<?, ?> block, List<String> keys) {
        String found = here(block, keys);
        for (Object inner : found == null ? block.values() : List.of()) {
            found = inner instanceof Map<?, ?> map ? here(map, keys) : null;
            if (found != null) {
                return found;
            }
        }
        return found;
    }

    private static @Nullable String here(Map<?, ?> map, List<String> keys) {
        for (String key : keys) {
            if (map.get(key) instanceof String text) {
                return text;
            }
        }
        return null;
    }

    /** The first one inside of a value; null if there is none. */
    private static TraceFiles.@Nullable Stub stub(@Nullable Object value, int depth) {
        TraceFiles.Stub stub = TraceFiles.stub(value);
        if (stub != null || depth >= DEEPEST) {
            return stub;
        }
        Iterable<?> inner =
                value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
        for (Object at : inner) {
            stub = stub(at, depth + 1);
            if (stub != null) {
                return stub;
            }
        }
        return null;
    }
}
