package dev.traqo.llm;

import static dev.traqo.llm.Fields.count;
import static dev.traqo.llm.Fields.list;
import static dev.traqo.llm.Fields.map;
import static dev.traqo.llm.Fields.text;

import dev.traqo.TokenUsage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embeddings of OpenAI, Gemini and Vertex AI. */
final class EmbeddingsWire {

    private final LlmAnswer answer;

    EmbeddingsWire(LlmAnswer answer) {
        this.answer = answer;
    }

    /** False if it holds none. */
    boolean accept(Map<?, ?> json) {
        List<?> data = list(json, "data");
        List<?> embeddings = list(json, "embeddings");
        List<?> predictions = list(json, "predictions");
        if (isVector(map(first(data)).get("embedding"))) {
            answer.vectors(data.size(), dimensions(map(first(data)).get("embedding")));
        } else if (isVector(map(first(embeddings)).get("values"))) {
            answer.vectors(embeddings.size(), dimensions(map(first(embeddings)).get("values")));
        } else if (isVector(map(json, "embedding").get("values"))) {
            answer.vectors(1, dimensions(map(json, "embedding").get("values")));
        } else if (isVector(map(map(first(predictions)), "embeddings").get("values"))) {
            answer.vectors(
                    predictions.size(),
                    dimensions(map(map(first(predictions)), "embeddings").get("values")));
            answer.usage(counted(predictions));
        } else {
            return false;
        }
        answer.model(text(json, "model")).responseId(text(json, "id"));
        answer.usage(WireUsage.openAi(map(json, "usage")));
        answer.usage(new WireUsage().gemini(map(json, "usageMetadata")));
        return true;
    }

    private static @Nullable Object first(List<?> list) {
        return list.isEmpty() ? null : list.get(0);
    }

    private static boolean isVector(@Nullable Object value) {
        return value instanceof List<?> || value instanceof String;
    }

    /** A string is base64 of floats. */
    private static int dimensions(@Nullable Object vector) {
        if (vector instanceof List<?> numbers) {
            return numbers.size();
        }
        String base64 = vector instanceof String text ? text : "";
        int end = base64.length();
        while (end > 0 && base64.charAt(end - 1) == '=') {
            end--;
        }
        return (int) (end * 3L / 4 / Float.BYTES);
    }

    /** Vertex AI counts the tokens of every text. */
    private static @Nullable TokenUsage counted(List<?> predictions) {
        long tokens = -1;
        for (Object prediction : predictions) {
            long count = count(map(map(map(prediction), "embeddings"), "statistics"), "token_count");
            tokens = count < 0 ? tokens : Math.max(tokens, 0) + count;
        }
        return tokens < 0 ? null : TokenUsage.of(tokens, -1);
    }
}
