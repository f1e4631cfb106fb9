package dev.traqo.gemini;

import com.google.genai.types.ClientOptions;
import java.time.Duration;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/**
 * Traces Google's Gen AI SDK, on Gemini's own API and on Vertex AI.
 *
 * <pre>{@code
 * Client gemini = Client.builder().apiKey(key).clientOptions(TraqoGemini.clientOptions()).build();
 *
 * Tracer.builder("support").run(trace -> gemini.models.generateContent("gemini-2.5-flash", question, null));
 * }</pre>
 *
 * <p>Every call of a model becomes a span below what is current where it is made, streams and asynchronous calls
 * included. Where no trace is open, calls go straight to the SDK. What the application gets is what the SDK gives it.
 *
 * <p>Safe for any thread. Tracing never throws into the application.
 */
public final class TraqoGemini {

    private TraqoGemini() {}

    /**
     * Options with a traced HTTP client of its own, and no timeouts, as the SDK has it. To set others, build on them:
     * {@code clientOptions().toBuilder()}.
     *
     * <p>The SDK leaves an HTTP client that it is given as it is: {@code HttpOptions.timeout}, the proxy and the numbers
     * of connections have to be set on the client, which is then traced by {@link #traced}.
     */
    public static ClientOptions clientOptions() {
        OkHttpClient withoutTimeouts = new OkHttpClient.Builder()
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
        return ClientOptions.builder().customHttpClient(traced(withoutTimeouts)).build();
    }

    /**
     * A client like this one, which records the calls of Gemini's models; all others pass untouched. Connections and
     * threads are shared with the one given. A client that is traced already is returned as it is.
     */
    public static OkHttpClient traced(OkHttpClient client) {
        for (Interceptor interceptor : client.interceptors()) {
            if (interceptor instanceof OpenCalls) {
                return client;
            }
        }
        OpenCalls calls = new OpenCalls();
        EventListener.Factory before = client.eventListenerFactory();
        OkHttpClient.Builder traced = client.newBuilder()
                .eventListenerFactory(call -> {
                    calls.begin(call);
                    return before.create(call);
                })
                .addNetworkInterceptor(calls::attempt);
        traced.interceptors().add(0, calls); // what it sees is what the application gets
        return traced.build();
    }
}
