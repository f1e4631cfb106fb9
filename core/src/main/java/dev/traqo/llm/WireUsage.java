package dev.traqo.llm;

import static dev.traqo.llm.Fields.count;
import static dev.traqo.llm.Fields.map;

import dev.traqo.TokenUsage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Token counts in the providers' words, made to follow the rule of {@link TokenUsage}. A number that comes again replaces
 * the one before; one that does not come again stays.
 */
final class WireUsage {

    private static final String[] ANTHROPIC = {
        "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"
    };
    private static final String[] THINKING = {"thinking_tokens"};
    private static final String[] LIFETIMES = {"ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"};
    private static final String[] GEMINI = {
        "promptTokenCount",
        "toolUsePromptTokenCount",
        "candidatesTokenCount",
        "thoughtsTokenCount",
        "cachedContentTokenCount"
    };

    private final Map<String, Long> counts = new HashMap<>();

    /** OpenAI and everybody who speaks like it: chat completions, Responses, embeddings. */
    static @Nullable TokenUsage openAi(Map<?, ?> usage) {
        long input = either(usage, "prompt_tokens", "input_tokens");
        long output = either(usage, "completion_tokens", "output_tokens");
        Map<?, ?> inputs = map(
                usage, usage.containsKey("prompt_tokens_details") ? "prompt_tokens_details" : "input_tokens_details");
        Map<?, ?> outputs = map(
                usage,
                usage.containsKey("completion_tokens_details") ? "completion_tokens_details" : "output_tokens_details");
        long cached = count(inputs, "cached_tokens");
        long reasoning = count(outputs, "reasoning_tokens");
        boolean beside = reasoning > 0
                && input >= 0
                && output >= 0
                && count(usage, "total_tokens") == input + output + reasoning; // so does xAI
        return usage(
                input,
                beside ? output + reasoning : output,
                cached >= 0 ? cached : either(usage, "prompt_cache_hit_tokens", "cached_tokens"),
                count(inputs, "cache_write_tokens"),
                -1,
                reasoning);
    }

    private static long either(Map<?, ?> usage, String one, String other) {
        long count = count(usage, one);
        return count >= 0 ? count : count(usage, other);
    }

    /** Anthropic does not count cached tokens as input. */
    @Nullable
    TokenUsage anthropic(Map<?, ?> usage) {
        note(usage, ANTHROPIC);
        note(map(usage, "cache_creation"), LIFETIMES);
        note(map(usage, "output_tokens_details"), THINKING);
        long read = counted("cache_read_input_tokens");
        long hour = counted("ephemeral_1h_input_tokens");
        long written = counted("cache_creation_input_tokens");
        if (written < 0) {
            written = sum(counted("ephemeral_5m_input_tokens"), hour);
        }
        long fresh = counted("input_tokens");
        return usage(
                fresh < 0 ? -1 : sum(fresh, read, written),
                counted("output_tokens"),
                read,
                written,
                hour,
                counted("thinking_tokens"));
    }

    /** Gemini counts neither thoughts as output nor what tools brought as input. */
    @Nullable
    TokenUsage gemini(Map<?, ?> usage) {
        note(usage, GEMINI);
        long thoughts = counted("thoughtsTokenCount");
        return usage(
                sum(counted("promptTokenCount"), counted("toolUsePromptTokenCount")),
                sum(counted("candidatesTokenCount"), thoughts),
                counted("cachedContentTokenCount"),
                -1,
                -1,
                thoughts);
    }

    private void note(Map<?, ?> usage, String[] keys) {
        for (String key : keys) {
            long count = count(usage, key);
            if (count >= 0) {
                counts.put(key, count);
            }
        }
    }

    private long counted(String key) {
        return counts.getOrDefault(key, -1L);
    }

    /** Of those that are there; -1 if none is. */
    private static long sum(long... parts) {
        long sum = -1;
        for (long part : parts) {
            if (part >= 0) {
                sum = Math.max(sum, 0) + part;
            }
        }
        return sum;
    }

    private static @Nullable TokenUsage usage(
            long input, long output, long read, long written, long hour, long reasoning) {
        if (input < 0 && output < 0) {
            return null;
        }
        return TokenUsage.of(input, output)
                .withCacheRead(read)
                .withCacheCreation(written)
                .withCacheCreation1h(hour)
                .withReasoning(reasoning);
    }
}
