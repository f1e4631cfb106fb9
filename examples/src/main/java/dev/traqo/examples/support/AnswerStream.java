package dev.traqo.examples.support;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts a streamed answer together, event by event. */
final class AnswerStream {

    private static final String DATA = "data:";

    private final Consumer<String> onText;
    private final long startNanos = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private final Map<Long, PartialCall> calls = new TreeMap<>();
    private String model;
    private String finishReason = "";
    private @Nullable TokenUsage usage;
    private double secondsToFirstToken = -1;

    private static final class PartialCall {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    AnswerStream(String model, Consumer<String> onText) {
        this.model = model;
        this.onText = onText;
    }

    /** Takes one line of the event stream. */
    void line(String line) throws LlmException {
        String data = line.startsWith(DATA) ? line.substring(DATA.length()).strip() : "";
        if (data.isEmpty() || data.equals("[DONE]")) {
            return;
        }
        Map<String, @Nullable Object> event;
        try {
            event = Values.map(Json.parse(data));
        } catch (JsonException e) {
            throw new LlmException("the model sent an event that is not JSON: " + e.getMessage(), e);
        }
        if (event.get("error") != null) {
            String message = Values.text(Values.map(event, "error"), "message");
            throw new LlmException("the model broke off: " + message, null);
        }
        if (!Values.text(event, "model").isEmpty()) {
            model = Values.text(event, "model");
        }
        Values.maps(event.get("choices")).forEach(this::choice);
        if (event.get("usage") instanceof Map<?, ?>) {
            usage = usage(Values.map(event, "usage"));
        }
    }

    private void choice(Map<String, @Nullable Object> choice) {
        Map<String, @Nullable Object> delta = Values.map(choice, "delta");
        String content = Values.text(delta, "content");
        List<Map<String, @Nullable Object>> toolCalls = Values.maps(delta.get("tool_calls"));
        // The first event only says who is speaking.
        if (secondsToFirstToken < 0 && (!content.isEmpty() || !toolCalls.isEmpty())) {
            secondsToFirstToken = (System.nanoTime() - startNanos) / 1e9;
        }
        if (!content.isEmpty()) {
            text.append(content);
            onText.accept(content);
        }
        toolCalls.forEach(this::toolCall);
        if (choice.get("finish_reason") != null) {
            finishReason = Values.text(choice, "finish_reason");
        }
    }

    /** Id and name come with the first part only, the arguments in pieces. */
    private void toolCall(Map<String, @Nullable Object> part) {
        PartialCall call = calls.computeIfAbsent(Values.number(part, "index"), index -> new PartialCall());
        Map<String, @Nullable Object> function = Values.map(part, "function");
        call.id += Values.text(part, "id");
        call.name += Values.text(function, "name");
        call.arguments.append(Values.text(function, "arguments"));
    }

    private static TokenUsage usage(Map<String, @Nullable Object> usage) {
        return TokenUsage.of(Values.number(usage, "prompt_tokens"), Values.number(usage, "completion_tokens"))
                .withCacheRead(Values.number(Values.map(usage, "prompt_tokens_details"), "cached_tokens"))
                .withReasoning(Values.number(Values.map(usage, "completion_tokens_details"), "reasoning_tokens"));
    }

    /** Negative if nothing was said. */
    double secondsToFirstToken() {
        return secondsToFirstToken;
    }

    Answer answer() throws LlmException {
        if (finishReason.isEmpty()) {
            throw new LlmException("the model broke off in the middle of its answer; try again", null);
        }
        List<Answer.Call> complete = calls.values().stream()
                .map(call -> new Answer.Call(call.id, call.name, call.arguments.toString()))
                .toList();
        return new Answer(model, text.toString(), complete, finishReason, usage);
    }
}
