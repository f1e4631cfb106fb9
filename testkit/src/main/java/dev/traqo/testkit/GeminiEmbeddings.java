package dev.traqo.testkit;

import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gemini's embedContent and batchEmbedContents; they send no usage. */
final class GeminiEmbeddings implements Wire {

    private static final String BATCH = "batchEmbedContents";
    private static final Set<String> VERBS = Set.of("embedContent", BATCH);

    @Override
    public Purpose purpose() {
        return Purpose.EMBEDS;
    }

    @Override
    public String endpoint() {
        return "POST /v1beta/models/{model}:embedContent, :batchEmbedContents";
    }

    @Override
    public boolean serves(String method, String path) {
        return Gemini.serves(method, path, VERBS);
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        List<Map<String, @Nullable Object>> asked = asked(path, json);
        if (asked.isEmpty()) {
            throw new BadRequest("* BatchEmbedContentsRequest.requests: requests is not specified");
        }
        List<String> texts = new ArrayList<>();
        for (Map<String, @Nullable Object> one : asked) {
            if (!(one.get("content") instanceof Map<?, ?>)) {
                throw new BadRequest("* EmbedContentRequest.content: contents is not specified");
            }
            if (dimensions(one) < 1) {
                throw new BadRequest("outputDimensionality must be a number from 1 to 100000");
            }
            texts.add(Prompt.textOf(one));
        }
        return new Prompt(Gemini.model(path), List.of(), List.of(), false, String.join("\n", texts));
    }

    @Override
    public String whole(Turn turn) {
        LlmRequest request = turn.request();
        List<@Nullable Object> embeddings = new ArrayList<>();
        for (Map<String, @Nullable Object> one : asked(request.path(), request.json())) {
            float[] vector = Vectors.of(Prompt.textOf(one), dimensions(one));
            embeddings.add(Fields.of("values", Vectors.numbers(vector)));
        }
        return Json.write(
                Gemini.verb(request.path()).equals(BATCH)
                        ? Fields.of("embeddings", embeddings)
                        : Fields.of("embedding", embeddings.get(0)));
    }

    private static List<Map<String, @Nullable Object>> asked(String path, Map<String, @Nullable Object> json) {
        return Gemini.verb(path).equals(BATCH) ? Prompt.objects(json.get("requests")) : List.of(json);
    }

    private static int dimensions(Map<String, @Nullable Object> one) {
        Object config = one.get("embedContentConfig");
        Object asked = config instanceof Map<?, ?> map && map.get("outputDimensionality") != null
                ? map.get("outputDimensionality")
                : one.get("outputDimensionality");
        return Vectors.dimensions(asked);
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return Gemini.error(status, message);
    }

    @Override
    public @Nullable String requestIdHeader() {
        return null;
    }
}
