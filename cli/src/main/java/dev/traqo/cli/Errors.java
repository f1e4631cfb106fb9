package dev.traqo.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a recorded error says. */
final class Errors {

    private Errors() {}

    /** {@code TimeoutException: no answer}, without the package of the class. */
    static String oneLine(Map<String, @Nullable Object> error) {
        String type = text(error, "type");
        String simple = type.substring(type.lastIndexOf('.') + 1);
        String message = text(error, "message");
        return simple.isEmpty() ? message : message.isEmpty() ? simple : simple + ": " + message;
    }

    /** The stack trace; empty if none was recorded. */
    static String traceback(Map<String, @Nullable Object> error) {
        return text(error, "traceback");
    }

    private static String text(Map<String, @Nullable Object> error, String key) {
        return error.get(key) instanceof String value ? value : "";
    }
}
