package dev.traqo.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An LLM provider inside the process, for tests and demos: real HTTP on the loopback address, the same answer in every
 * run, and every way in which a provider fails.
 *
 * <pre>{@code
 * try (FakeLlmServer server = FakeLlmServer.start()) {
 *     server.enqueue(Reply.toolCall("search", "{\"query\":\"refund\"}"), Reply.text("You get your money back."));
 *     runTheAgent(server.baseUrl());
 *     LlmRequest first = server.takeRequest();
 *     assertThat(first.model()).isEqualTo("gpt-4o-mini");
 *     assertThat(recordedInputTokens).isEqualTo(first.sentUsage().inputTokens());
 * }
 * }</pre>
 *
 * <p>A request takes the next scripted {@link Reply}; when none is left, the {@linkplain #answer answer function} is
 * asked; without one, the client gets status 500 with a message that says so.
 *
 * <p>Endpoints, with {@link #baseUrl} for OpenAI and {@link #url} for the others:
 *
 * <ul>
 *   <li>OpenAI: chat completions, the Responses API, completions (all whole and {@code stream: true}), embeddings,
 *       images, moderations, models.
 *   <li>Anthropic: messages, whole and {@code stream: true}, the beta ones included; token counts; message batches.
 *   <li>Gemini, with the paths of the developer API and of Vertex: {@code generateContent},
 *       {@code streamGenerateContent}, {@code embedContent}, {@code batchEmbedContents}, {@code countTokens}.
 * </ul>
 *
 * <p>Embeddings are computed from the words of the input: texts that share words lie close to each other. Credentials
 * are not looked at. A request that the provider would refuse (no model, no messages, no JSON) is refused in the same
 * way, without using up a reply.
 *
 * <p>Safe for any thread. All its threads are daemons: a server that nobody closes does not keep the program alive.
 */
public final class FakeLlmServer implements AutoCloseable {

    private static final String NODELAY = "sun.net.httpserver.nodelay";
    private static final int BACKLOG = 1024;
    private static final long TAKE_SECONDS = 10;

    private final HttpServer http;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Inbox inbox = new Inbox();
    private volatile @Nullable Function<? super LlmRequest, Reply> answer;

    private FakeLlmServer(HttpServer http, ExecutorService threads) {
        this.http = http;
        this.threads = threads;
    }

    /**
     * Starts a server on a free port of 127.0.0.1.
     *
     * @throws UncheckedIOException if no port can be opened
     */
    public static FakeLlmServer start() {
        if (System.getProperty(NODELAY) == null) {
            // Read once, when the JDK's server classes load: without it the kernel holds small chunks back.
            System.setProperty(NODELAY, "true");
        }
        AtomicInteger count = new AtomicInteger();
        ExecutorService threads =
                Executors.newCachedThreadPool(task -> daemon(task, "fake-llm-" + count.incrementAndGet()));
        try {
            HttpServer http = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), BACKLOG);
            FakeLlmServer server = new FakeLlmServer(http, threads);
            http.setExecutor(threads);
            http.createContext("/", server::handle);
            startAsDaemon(http);
            return server;
        } catch (IOException e) {
            threads.shutdownNow();
            throw new UncheckedIOException("cannot open a port on 127.0.0.1: " + e.getMessage(), e);
        }
    }

    /** The JDK's dispatcher thread is a daemon exactly if the thread that starts it is one. */
    private static void startAsDaemon(HttpServer http) throws IOException {
        Thread starter = daemon(http::start, "fake-llm-start");
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            http.stop(0);
            throw new IOException("interrupted while starting", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** {@code http://127.0.0.1:PORT}. */
    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** What OpenAI's clients call the base URL: {@link #url} with {@code /v1}. Anthropic's and Gemini's take the latter. */
    public String baseUrl() {
        return url() + "/v1";
    }

    /** Scripts the replies to the next requests that generate something, in this order. */
    public FakeLlmServer enqueue(Reply... replies) {
        inbox.script(Wire.Purpose.GENERATES, List.of(replies));
        return this;
    }

    /**
     * Scripts the replies to the next requests for embeddings. Only failures, faults, delays, headers and usage of such
     * a reply count: the vectors are always computed from the input.
     */
    public FakeLlmServer enqueueEmbeddings(Reply... replies) {
        inbox.script(Wire.Purpose.EMBEDS, List.of(replies));
        return this;
    }

    /**
     * Scripts the replies to the next requests for anything else: images, moderations, token counts, batches, models.
     * Only failures, faults, delays, headers and usage of such a reply count: the answer itself is always computed.
     */
    public FakeLlmServer enqueueOther(Reply... replies) {
        inbox.script(Wire.Purpose.COMPUTES, List.of(replies));
        return this;
    }

    /**
     * Computes the reply where the script has none. The function runs on the threads of the server, several at a time
     * if requests come together; what it throws reaches the client as status 500 with the message.
     */
    public FakeLlmServer answer(Function<? super LlmRequest, Reply> function) {
        this.answer = Objects.requireNonNull(function, "function == null");
        return this;
    }

    /** All requests so far in the order of arrival, those that were refused included. */
    public List<LlmRequest> requests() {
        return inbox.requests();
    }

    /**
     * The oldest request that was not taken before. Waits for one up to ten seconds.
     *
     * @throws AssertionError if none came
     */
    public LlmRequest takeRequest() {
        try {
            LlmRequest request = inbox.take(TAKE_SECONDS);
            if (request != null) {
                return request;
            }
            throw new AssertionError("no request reached " + url() + " within " + TAKE_SECONDS + " seconds ("
                    + inbox.requests().size() + " were taken before): check the base URL of the client");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a request", e);
        }
    }

    /** Drops every connection, those that hang first of all. A second call does nothing. */
    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }

    /** The JDK's server drops the connection for exceptions, but leaves the client waiting for ever after an error. */
    private void handle(HttpExchange exchange) throws IOException {
        try {
            receive(exchange);
        } catch (Error e) {
            throw new IOException("the fake server failed: " + e, e);
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        long arrived = System.nanoTime();
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getRawQuery();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Wire wire = Wires.serving(method, path);
        Map<String, @Nullable Object> json = Fields.of();
        Prompt prompt = Prompt.NONE;
        Failure refused = null;
        try {
            if (wire == null) {
                refused = new Failure(
                        404, "no endpoint " + method + " " + path + "; there are " + Wires.endpoints(), null);
            } else {
                json = json(body);
                prompt = wire.read(path, json);
            }
        } catch (Wire.BadRequest e) {
            refused = new Failure(400, String.valueOf(e.getMessage()), null);
        }
        Wire.Purpose purpose = wire == null || refused != null ? Wire.Purpose.REFUSES : wire.purpose();
        Map<String, @Nullable Object> fields = json;
        Prompt asked = prompt;
        Inbox.Received received = inbox.receive(
                number -> new LlmRequest(
                        number,
                        method,
                        path,
                        query == null ? "" : query,
                        Map.copyOf(exchange.getRequestHeaders()),
                        body,
                        fields,
                        asked,
                        arrived),
                purpose);
        Wire shape = wire != null ? wire : Wires.DEFAULT;
        String idHeader = shape.requestIdHeader();
        if (idHeader != null) {
            exchange.getResponseHeaders().set(idHeader, received.request().requestId());
        }
        Delivery delivery = new Delivery(exchange, shape, received.request(), closed);
        if (refused != null) {
            delivery.fail(refused);
        } else {
            answer(received, purpose, delivery);
        }
    }

    private void answer(Inbox.Received received, Wire.Purpose purpose, Delivery delivery) throws IOException {
        Reply reply = received.reply();
        if (reply == null && purpose != Wire.Purpose.GENERATES) {
            reply = Reply.text("");
        }
        delivery.send(Turn.of(received.request(), reply != null ? reply : computed(received.request())));
    }

    private Reply computed(LlmRequest request) {
        Function<? super LlmRequest, Reply> function = answer;
        if (function == null) {
            return mistake("FakeLlmServer has no reply left for request " + request + ": add one with"
                    + " server.enqueue(Reply.text(\"…\")) or compute replies with server.answer(request -> …)");
        }
        try {
            Reply reply = function.apply(request);
            return reply != null
                    ? reply
                    : mistake("the function given to server.answer(…) returned null for request " + request
                            + ": return a Reply");
        } catch (RuntimeException | Error e) {
            return mistake("the function given to server.answer(…) failed for request " + request + ": " + e);
        }
    }

    /** A mistake of the test, not of the provider: the SDKs' clients are told not to try again. */
    private static Reply mistake(String message) {
        return Reply.error(500, message).withHeader("x-should-retry", "false");
    }

    private static Map<String, @Nullable Object> json(byte[] body) throws Wire.BadRequest {
        if (body.length == 0) {
            return Fields.of();
        }
        Object value;
        try {
            value = Json.parse(body, 0, body.length);
        } catch (JsonException e) {
            throw new Wire.BadRequest("the request body is not JSON: " + e.getMessage());
        }
        if (value instanceof Map<?, ?> map) {
            return Fields.copy(map);
        }
        throw new Wire.BadRequest("the request body is not a JSON object");
    }
}
