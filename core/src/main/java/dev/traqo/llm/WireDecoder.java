package dev.traqo.llm;

import static dev.traqo.llm.Fields.text;

import dev.traqo.Tracer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers and events of streams by their shape, whoever sent them: OpenAI chat completions, Responses and
 * embeddings, Anthropic messages, Gemini. What it does not know it leaves as it came.
 *
 * <p>Whoever calls it takes care that one thread does at a time.
 */
final class WireDecoder {

    /** What is not understood is kept, the first of it at any size; of a long stream of such events only the beginning. */
    private static final int MOST_UNKNOWN_CHARS = 64 * 1024;

    private final LlmAnswer answer;
    private final Tracer tracer;
    private final boolean model;
    private final ChatWire chat;
    private final ResponsesWire responses;
    private final AnthropicWire anthropic;
    private final GeminiWire gemini;
    private final EmbeddingsWire embeddings;
    private volatile boolean partial;
    private boolean anyUnknown;
    private int unknownChars;

    /** @param model whether a model answers; otherwise the answer is recorded as it comes */
    WireDecoder(LlmAnswer answer, Tracer tracer, boolean model) {
        this.answer = answer;
        this.tracer = tracer;
        this.model = model;
        this.chat = new ChatWire(answer, tracer);
        this.responses = new ResponsesWire(answer, tracer);
        this.anthropic = new AnthropicWire(answer);
        this.gemini = new GeminiWire(answer, tracer);
        this.embeddings = new EmbeddingsWire(answer);
    }

    /** One whole answer or one event; or an array of events, as Gemini streams without SSE. */
    void accept(@Nullable Object json) {
        if (json instanceof List<?> events && model && !events.isEmpty() && events.get(0) instanceof Map<?, ?>) {
            events.forEach(this::one);
        } else {
            one(json);
        }
    }

    private void one(@Nullable Object json) {
        boolean understood = false;
        try {
            understood = model && json instanceof Map<?, ?> map && understood(map);
        } catch (RuntimeException | StackOverflowError e) { // a type that nobody expected there
            partial = true;
        }
        if (!understood) {
            partial |= model;
            unknown(json);
        }
    }

    private boolean understood(Map<?, ?> json) {
        String type = text(json, "type");
        if (type != null && ResponsesWire.knows(type, json)) {
            responses.event(type, json);
        } else if (type != null && AnthropicWire.knows(type, json)) {
            anthropic.accept(type, json);
        } else if (json.get("choices") instanceof List<?> choices) {
            chat.accept(json, choices);
        } else if (ResponsesWire.isWhole(json)) {
            responses.whole(json);
        } else if (!embeddings.accept(json)) {
            if (!GeminiWire.knows(json)) {
                return false;
            }
            gemini.accept(json);
        }
        if (json.get("error") instanceof Map<?, ?> error && !error.isEmpty()) {
            answer.part(0, "error", Map.of("error", error));
        }
        return true;
    }

    private void unknown(@Nullable Object json) {
        if (json == null || !tracer.capturesContent()) {
            return;
        }
        unknownChars += Sizes.chars(json, MOST_UNKNOWN_CHARS);
        if (!anyUnknown || unknownChars <= MOST_UNKNOWN_CHARS) {
            Object kept = Media.kept(json, tracer);
            answer.unknown(kept == null ? json : kept);
        }
        anyUnknown = true;
        unknownChars = Math.min(unknownChars, MOST_UNKNOWN_CHARS + 1);
    }

    /** Something came that could not be read at all. */
    void failed() {
        partial = true;
    }

    boolean isPartial() {
        return partial;
    }
}
