package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chat completions as events without names, {@code [DONE]} last. */
final class OpenAiChatStream implements Wire.Stream {

    private final Turn turn;
    private final boolean wantsUsage;

    OpenAiChatStream(Turn turn) {
        this.turn = turn;
        this.wantsUsage = OpenAi.wantsUsage(turn);
    }

    @Override
    public void open(Wire.Events events) throws IOException {
        for (int choice = 0; choice < turn.choices().size(); choice++) {
            Object content = OpenAiChat.toolsOnly(turn) && choice == 0 ? null : "";
            send(choice, Fields.of("role", "assistant", "content", content, "refusal", null), null, events);
        }
    }

    @Override
    public void chunk(Piece piece, Wire.Events events) throws IOException {
        int choice = piece instanceof Piece.Text text ? text.choice() : 0;
        send(choice, delta(piece), null, events);
    }

    private static Map<String, @Nullable Object> delta(Piece piece) {
        if (piece instanceof Piece.Text text) {
            return Fields.of("content", text.text());
        }
        if (piece instanceof Piece.Reasoning reasoning) {
            return Fields.of("reasoning_content", reasoning.text());
        }
        if (piece instanceof Piece.ToolStart start) {
            return toolDelta(Fields.of(
                    "index",
                    start.index(),
                    "id",
                    start.call().id(),
                    "type",
                    "function",
                    "function",
                    OpenAiChat.function(start.call().name(), "")));
        }
        Piece.ToolArguments more = (Piece.ToolArguments) piece;
        return toolDelta(Fields.of("index", more.index(), "function", Fields.of("arguments", more.fragment())));
    }

    @Override
    public void close(Wire.Events events) throws IOException {
        for (int choice = 0; choice < turn.choices().size(); choice++) {
            send(choice, Fields.of(), turn.finishReason(choice), events);
        }
        TokenUsage usage = turn.usage();
        if (usage != null && wantsUsage) {
            Map<String, @Nullable Object> last = OpenAiChat.head(turn, "chat.completion.chunk");
            last.put("choices", List.of());
            last.put("usage", OpenAi.completionUsage(usage));
            turn.request().sentUsage(OpenAi.sent(usage));
            events.send(null, Json.write(last));
        }
        events.send(null, "[DONE]");
    }

    @Override
    public void interrupt(String message, Wire.Events events) throws IOException {
        events.send(null, OpenAi.error(500, message));
    }

    private void send(
            int choice, Map<String, @Nullable Object> delta, @Nullable String finishReason, Wire.Events events)
            throws IOException {
        Map<String, @Nullable Object> event = OpenAiChat.head(turn, "chat.completion.chunk");
        event.put(
                "choices",
                List.of(Fields.of("index", choice, "delta", delta, "logprobs", null, "finish_reason", finishReason)));
        if (wantsUsage) {
            event.put("usage", null);
        }
        events.send(null, Json.write(event));
    }

    private static Map<String, @Nullable Object> toolDelta(Map<String, @Nullable Object> call) {
        return Fields.of("tool_calls", List.of(call));
    }
}
