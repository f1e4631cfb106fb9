package dev.traqo.anthropic;

import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.LlmClientContract;

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
}
