package dev.traqo.anthropic;

import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.LlmClientContract;
import dev.traqo.testkit.LlmFeature;
import java.util.Map;

/** What every integration must pass, with messages. */
final class AnthropicContractTest implements LlmClientContract {

    @Override
    public LlmClient traced(FakeLlmServer server) {
        return new SdkClient(TraqoAnthropic.traced(SdkClient.plain(server)));
    }

    @Override
    public LlmClient plain(FakeLlmServer server) {
        return new SdkClient(SdkClient.plain(server));
    }

    @Override
    public String model() {
        return SdkClient.MODEL;
    }

    @Override
    public String api() {
        return "messages";
    }

    @Override
    public Map<LlmFeature, String> notCovered() {
        String reason = "the oldest versions let nobody before their HTTP client";
        return SdkClient.hasOptions() ? Map.of() : Map.of(LlmFeature.RETRIES, reason, LlmFeature.REQUEST_ID, reason);
    }
}
