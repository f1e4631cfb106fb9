package dev.traqo.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientAsync;
import dev.traqo.sdk.ServiceProxy;

/**
 * Records what an Anthropic client does, wherever a trace is active.
 *
 * <pre>{@code
 * AnthropicClient client = TraqoAnthropic.traced(AnthropicOkHttpClient.fromEnv());
 * }</pre>
 *
 * <p>The client that is returned does what the given one does, and shares its connections; closing either closes both.
 * Everything that is reached from it is traced: {@code async()}, {@code beta()}, {@code withOptions(…)}, {@code
 * withRawResponse()}, and what the tool runner and message threads do. Safe for any thread.
 */
public final class TraqoAnthropic {

    private TraqoAnthropic() {}

    /**
     * The client, traced; one that is traced already is returned as it is.
     *
     * @throws NullPointerException if the client is null
     */
    public static AnthropicClient traced(AnthropicClient client) {
        return ServiceProxy.traced(AnthropicClient.class, client, AnthropicSdk.of(client));
    }

    /** As {@link #traced(AnthropicClient)}. */
    public static AnthropicClientAsync traced(AnthropicClientAsync client) {
        return ServiceProxy.traced(AnthropicClientAsync.class, client, AnthropicSdk.of(client));
    }
}
