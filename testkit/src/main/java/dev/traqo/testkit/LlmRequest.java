package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as it reached {@link FakeLlmServer}.
 *
 * <p>Safe for any thread. Everything is fixed when the request has arrived, except what tells of the answer:
 * {@link #sentUsage}, {@link #firstChunkNanos} and {@link #closedByClient}.
 */
public final class LlmRequest {

    private final int number;
    private final String method;
    private final String path;
    private final String query;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final Map<String, @Nullable Object> json;
    private final Prompt prompt;
    private final long arrivedNanos;
    private volatile @Nullable TokenUsage sentUsage;
    private volatile long firstChunkNanos;
    private volatile boolean closedByClient;

    LlmRequest(
            int number,
            String method,
            String path,
            String query,
            Map<String, List<String>> headers,
            byte[] body,
            Map<String, @Nullable Object> json,
            Prompt prompt,
            long arrivedNanos) {
        this.number = number;
        this.method = method;
        this.path = path;
        this.query = query;
        TreeMap<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        this.headers = Collections.unmodifiableMap(sorted);
        this.body = body;
        this.json = Collections.unmodifiableMap(json);
        this.prompt = prompt;
        this.arrivedNanos = arrivedNanos;
    }

    /** 1 for the first request that the server saw, whatever became of it. */
    public int number() {
        return number;
    }

    /**
     * The id that the answer carries, in the header of the provider: {@code x-request-id}, Anthropic's
     * {@code request-id}; Gemini has none.
     */
    public String requestId() {
        return String.format(Locale.ROOT, "req_%08d", number);
    }

    /** {@code POST}, {@code GET}. */
    public String method() {
        return method;
    }

    /** The path without the query, {@code /v1/chat/completions}. */
    public String path() {
        return path;
    }

    /** The query as it was sent, without the question mark; empty if none. */
    public String query() {
        return query;
    }

    /** All headers; a look-up does not mind the case of the name. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The first value of the header, null if it was not sent; the case of the name does not matter. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The body as it arrived. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as plain values: maps in the order of the text, lists, strings, {@code Long}, {@code BigInteger},
     * {@code Double}, booleans, null. Empty if the body is no JSON object.
     */
    public Map<String, @Nullable Object> json() {
        return json;
    }

    /** The model asked for; empty if none was named. */
    public String model() {
        return prompt.model();
    }

    /** The messages in the shape in which they were sent; empty for requests that have none. */
    public List<Map<String, @Nullable Object>> messages() {
        return prompt.messages();
    }

    /** The tools in the shape in which they were sent; empty if none. */
    public List<Map<String, @Nullable Object>> tools() {
        return prompt.tools();
    }

    /** Whether the client wants the answer as a stream of events. */
    public boolean stream() {
        return prompt.stream();
    }

    /** The text of all messages, one after the other, with a line end between them. */
    public String text() {
        return prompt.text();
    }

    /** The text of the last message, whoever said it; empty if there is none. */
    public String lastText() {
        List<Map<String, @Nullable Object>> messages = prompt.messages();
        return messages.isEmpty() ? "" : Prompt.textOf(messages.get(messages.size() - 1));
    }

    /** The role of the last message ({@code user}, {@code tool}); empty if there is none. */
    public String lastRole() {
        List<Map<String, @Nullable Object>> messages = prompt.messages();
        return !messages.isEmpty() && messages.get(messages.size() - 1).get("role") instanceof String role ? role : "";
    }

    /**
     * The usage that went out in the answer, null if none did: an error, a stream that was cut before its usage, a
     * stream whose client did not ask for it, a reply {@linkplain Reply#withoutUsage without}. A client that has read
     * the usage finds it here.
     */
    public @Nullable TokenUsage sentUsage() {
        return sentUsage;
    }

    void sentUsage(@Nullable TokenUsage usage) {
        sentUsage = usage;
    }

    /** When the request began to arrive, on the clock of {@link System#nanoTime}. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /**
     * When the first chunk of the stream left, or the status line of a whole answer, on the clock of
     * {@link System#nanoTime}; 0 as long as none did, and for errors. Noted just before the bytes leave: a client never
     * reads them earlier.
     */
    public long firstChunkNanos() {
        return firstChunkNanos;
    }

    void firstChunkLeaves() {
        firstChunkNanos = System.nanoTime();
    }

    /**
     * Whether the client dropped the connection before the answer was complete. Known only after the server has tried
     * to send more, so a stream needs chunks left for it: wait for it, do not just ask.
     */
    public boolean closedByClient() {
        return closedByClient;
    }

    void clientIsGone() {
        closedByClient = true;
    }

    @Override
    public String toString() {
        return number + " " + method + " " + path + (model().isEmpty() ? "" : " " + model());
    }
}
