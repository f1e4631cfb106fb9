package dev.traqo.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.traqo.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Providers by the names that traces use for them, and their ways of counting as one. */
final class Usage {

    private Usage() {}

    /** Null for one that the library does not name: its word for that is OTHER. */
    static @Nullable String provider(@Nullable Object model) {
        if (!(Fields.read(model, "provider") instanceof ModelProvider provider)) {
            return null;
        }
        return switch (provider.name()) {
            case "OTHER" -> null;
            case "OPEN_AI" -> "openai";
            case "AZURE_OPEN_AI", "MICROSOFT_FOUNDRY" -> "azure";
            case "AMAZON_BEDROCK" -> "bedrock";
            case "GOOGLE_AI_GEMINI", "GOOGLE_GENAI" -> "google";
            case "GOOGLE_VERTEX_AI_GEMINI", "GOOGLE_VERTEX_AI_ANTHROPIC" -> "vertex";
            case "GITHUB_MODELS" -> "github";
            case "MISTRAL_AI" -> "mistral";
            case "VOYAGE_AI" -> "voyage";
            default -> Fields.lowerCase(provider);
        };
    }

    /** The counts of {@link TokenUsage}'s rule; null if the library was sent none. */
    static @Nullable TokenUsage of(dev.langchain4j.model.output.@Nullable TokenUsage counted) {
        if (counted == null || (counted.inputTokenCount() == null && counted.outputTokenCount() == null)) {
            return null;
        }
        long input = orAbsent(counted.inputTokenCount());
        long output = orAbsent(counted.outputTokenCount());
        // OpenAI
        long cached = Fields.count(counted, "inputTokensDetails", "cachedTokens");
        long reasoning = Fields.count(counted, "outputTokensDetails", "reasoningTokens");
        // Anthropic, Bedrock: what was read from the cache or written to it is not in the input
        long read = Fields.count(counted, "cacheReadInputTokens");
        long created = Math.max(
                Fields.count(counted, "cacheCreationInputTokens"), Fields.count(counted, "cacheWriteInputTokens"));
        if (input >= 0) {
            input += Math.max(0, read) + Math.max(0, created);
        }
        // Gemini: thoughts are not in the output
        long thoughts = Fields.count(counted, "thoughtsTokenCount");
        if (thoughts >= 0) {
            output = Math.max(0, output) + thoughts;
        }
        return TokenUsage.of(input, output)
                .withCacheRead(Math.max(Math.max(cached, read), Fields.count(counted, "cachedContentTokenCount")))
                .withCacheCreation(created)
                .withReasoning(Math.max(reasoning, thoughts));
    }

    private static long orAbsent(@Nullable Integer count) {
        return count == null ? -1 : count;
    }
}
