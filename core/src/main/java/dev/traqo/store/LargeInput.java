package dev.traqo.store;

import dev.traqo.internal.JsonTokens;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The input of a {@code span_start} line that is large enough to leave the line.
 *
 * @param id id of the span
 * @param from where the value begins, counted from the beginning of the line
 * @param length bytes of the value as it stands in the line
 */
record LargeInput(String id, int from, int length) {

    private static final int LARGER_THAN = 10_240;

    /** Null if the line is something else, or nothing that this version understands in full. */
    static @Nullable LargeInput find(byte[] bytes, int offset, int length) {
        if (length <= LARGER_THAN) {
            return null;
        }
        try (JsonParser parser = JsonTokens.parser(bytes, offset, length)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? find(parser) : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable LargeInput find(JsonParser parser) {
        String type = null;
        String id = null;
        long from = -1;
        long to = -1;
        int repeated = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "type" -> {
                    repeated += type == null ? 0 : 1;
                    type = value == JsonToken.VALUE_STRING ? parser.getString() : "";
                }
                case "id" -> {
                    repeated += id == null ? 0 : 1;
                    id = value == JsonToken.VALUE_STRING ? parser.getString() : "";
                }
                case "input" -> {
                    repeated += from < 0 ? 0 : 1;
                    from = parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    parser.finishToken();
                    // Behind a number the parser has already looked at what follows.
                    to = value.isNumeric() ? -1 : parser.currentLocation().getByteOffset();
                }
                default -> parser.skipChildren();
            }
        }
        boolean whole = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        boolean large = to - from > LARGER_THAN && from >= 0;
        return whole && large && repeated == 0 && "span_start".equals(type) && id != null && !id.isEmpty()
                ? new LargeInput(id, (int) from, (int) (to - from))
                : null;
    }
}
