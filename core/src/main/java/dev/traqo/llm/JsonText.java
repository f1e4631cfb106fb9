package dev.traqo.llm;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import org.jspecify.annotations.Nullable;

/** JSON inside of strings. */
final class JsonText {

    private JsonText() {}

    /** The value that the text spells; the text itself if it spells none. */
    static @Nullable Object parsed(String text) {
        try {
            return Json.parse(text);
        } catch (JsonException e) {
            return text;
        }
    }
}
