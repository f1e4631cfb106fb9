package dev.traqo.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import dev.traqo.sdk.ServiceProxy;

/**
 * Records what an OpenAI client does, wherever a trace is active.
 *
 * <pre>{@code
 * OpenAIClient client = TraqoOpenAI.traced(OpenAIOkHttpClient.fromEnv());
 * }</pre>
 *
 * <p>The client that is returned does what the given one does, and shares its connections; closing either closes both.
 * Everything that is reached from it is traced: {@code async()}, {@code withOptions(…)}, {@code withRawResponse()}. Safe
 * for any thread.
 */
public final class TraqoOpenAI {

    private TraqoOpenAI() {}

    /**
     * The client, traced; one that is traced already is returned as it is.
     *
     * @throws NullPointerException if the client is null
     */
    public static OpenAIClient traced(OpenAIClient client) {
        return traced(client, StreamUsage.AUTO);
    }

    /** As {@link #traced(OpenAIClient)}, with a say in what streams are asked for. */
    public static OpenAIClient traced(OpenAIClient client, StreamUsage usage) {
        return ServiceProxy.traced(OpenAIClient.class, client, new OpenAiSdk(usage));
    }

    /** As {@link #traced(OpenAIClient)}. */
    public static OpenAIClientAsync traced(OpenAIClientAsync client) {
        return traced(client, StreamUsage.AUTO);
    }

    /** As {@link #traced(OpenAIClient, StreamUsage)}. */
    public static OpenAIClientAsync traced(OpenAIClientAsync client, StreamUsage usage) {
        return ServiceProxy.traced(OpenAIClientAsync.class, client, new OpenAiSdk(usage));
    }
}
