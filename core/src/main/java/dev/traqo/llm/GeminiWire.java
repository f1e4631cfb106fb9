package dev.traqo.llm;

import static dev.traqo.llm.Fields.index;
import static dev.traqo.llm.Fields.list;
import static dev.traqo.llm.Fields.map;
import static dev.traqo.llm.Fields.text;

import dev.traqo.Tracer;
import java.util.List;
import java.util.Map;

/** Gemini's generateContent; the events of a stream look like whole answers. */
final class GeminiWire {

    private final LlmAnswer answer;
    private final Tracer tracer;
    private final WireUsage usage = new WireUsage();

    /** Calls of tools need have no id, and come whole. */
    private int parts;

    GeminiWire(LlmAnswer answer, Tracer tracer) {
        this.answer = answer;
        this.tracer = tracer;
    }

    static boolean knows(Map<?, ?> json) {
        return json.get("candidates") instanceof List<?>
                || json.get("promptFeedback") instanceof Map<?, ?>
                || json.get("usageMetadata") instanceof Map<?, ?>;
    }

    void accept(Map<?, ?> json) {
        answer.model(text(json, "modelVersion")).responseId(text(json, "responseId"));
        List<?> candidates = list(json, "candidates");
        for (int i = 0; i < candidates.size(); i++) {
            Map<?, ?> candidate = map(candidates.get(i));
            int number = index(candidate, i);
            for (Object part : list(map(candidate, "content"), "parts")) {
                part(number, map(part));
            }
            answer.finishReason(number, text(candidate, "finishReason"));
        }
        if (candidates.isEmpty()) {
            answer.finishReason(text(map(json, "promptFeedback"), "blockReason"));
        }
        Map<?, ?> counts = map(json, "usageMetadata");
        if (!counts.isEmpty()) {
            answer.usage(usage.gemini(counts));
        }
    }

    private void part(int choice, Map<?, ?> part) {
        Map<?, ?> call = map(part, "functionCall");
        if (part.get("text") instanceof String said) {
            if (Boolean.TRUE.equals(part.get("thought"))) {
                answer.reasoning(choice, said);
            } else {
                answer.text(choice, said);
            }
        } else if (!call.isEmpty() && !call.containsKey("partialArgs")) {
            Object arguments = call.get("args");
            answer.toolCall(
                    choice, parts++, text(call, "id"), text(call, "name"), arguments == null ? Map.of() : arguments);
        } else if (!part.isEmpty()) {
            other(choice, part);
        }
    }

    private void other(int choice, Map<?, ?> part) {
        Object kept = Media.kept(part, tracer);
        Object file = map(map(kept), "inlineData").get("data");
        if (file != null && !(file instanceof String)) {
            answer.file(choice, file);
        } else if (part.size() > 1 || !part.containsKey("thoughtSignature")) {
            answer.part(choice, parts++, kept == null ? part : kept);
        }
    }
}
