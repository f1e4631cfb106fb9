package dev.traqo.gemini;

import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.LlmClientContract;
import dev.traqo.testkit.LlmFeature;
import java.util.Map;

final class GeminiContractTest implements LlmClientContract {

    @Override
    public LlmClient traced(FakeLlmServer server) {
        return GeminiClient.traced(server.url());
    }

    @Override
    public LlmClient plain(FakeLlmServer server) {
        return GeminiClient.plain(server.url());
    }

    @Override
    public String model() {
        return GeminiClient.MODEL;
    }

    @Override
    public String api() {
        return "generateContent";
    }

    @Override
    public Map<LlmFeature, String> notCovered() {
        return Map.of(
                LlmFeature.CANCEL_STREAM, "A stream of the SDK has nothing to cancel it with from another thread.",
                LlmFeature.CANCEL_FUTURE, "The SDK does not tell its HTTP client that a future is cancelled.",
                LlmFeature.REQUEST_ID, "The provider sends no name of the request.");
    }
}
