package dev.traqo.testkit;

import dev.traqo.read.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response as OpenAI's named and numbered events: items of output, one after the other, each added and done. */
final class OpenAiResponseStream implements Wire.Stream {

    private static final String MESSAGE = "message";
    private static final String REASONING = "reasoning";

    private final Turn turn;
    private final List<Map<String, @Nullable Object>> done = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    /** The kind of the item that is open, with the index for a tool call; null for none. */
    private @Nullable String item;

    private int tool = -1;
    private String itemId = "";
    private long sequence;

    OpenAiResponseStream(Turn turn) {
        this.turn = turn;
    }

    @Override
    public void open(Wire.Events events) throws IOException {
        for (String event : List.of("response.created", "response.in_progress")) {
            send(events, event, "response", OpenAiResponses.response(turn, "in_progress", List.of()));
        }
    }

    @Override
    public void chunk(Piece piece, Wire.Events events) throws IOException {
        if (piece instanceof Piece.Reasoning reasoning) {
            in(REASONING, events);
            more("response.reasoning_summary_text.delta", "summary_index", reasoning.text(), events);
        } else if (piece instanceof Piece.Text more) {
            in(MESSAGE, events);
            more("response.output_text.delta", "content_index", more.text(), events);
        } else if (piece instanceof Piece.ToolStart start) {
            tool = start.index();
            in("function_call " + tool, events);
        } else {
            Piece.ToolArguments more = (Piece.ToolArguments) piece;
            text.append(more.fragment());
            send(
                    events,
                    "response.function_call_arguments.delta",
                    "item_id",
                    itemId,
                    "output_index",
                    done.size(),
                    "delta",
                    more.fragment());
        }
    }

    @Override
    public void close(Wire.Events events) throws IOException {
        if (turn.text().isEmpty() && turn.toolCalls().isEmpty()) {
            in(MESSAGE, events);
        }
        end(events);
        String status = OpenAiResponses.status(turn);
        send(events, "response." + status, "response", OpenAiResponses.response(turn, status, done));
    }

    @Override
    public void interrupt(String message, Wire.Events events) throws IOException {
        send(events, "error", "code", "server_error", "message", message, "param", null);
    }

    private void more(String event, String partIndex, String delta, Wire.Events events) throws IOException {
        text.append(delta);
        Map<String, @Nullable Object> fields = inPart(partIndex, "delta", delta);
        if (partIndex.equals("content_index")) {
            fields.put("logprobs", List.of());
        }
        send(events, event, fields);
    }

    private void in(String kind, Wire.Events events) throws IOException {
        if (kind.equals(item)) {
            return;
        }
        end(events);
        item = kind;
        text.setLength(0);
        Map<String, @Nullable Object> empty = item(false);
        itemId = String.valueOf(empty.get("id"));
        send(events, "response.output_item.added", "output_index", done.size(), "item", empty);
        if (kind.equals(MESSAGE)) {
            send(events, "response.content_part.added", inPart("content_index", "part", OpenAiResponses.textPart("")));
        } else if (kind.equals(REASONING)) {
            send(
                    events,
                    "response.reasoning_summary_part.added",
                    inPart("summary_index", "part", OpenAiResponses.summaryPart("")));
        }
    }

    private void end(Wire.Events events) throws IOException {
        if (item == null) {
            return;
        }
        String whole = text.toString();
        if (item.equals(MESSAGE)) {
            Map<String, @Nullable Object> fields = inPart("content_index", "text", whole);
            fields.put("logprobs", List.of());
            send(events, "response.output_text.done", fields);
            send(
                    events,
                    "response.content_part.done",
                    inPart("content_index", "part", OpenAiResponses.textPart(whole)));
        } else if (item.equals(REASONING)) {
            send(events, "response.reasoning_summary_text.done", inPart("summary_index", "text", whole));
            send(
                    events,
                    "response.reasoning_summary_part.done",
                    inPart("summary_index", "part", OpenAiResponses.summaryPart(whole)));
        } else {
            send(
                    events,
                    "response.function_call_arguments.done",
                    "item_id",
                    itemId,
                    "output_index",
                    done.size(),
                    "name",
                    turn.toolCalls().get(tool).name(),
                    "arguments",
                    whole);
        }
        Map<String, @Nullable Object> complete = item(true);
        send(events, "response.output_item.done", "output_index", done.size(), "item", complete);
        done.add(complete);
        item = null;
    }

    private Map<String, @Nullable Object> item(boolean complete) {
        String whole = text.toString();
        if (MESSAGE.equals(item)) {
            return OpenAiResponses.message(turn, whole, complete);
        }
        return REASONING.equals(item)
                ? OpenAiResponses.reasoning(turn, complete ? whole : null)
                : OpenAiResponses.functionCall(turn, tool, turn.toolCalls().get(tool), whole, complete);
    }

    private Map<String, @Nullable Object> inPart(String partIndex, String key, Object value) {
        return Fields.of("item_id", itemId, "output_index", done.size(), partIndex, 0, key, value);
    }

    private void send(Wire.Events events, String type, @Nullable Object... fields) throws IOException {
        send(events, type, Fields.of(fields));
    }

    private void send(Wire.Events events, String type, Map<String, @Nullable Object> fields) throws IOException {
        Map<String, @Nullable Object> event = Fields.of("type", type, "sequence_number", sequence++);
        event.putAll(fields);
        events.send(type, Json.write(event));
    }
}
