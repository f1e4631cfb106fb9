package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as Anthropic's named events: blocks of content, one after the other, each started and stopped. */
final class AnthropicMessageStream implements Wire.Stream {

    private final Turn turn;
    /** The kind of the block that is open, {@code tool_use 0}; null for none. */
    private @Nullable String block;

    private int index = -1;

    AnthropicMessageStream(Turn turn) {
        this.turn = turn;
    }

    @Override
    public void open(Wire.Events events) throws IOException {
        TokenUsage usage = turn.usage();
        // The input is known from the start, of the output no more than the first token.
        TokenUsage first = usage == null
                ? null
                : TokenUsage.of(usage.inputTokens(), Math.min(1, usage.outputTokens()))
                        .withCacheRead(usage.cacheReadTokens())
                        .withCacheCreation(usage.cacheCreationTokens())
                        .withCacheCreation1h(usage.cacheCreation1hTokens());
        send(
                events,
                Fields.of("type", "message_start", "message", AnthropicMessages.message(turn, List.of(), null, first)));
    }

    @Override
    public void chunk(Piece piece, Wire.Events events) throws IOException {
        if (piece instanceof Piece.Reasoning reasoning) {
            in("thinking", Fields.of("type", "thinking", "thinking", "", "signature", ""), events);
            delta(Fields.of("type", "thinking_delta", "thinking", reasoning.text()), events);
        } else if (piece instanceof Piece.Text text) {
            in("text", Fields.of("type", "text", "text", ""), events);
            delta(Fields.of("type", "text_delta", "text", text.text()), events);
        } else if (piece instanceof Piece.ToolStart start) {
            ToolCall call = start.call();
            in(
                    "tool_use " + start.index(),
                    Fields.of("type", "tool_use", "id", call.id(), "name", call.name(), "input", Fields.of()),
                    events);
        } else {
            Piece.ToolArguments more = (Piece.ToolArguments) piece;
            delta(Fields.of("type", "input_json_delta", "partial_json", more.fragment()), events);
        }
    }

    @Override
    public void close(Wire.Events events) throws IOException {
        stop(events);
        Map<String, @Nullable Object> event = Fields.of(
                "type",
                "message_delta",
                "delta",
                Fields.of("stop_reason", Anthropic.stopReason(turn), "stop_sequence", null));
        TokenUsage usage = turn.usage();
        if (usage != null) {
            event.put("usage", Anthropic.deltaUsage(usage));
            turn.request().sentUsage(Anthropic.sent(usage));
        }
        send(events, event);
        send(events, Fields.of("type", "message_stop"));
    }

    @Override
    public void interrupt(String message, Wire.Events events) throws IOException {
        events.send("error", Anthropic.error("overloaded_error", message, turn.request()));
    }

    private void in(String kind, Map<String, @Nullable Object> empty, Wire.Events events) throws IOException {
        if (kind.equals(block)) {
            return;
        }
        stop(events);
        block = kind;
        index++;
        send(events, Fields.of("type", "content_block_start", "index", index, "content_block", empty));
        if (index == 0 && !kind.startsWith("tool_use")) {
            send(events, Fields.of("type", "ping"));
        }
    }

    private void stop(Wire.Events events) throws IOException {
        if ("thinking".equals(block)) {
            delta(Fields.of("type", "signature_delta", "signature", AnthropicMessages.SIGNATURE), events);
        }
        if (block != null) {
            send(events, Fields.of("type", "content_block_stop", "index", index));
            block = null;
        }
    }

    private void delta(Map<String, @Nullable Object> delta, Wire.Events events) throws IOException {
        send(events, Fields.of("type", "content_block_delta", "index", index, "delta", delta));
    }

    private static void send(Wire.Events events, Map<String, @Nullable Object> event) throws IOException {
        events.send(String.valueOf(event.get("type")), Json.write(event));
    }
}
