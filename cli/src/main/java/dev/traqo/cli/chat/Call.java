package dev.traqo.cli.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a model as a conversation: what it was asked and what it answered.
 *
 * @param answer several for several choices
 * @param rest fields of the input that are no messages
 * @param plain whether neither input nor output is a conversation
 */
record Call(
        List<Message> messages,
        List<Message> answer,
        List<Tool> tools,
        Map<String, @Nullable Object> rest,
        boolean choices,
        boolean plain) {

    /** A call whose values are too large to be looked at. */
    static final Call TOO_LARGE = new Call(List.of(), List.of(), List.of(), Map.of(), false, true);

    /**
     * The call with this recorded input and output.
     *
     * @param ofModel whether the span is one of a model, so that plain text is a message too
     */
    static Call of(@Nullable Object input, @Nullable Object output, boolean ofModel) {
        Dialogue asked = Dialogue.of(input, ofModel);
        Dialogue answered = Dialogue.of(output, ofModel);
        boolean said = asked != null || answered != null;
        boolean texts = ofModel && (input instanceof String || output instanceof String);
        boolean nothing = ofModel && input == null && output == null;
        return new Call(
                asked == null ? alone("user", input) : asked.messages(),
                answered == null ? alone("assistant", output) : answered.messages(),
                asked == null ? List.of() : asked.tools(),
                asked == null ? Map.of() : asked.rest(),
                answered != null && answered.choices(),
                !said && !texts && !nothing);
    }

    private static List<Message> alone(String role, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return List.of(new Message(role, null, new Blocks().content(value instanceof List ? List.of(value) : value)));
    }

    /** The call with its long texts cut so that it is about this long as JSON, as far as that is possible. */
    Call shortened(int most) {
        Call shorter = this;
        for (int limit = most / 4; limit >= Shortener.SHORTEST && shorter.length() > most; limit /= 2) {
            shorter = new Shortener(limit).call(shorter);
        }
        return shorter;
    }

    private long length() {
        return length(messages.stream().map(MessageJson::write).toList())
                + length(answer.stream().map(MessageJson::write).toList());
    }

    /** Characters of all these texts. */
    static long length(List<String> texts) {
        return texts.stream().mapToLong(String::length).sum();
    }

    /** The call without its first messages. */
    Call from(int first) {
        return new Call(messages.subList(first, messages.size()), answer, tools, rest, choices, plain);
    }
}
