package dev.traqo.openai;

import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.LlmClientContract;

final class OpenAiChatContractTest implements LlmClientContract {

    @Override
    public LlmClient traced(FakeLlmServer server) {
        return new ChatDriver(TraqoOpenAI.traced(SdkDriver.plain(server)));
    }

    @Override
    public LlmClient plain(FakeLlmServer server) {
        return new ChatDriver(SdkDriver.plain(server));
    }

    @Override
    public String model() {
        return ChatDriver.MODEL;
    }

    @Override
    public String api() {
        return "chat.completions";
    }
}
