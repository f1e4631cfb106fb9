package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's completions of a text, older than chat. Text alone: reasoning and tool calls of a reply are left out. */
final class OpenAiCompletions implements Wire {

    @Override
    public Purpose purpose() {
        return Purpose.GENERATES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/completions";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        String model = OpenAi.requiredModel(json);
        Object prompt = json.get("prompt");
        if (!(prompt instanceof String) && !(prompt instanceof List<?>)) {
            throw new BadRequest("you must provide a prompt parameter, a string or a list");
        }
        boolean stream = Boolean.TRUE.equals(json.get("stream"));
        return new Prompt(model, List.of(), List.of(), stream, Prompt.textOf(prompt));
    }

    @Override
    public String whole(Turn turn) {
        List<@Nullable Object> choices = new ArrayList<>();
        for (String text : turn.choices()) {
            choices.add(choice(choices.size(), text, finishReason(turn, choices.size())));
        }
        Map<String, @Nullable Object> answer = head(turn, choices);
        TokenUsage usage = turn.usage();
        if (usage != null) {
            answer.put("usage", OpenAi.completionUsage(usage));
            turn.request().sentUsage(OpenAi.sent(usage));
        }
        return Json.write(answer);
    }

    /** Tools are unknown here. */
    private static String finishReason(Turn turn, int choice) {
        String reason = turn.finishReason(choice);
        return reason.equals("tool_calls") ? "stop" : reason;
    }

    private static Map<String, @Nullable Object> head(Turn turn, List<?> choices) {
        return Fields.of(
                "id",
                turn.id("cmpl-"),
                "object",
                "text_completion",
                "created",
                turn.createdSeconds(),
                "model",
                turn.model(),
                "choices",
                choices);
    }

    private static Map<String, @Nullable Object> choice(int index, String text, @Nullable String finishReason) {
        return Fields.of("text", text, "index", index, "logprobs", null, "finish_reason", finishReason);
    }

    @Override
    public List<Piece> pieces(Turn turn) {
        return turn.pieces().stream().filter(Piece.Text.class::isInstance).toList();
    }

    @Override
    public Stream stream(Turn turn) {
        return new Texts(turn);
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }

    /** The same objects with a bit of text each, {@code [DONE]} last. */
    private record Texts(Turn turn) implements Stream {

        @Override
        public void chunk(Piece piece, Events events) throws IOException {
            Piece.Text text = (Piece.Text) piece;
            events.send(null, Json.write(head(turn, List.of(choice(text.choice(), text.text(), null)))));
        }

        @Override
        public void close(Events events) throws IOException {
            for (int index = 0; index < turn.choices().size(); index++) {
                events.send(null, Json.write(head(turn, List.of(choice(index, "", finishReason(turn, index))))));
            }
            TokenUsage usage = turn.usage();
            if (usage != null && OpenAi.wantsUsage(turn)) {
                Map<String, @Nullable Object> last = head(turn, List.of());
                last.put("usage", OpenAi.completionUsage(usage));
                turn.request().sentUsage(OpenAi.sent(usage));
                events.send(null, Json.write(last));
            }
            events.send(null, "[DONE]");
        }

        @Override
        public void interrupt(String message, Events events) throws IOException {
            events.send(null, OpenAi.error(500, message));
        }
    }
}
