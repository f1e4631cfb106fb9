package dev.traqo.cli.chat;

import dev.traqo.read.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts the texts of messages that are longer than so many characters, and says at their end how much is missing. */
final class Shortener {

    static final int SHORTEST = 256;

    private final int limit;

    Shortener(int limit) {
        this.limit = limit;
    }

    Call call(Call call) {
        return new Call(
                call.messages().stream().map(this::message).toList(),
                call.answer().stream().map(this::message).toList(),
                call.tools(),
                call.rest(),
                call.choices(),
                call.plain());
    }

    private Message message(Message message) {
        return new Message(message.role(), message.name(), parts(message.parts()));
    }

    private List<Part> parts(List<Part> parts) {
        return parts.stream().map(this::part).toList();
    }

    private Part part(Part part) {
        if (part instanceof Part.Text text) {
            return new Part.Text(text(text.text()));
        } else if (part instanceof Part.Thinking thinking) {
            return new Part.Thinking(thinking.text() == null ? null : text(thinking.text()));
        } else if (part instanceof Part.Refusal refusal) {
            return new Part.Refusal(text(refusal.text()));
        } else if (part instanceof Part.ToolCall call) {
            return new Part.ToolCall(call.id(), call.name(), value(call.arguments()));
        } else if (part instanceof Part.ToolResult result) {
            return new Part.ToolResult(result.id(), result.name(), parts(result.parts()), result.error());
        } else if (part instanceof Part.Media media) {
            boolean dropped = media.url() != null && media.url().length() > limit;
            return dropped
                    ? new Part.Media(media.name(), media.mediaType(), media.bytes(), null, media.title())
                    : media;
        } else if (part instanceof Part.Json json) {
            Object value = value(json.value());
            return value == json.value() ? json : new Part.Text(String.valueOf(value));
        }
        return part;
    }

    /** The value, or the beginning of its JSON text. */
    private @Nullable Object value(@Nullable Object value) {
        String text = value instanceof String string ? string : Json.write(value);
        return text.length() <= limit ? value : text(text);
    }

    private String text(String text) {
        if (text.length() <= limit) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
        return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
    }
}
