package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI embeddings. A vector is the text's words, hashed: the same text always has the same vector, and texts that
 * share words lie close to each other, so that a retriever built on them really ranks.
 */
final class OpenAiEmbeddings implements Wire {

    static final int DIMENSIONS = 256;

    @Override
    public Purpose purpose() {
        return Purpose.EMBEDS;
    }

    @Override
    public String endpoint() {
        return "POST /v1/embeddings";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        String model = OpenAi.requiredModel(json);
        if (inputs(json).isEmpty()) {
            throw new BadRequest("you must provide an input parameter, a string or a list that is not empty");
        }
        if (json.get("dimensions") != null && dimensions(json) < 1) {
            throw new BadRequest("dimensions must be a number from 1 to 100000");
        }
        return new Prompt(model, List.of(), List.of(), false, String.join("\n", inputs(json)));
    }

    @Override
    public String whole(Turn turn) {
        Map<String, @Nullable Object> json = turn.request().json();
        boolean base64 = "base64".equals(json.get("encoding_format"));
        List<@Nullable Object> data = new ArrayList<>();
        for (String input : inputs(json)) {
            float[] vector = vector(input, dimensions(json));
            data.add(Fields.of(
                    "object", "embedding", "index", data.size(), "embedding", base64 ? base64(vector) : list(vector)));
        }
        Map<String, @Nullable Object> answer = Fields.of("object", "list", "data", data, "model", turn.model());
        if (!turn.reply().usageOmitted()) {
            TokenUsage given = turn.reply().usage();
            long tokens = given != null ? given.inputTokens() : turn.promptTokens();
            answer.put("usage", Fields.of("prompt_tokens", tokens, "total_tokens", tokens));
            turn.request().sentUsage(TokenUsage.of(tokens, -1));
        }
        return Json.write(answer);
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }

    /** One text, a list of texts, one list of token numbers, or a list of such lists. */
    private static List<String> inputs(Map<String, @Nullable Object> json) {
        Object input = json.get("input");
        if (input instanceof String text) {
            return List.of(text);
        }
        List<String> inputs = new ArrayList<>();
        if (input instanceof List<?> list) {
            if (!list.isEmpty() && list.get(0) instanceof Number) {
                return List.of(list.toString());
            }
            for (Object element : list) {
                inputs.add(String.valueOf(element));
            }
        }
        return inputs;
    }

    private static int dimensions(Map<String, @Nullable Object> json) {
        Object asked = json.get("dimensions");
        if (asked == null) {
            return DIMENSIONS;
        }
        return asked instanceof Number number && number.longValue() >= 1 && number.longValue() <= 100_000
                ? number.intValue()
                : 0;
    }

    static float[] vector(String text, int dimensions) {
        double[] sums = new double[dimensions];
        boolean empty = true;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
            if (!word.isEmpty()) {
                int hash = spread(word.hashCode());
                sums[Math.floorMod(hash, dimensions)] += (hash >>> 31) == 0 ? 1 : -1;
                empty = false;
            }
        }
        double square = 0;
        for (double sum : sums) {
            square += sum * sum;
        }
        if (empty || square == 0) {
            // A vector of length zero has no direction, and cosine similarity would divide by it.
            sums[0] = 1;
            square = 1;
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (sums[i] / Math.sqrt(square));
        }
        return vector;
    }

    /** MurmurHash3's last step: hash codes of short words differ in few bits only. */
    private static int spread(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    private static List<@Nullable Object> list(float[] vector) {
        List<@Nullable Object> numbers = new ArrayList<>(vector.length);
        for (float number : vector) {
            // Through text: widening would add digits that mean nothing.
            numbers.add(Double.parseDouble(Float.toString(number)));
        }
        return numbers;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
