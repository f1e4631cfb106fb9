package dev.traqo.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All endpoints. */
final class Wires {

    /** In whose shape a request to no endpoint is refused. */
    static final Wire DEFAULT = new OpenAiChat();

    private static final List<Wire> ALL = List.of(
            DEFAULT,
            new OpenAiResponses(),
            new AnthropicMessages(),
            new GeminiContent(),
            new OpenAiCompletions(),
            new OpenAiEmbeddings(),
            new GeminiEmbeddings(),
            new OpenAiImages(),
            new OpenAiModerations(),
            new AnthropicTokens(),
            new AnthropicBatches(),
            new GeminiTokens(),
            new OpenAiModels());

    private Wires() {}

    static @Nullable Wire serving(String method, String path) {
        for (Wire wire : ALL) {
            if (wire.serves(method, path)) {
                return wire;
            }
        }
        return null;
    }

    /** For messages. */
    static String endpoints() {
        return String.join(", ", ALL.stream().map(Wire::endpoint).toList());
    }
}
