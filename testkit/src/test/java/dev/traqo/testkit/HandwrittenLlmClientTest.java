package dev.traqo.testkit;

import java.util.Map;

/** The contract with the shortest way to pass it: JSON over HTTP, recorded by hand. */
final class HandwrittenLlmClientTest implements LlmClientContract {

    @Override
    public LlmClient traced(FakeLlmServer server) {
        return HandwrittenClient.of(server, true);
    }

    @Override
    public LlmClient plain(FakeLlmServer server) {
        return HandwrittenClient.of(server, false);
    }

    @Override
    public String model() {
        return HandwrittenClient.MODEL;
    }

    @Override
    public String api() {
        return "chat.completions";
    }

    @Override
    public Map<LlmFeature, String> notCovered() {
        String callbacks = "the client has no streams with callbacks";
        return Map.of(
                LlmFeature.ASYNC_STREAM,
                callbacks,
                LlmFeature.CANCEL_STREAM,
                callbacks,
                LlmFeature.RETRIES,
                "the client does not try again",
                LlmFeature.REASONING,
                "chat completions say no thoughts");
    }
}
