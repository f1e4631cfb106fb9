package dev.traqo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.traqo.TokenUsage;
import dev.traqo.read.Pricing;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.LlmClientContract;
import dev.traqo.testkit.LlmFeature;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every integration must pass, with the library's models of OpenAI. */
final class OpenAiModelContractTest implements LlmClientContract {

    static final String MODEL = "gpt-4o-mini";

    @Override
    public ModelClient plain(FakeLlmServer server) {
        return new ModelClient(
                OpenAiChatModel.builder()
                        .baseUrl(server.baseUrl())
                        .apiKey("no-key-is-needed")
                        .modelName(MODEL)
                        .temperature(LlmClient.TEMPERATURE)
                        .maxTokens(LlmClient.MAX_TOKENS)
                        .returnThinking(true)
                        .build(),
                OpenAiStreamingChatModel.builder()
                        .baseUrl(server.baseUrl())
                        .apiKey("no-key-is-needed")
                        .modelName(MODEL)
                        .temperature(LlmClient.TEMPERATURE)
                        .maxTokens(LlmClient.MAX_TOKENS)
                        .returnThinking(true)
                        .build());
    }

    @Override
    public LlmClient traced(FakeLlmServer server) {
        return plain(server).traced();
    }

    @Override
    public String model() {
        return MODEL;
    }

    @Override
    public String api() {
        return "langchain4j.chat";
    }

    @Override
    public String provider() {
        return "openai";
    }

    /** LangChain4j reads what OpenAI's cache was asked for, not what was written to it. */
    @Override
    @Test
    public void complete_cacheAndReasoningTokens(@TempDir Path folder) throws Exception {
        TokenUsage usage = TokenUsage.of(12_345, 678).withCacheRead(9_000).withReasoning(123);
        try (FakeLlmServer server = FakeLlmServer.start()) {
            server.enqueue(Reply.text("Yes.").withUsage(usage));
            SpanNode call = Trace.one(folder, () -> traced(server).complete("Cheap?"));
            // $0.15 a million, $0.075 from the cache, $0.60 of output
            assertThat(call.tokenUsage())
                    .isEqualTo(
                            usage.withCost(Pricing.standard().cost(MODEL, usage).orElseThrow()));
            assertThat(call.tokenUsage().cost())
                    .isCloseTo((3_345 * 0.15 + 9_000 * 0.075 + 678 * 0.6) / 1e6, within(1e-12));
        }
    }

    @Override
    public Map<LlmFeature, String> notCovered() {
        return Map.of(
                LlmFeature.ASYNC, "Models of LangChain4j return no futures.",
                LlmFeature.CANCEL_FUTURE, "Models of LangChain4j return no futures.",
                LlmFeature.PULL_STREAM, "Models of LangChain4j push the pieces of an answer to a handler.",
                LlmFeature.RETRIES, "LangChain4j does not say how often it has tried.",
                LlmFeature.REQUEST_ID, "LangChain4j does not hand on headers of answers.");
    }
}
