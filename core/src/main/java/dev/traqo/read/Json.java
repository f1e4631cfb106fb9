package dev.traqo.read;

import dev.traqo.internal.JsonTokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * JSON text to plain Java values and back: {@code Map<String, Object>} (in the order of the text), {@code List},
 * {@code String}, {@code Long} or {@code BigInteger}, {@code Double} or (where a double would lose digits)
 * {@code BigDecimal}, {@code Boolean}, {@code null}.
 *
 * <p>No size of string, number or nesting is refused. {@code NaN} and infinities are read as {@code null}. Of a key
 * that stands twice, the last value counts. Maps and lists given out are mutable and belong to the caller. Values
 * nested many thousands deep are fine here, but {@code equals}, {@code hashCode} and {@code toString} of Java's own
 * collections recurse: compare such values through {@link #write}.
 *
 * <p>Safe for any thread.
 */
public final class Json {

    private Json() {}

    /**
     * The one value that the text holds.
     *
     * @throws JsonException if the text is not one complete JSON value
     */
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = JsonTokens.parser(text)) {
            return whole(parser, Set.of());
        } catch (JacksonException e) {
            throw failure(e, false);
        }
    }

    /**
     * The one value that these bytes hold. Invalid UTF-8 inside strings is read as U+FFFD.
     *
     * @throws JsonException if they are not one complete JSON value
     */
    public static @Nullable Object parse(byte[] utf8, int offset, int length) {
        return parse(utf8, offset, length, Set.of());
    }

    /**
     * As {@link #parse(byte[], int, int)}, without the values of these keys of the outermost object: they are checked,
     * but never built.
     */
    static @Nullable Object parse(byte[] utf8, int offset, int length, Set<String> without) {
        try (JsonParser parser = JsonTokens.parser(utf8, offset, length)) {
            return whole(parser, without);
        } catch (JacksonException e) {
            String decoded = new String(utf8, offset, length, StandardCharsets.UTF_8);
            if (decoded.indexOf('\uFFFD') < 0) {
                throw failure(e, true);
            }
            try (JsonParser parser = JsonTokens.parser(decoded)) {
                return whole(parser, without);
            } catch (JacksonException again) {
                throw failure(e, true);
            }
        }
    }

    /** Compact, one line. Anything that is no JSON value is written as the string it prints as. */
    public static String write(@Nullable Object value) {
        return JsonText.write(value, false);
    }

    /** For people: one key or element a line, two spaces of indent a level. */
    public static String pretty(@Nullable Object value) {
        return JsonText.write(value, true);
    }

    private static JsonException failure(JacksonException e, boolean bytes) {
        var location = e.getLocation();
        long position = location == null ? -1 : bytes ? location.getByteOffset() : location.getCharOffset();
        String reason = e.getOriginalMessage();
        int lineEnd = reason == null ? -1 : reason.indexOf('\n');
        return new JsonException(
                (reason == null ? "not JSON" : lineEnd < 0 ? reason : reason.substring(0, lineEnd))
                        + (position < 0 ? "" : " (at " + position + ")"),
                position);
    }

    private static @Nullable Object whole(JsonParser parser, Set<String> without) {
        if (parser.nextToken() == null) {
            throw new JsonException("no value: the text is empty", 0);
        }
        Object value = value(parser, without);
        if (parser.nextToken() != null) {
            long at = parser.currentTokenLocation().getByteOffset();
            throw new JsonException("more text after the value (at " + at + ")", at);
        }
        return value;
    }

    // A loop with its own stack: nesting costs heap, never the thread's stack.
    private static @Nullable Object value(JsonParser parser, Set<String> without) {
        if (!parser.currentToken().isStructStart()) {
            return scalar(parser);
        }
        Object root = container(parser.currentToken());
        Object current = root;
        String name = "";
        Deque<Object> open = new ArrayDeque<>();
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new JsonException("the text ends inside a value", -1);
            } else if (token == JsonToken.PROPERTY_NAME) {
                name = parser.currentName();
                if (open.isEmpty() && without.contains(name)) {
                    parser.nextToken();
                    parser.skipChildren();
                }
            } else if (token.isStructStart()) {
                Object inner = container(token);
                put(current, name, inner);
                open.push(current);
                current = inner;
            } else if (token.isStructEnd()) {
                if (open.isEmpty()) {
                    return root;
                }
                current = open.pop();
            } else {
                put(current, name, scalar(parser));
            }
        }
    }

    private static Object container(JsonToken start) {
        return start == JsonToken.START_OBJECT ? new LinkedHashMap<String, Object>() : new ArrayList<Object>();
    }

    @SuppressWarnings("unchecked")
    private static void put(Object container, String name, @Nullable Object value) {
        if (container instanceof Map) {
            ((Map<String, @Nullable Object>) container).put(name, value);
        } else {
            ((List<@Nullable Object>) container).add(value);
        }
    }

    private static @Nullable Object scalar(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT ->
                parser.getNumberValue() instanceof Integer small ? (Object) small.longValue() : parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.isNaN() ? null : decimal(parser);
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    /** A double if the text has no more digits than a double tells apart; null if nothing can hold the exponent. */
    private static @Nullable Object decimal(JsonParser parser) {
        String text = parser.getString();
        int digits = significantDigits(text);
        if (digits <= 17) {
            double value = Double.parseDouble(text);
            if (!Double.isInfinite(value) && (value != 0 || digits == 0)) {
                return value;
            }
        }
        try {
            return parser.getDecimalValue();
        } catch (JacksonException | ArithmeticException | NumberFormatException e) {
            return text.contains("E-") || text.contains("e-") ? 0.0 : null;
        }
    }

    /** Digits of a number's text that count: not the zeros in front, not the exponent. */
    private static int significantDigits(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'e' || c == 'E') {
                break;
            }
            if (c > '0' && c <= '9' || c == '0' && digits > 0) {
                digits++;
            }
        }
        return digits;
    }
}
