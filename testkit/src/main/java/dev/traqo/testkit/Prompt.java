package dev.traqo.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks, taken out of its JSON by the {@link Wire} that knows the shape.
 *
 * @param text all that the model reads, for the token estimate and for {@link LlmRequest#text}
 */
record Prompt(
        String model,
        List<Map<String, @Nullable Object>> messages,
        List<Map<String, @Nullable Object>> tools,
        boolean stream,
        String text) {

    static final Prompt NONE = new Prompt("", List.of(), List.of(), false, "");

    /** The objects of a list; anything else in it, or anything that is no list, is left out. */
    static List<Map<String, @Nullable Object>> objects(@Nullable Object list) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        if (list instanceof List<?> elements) {
            for (Object element : elements) {
                if (element instanceof Map<?, ?> map) {
                    objects.add(Fields.copy(map));
                }
            }
        }
        return List.copyOf(objects);
    }

    /** The text of a message in any of the known shapes: a string, a list of parts, or an object that holds either. */
    static String textOf(@Nullable Object message) {
        if (message instanceof String text) {
            return text;
        }
        if (message instanceof List<?> parts) {
            List<String> texts = new ArrayList<>();
            for (Object part : parts) {
                String text = textOf(part);
                if (!text.isEmpty()) {
                    texts.add(text);
                }
            }
            return String.join("\n", texts);
        }
        if (message instanceof Map<?, ?> map) {
            for (String key : List.of("text", "content", "parts", "output")) {
                if (map.get(key) != null) {
                    return textOf(map.get(key));
                }
            }
        }
        return "";
    }

    /** A quarter of the characters, rounded up: what the vendors give as a rule of thumb for English. */
    static long estimatedTokens(int characters) {
        return (characters + 3L) / 4;
    }
}
