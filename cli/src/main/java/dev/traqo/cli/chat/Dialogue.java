package dev.traqo.cli.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model was asked, or what it answered, as messages. Knows what calls of models record (FORMAT.md section 8), the
 * shapes that OpenAI, Anthropic and Google send, and what people record by hand.
 *
 * @param messages in order
 * @param tools what the model was offered
 * @param rest the fields that are none of these, as they stand; empty if there are none
 * @param choices whether each message is another answer to the same question
 */
public record Dialogue(List<Message> messages, List<Tool> tools, Map<String, @Nullable Object> rest, boolean choices) {

    /**
     * The conversation that a recorded value is; null if it is none. No value is refused, whatever its types and however
     * deep it is nested.
     *
     * @param ofModel whether a model was given this value or gave it: says what is meant where the shape alone does not
     */
    public static @Nullable Dialogue of(@Nullable Object value, boolean ofModel) {
        return new DialogueReader(ofModel).read(value);
    }
}
