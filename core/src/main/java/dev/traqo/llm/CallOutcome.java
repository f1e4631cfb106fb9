package dev.traqo.llm;

import dev.traqo.TokenUsage;
import dev.traqo.read.Pricing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call at its end, besides the output.
 *
 * @param metadata fields without null
 * @param usage with the cost, if the price is known
 */
record CallOutcome(
        Map<String, @Nullable Object> metadata, @Nullable TokenUsage usage) {

    /**
     * @param counted what is to be recorded of the usage
     * @param firstContentSeconds negative if no content came
     * @param how what ended the call, if neither the answer nor an error did
     * @param complete whether the library said that nothing more comes
     */
    static CallOutcome of(
            LlmRequest request,
            LlmAnswer answer,
            @Nullable TokenUsage counted,
            double firstContentSeconds,
            @Nullable String how,
            boolean complete) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        String asked = request.model();
        String answered = answer.model();
        if (answered != null && !answered.equals(asked)) {
            metadata.put("model", answered);
            metadata.put("request_model", asked);
        }
        if (request.isStream() && firstContentSeconds >= 0) {
            metadata.put("time_to_first_token_s", firstContentSeconds);
        }
        metadata.put("finish_reason", answer.finishReason());
        metadata.put("response_id", answer.responseId());
        metadata.put("service_tier", answer.serviceTier());
        if (answer.choices() > 1) {
            metadata.put("choices", answer.choices());
        }
        if (how != null) {
            metadata.put(how, true);
        } else if (complete && request.isStream() && request.kind() != null && answer.finishReason() == null) {
            metadata.put("incomplete", true);
        }
        TokenUsage usage = counted == null ? null : priced(counted, answered, asked, metadata);
        metadata.values().removeIf(value -> value == null);
        return new CallOutcome(metadata, usage);
    }

    private static TokenUsage priced(
            TokenUsage usage,
            @Nullable String answered,
            @Nullable String asked,
            Map<String, @Nullable Object> metadata) {
        Pricing pricing = Pricing.standard();
        OptionalDouble cost = pricing.cost(answered, usage);
        if (cost.isEmpty()) {
            cost = pricing.cost(asked, usage);
        }
        if (cost.isEmpty()) {
            return usage;
        }
        metadata.put("price_date", pricing.date());
        return usage.withCost(Math.rint(cost.getAsDouble() * 1e12) / 1e12); // 0.0001721, not 0.00017209999999999998
    }
}
