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
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every integration must pass, with the library's models of OpenAI. */
final class OpenAiModelContractTest implements LlmClientContract {

    static final String MODEL = "gpt-4o-mini";

    /** The builder, told to return what the model thinks; older versions have no word for it. */
    private static <T> T thinking(T builder) {
        try {
            builder.getClass().getMethod("returnThinking", Boolean.class).invoke(builder, true);
        } catch (ReflectiveOperationException e) {
            assertThat(isThere("dev.langchain4j.model.chat.response.PartialThinking"))
                    .isFalse();
        }
        return builder;
    }

    static boolean isThere(String type) {
        return OpenAiChatModel.class.getClassLoader().getResource(type.replace('.', '/') + ".class") != null;
    }

    @Override
    public ModelClient plain(FakeLlmServer server) {
        return new ModelClient(
                thinking(OpenAiChatModel.builder())
                        .baseUrl(server.baseUrl())
                        .apiKey("no-key-is-needed")
                        .modelName(MODEL)
                        .temperature(LlmClient.TEMPERATURE)
                        .maxTokens(LlmClient.MAX_TOKENS)
                        .build(),
                thinking(OpenAiStreamingChatModel.builder())
                        .baseUrl(server.baseUrl())
                        .apiKey("no-key-is-needed")
                        .modelName(MODEL)
                        .temperature(LlmClient.TEMPERATURE)
                        .maxTokens(LlmClient.MAX_TOKENS)
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
        Map<LlmFeature, String> notCovered = new EnumMap<>(LlmFeature.class);
        notCovered.put(LlmFeature.ASYNC, "Models of LangChain4j return no futures.");
        notCovered.put(LlmFeature.CANCEL_FUTURE, "Models of LangChain4j return no futures.");
        notCovered.put(LlmFeature.PULL_STREAM, "Models of LangChain4j push the pieces of an answer to a handler.");
        notCovered.put(LlmFeature.RETRIES, "LangChain4j does not say how often it has tried.");
        notCovered.put(LlmFeature.REQUEST_ID, "LangChain4j does not hand on headers of answers.");
        if (!isThere("dev.langchain4j.model.chat.response.PartialThinking")) {
            notCovered.put(LlmFeature.REASONING, "LangChain4j kept no thoughts in this version.");
        }
        if (!isThere("dev.langchain4j.model.chat.response.StreamingHandle")) {
            notCovered.put(LlmFeature.CANCEL_STREAM, "LangChain4j could not cancel a stream in this version.");
        }
        return notCovered;
    }
}
