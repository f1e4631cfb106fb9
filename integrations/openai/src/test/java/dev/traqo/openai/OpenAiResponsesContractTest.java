package dev.traqo.openai;

import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.LlmClientContract;

final class OpenAiResponsesContractTest implements LlmClientContract {

    @Override
    public LlmClient traced(FakeLlmServer server) {
        return new ResponsesDriver(TraqoOpenAI.traced(SdkDriver.plain(server)));
    }

    @Override
    public LlmClient plain(FakeLlmServer server) {
        return new ResponsesDriver(SdkDriver.plain(server));
    }

    @Override
    public String model() {
        return ResponsesDriver.MODEL;
    }

    @Override
    public String api() {
        return "responses";
    }
}
