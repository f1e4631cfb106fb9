package dev.traqo.llm;

import dev.traqo.Tracer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers and events of streams by their shape, whoever sent them: OpenAI chat completions, Responses and
 * embeddings, Anthropic messages, Gemini. What it does not know it leaves as it came.
 */
final class WireDecoder {

    private final LlmAnswer answer;
    private final Tracer tracer;
    private final boolean model;
    private boolean partial;

    /** @param model whether a model answers; otherwise the answer is recorded as it comes */
    WireDecoder(LlmAnswer answer, Tracer tracer, boolean model) {
        this.answer = answer;
        this.tracer = tracer;
        this.model = model;
    }

    /** One whole answer or one event. */
    void accept(@Nullable Object json) {
        if (!model || !(json instanceof Map<?, ?> map)) {
            answer.raw(Media.kept(json, tracer));
            partial |= model;
            return;
        }
        answer.model(map.get("model") instanceof String name ? name : null);
        answer.responseId(map.get("id") instanceof String id ? id : null);
        if (map.get("choices") instanceof List<?> choices) {
            for (Object choice : choices) {
                if (choice instanceof Map<?, ?> one) {
                    Object message = one.containsKey("delta") ? one.get("delta") : one.get("message");
                    if (message instanceof Map<?, ?> said && said.get("content") instanceof String text) {
                        answer.text(text);
                    }
                    answer.finishReason(one.get("finish_reason") instanceof String reason ? reason : null);
                }
            }
        } else {
            answer.raw(json);
            partial = true;
        }
    }

    /** Something came that could not be read at all. */
    void failed() {
        partial = true;
    }

    boolean isPartial() {
        return partial;
    }
}
