package dev.traqo.examples.support;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.TextBlock;
import dev.traqo.anthropic.TraqoAnthropic;
import java.util.stream.Collectors;

/** How a reply sounds to a customer: Claude's judgement, through Anthropic's SDK. */
final class Tone implements AutoCloseable {

    static final String FRIENDLY = "friendly";

    private static final int MOST_TOKENS = 100;

    private final Endpoint endpoint;
    private final AnthropicClient anthropic;

    Tone(Endpoint endpoint) throws LlmException {
        this.endpoint = endpoint;
        this.anthropic = endpoint.client((url, key) -> TraqoAnthropic.traced(AnthropicOkHttpClient.builder()
                .baseUrl(url)
                .apiKey(key)
                .timeout(Endpoint.PATIENCE)
                .build()));
    }

    /** {@link #FRIENDLY}, or what is wrong with it. */
    String of(String reply) throws LlmException {
        try {
            return anthropic
                    .messages()
                    .create(MessageCreateParams.builder()
                            .model(endpoint.model())
                            .maxTokens(MOST_TOKENS)
                            .system(Prompts.TONE)
                            .addUserMessage(reply)
                            .build())
                    .content()
                    .stream()
                    .flatMap(block -> block.text().stream())
                    .map(TextBlock::text)
                    .collect(Collectors.joining())
                    .strip();
        } catch (RuntimeException e) {
            throw endpoint.failure(e);
        }
    }

    @Override
    public void close() {
        anthropic.close();
    }
}
