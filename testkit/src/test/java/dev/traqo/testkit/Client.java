package dev.traqo.testkit;

import dev.traqo.read.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What an application would do, with the JDK's HTTP client. */
final class Client {

    static final String CHAT = """
            {"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},\
            {"role":"user","content":[{"type":"text","text":"Is it a bug?"}]}]}""";
    static final String STREAM = CHAT.replace("{\"model\"", "{\"stream\":true,\"model\"");
    static final String STREAM_WITH_USAGE =
            STREAM.replace("{\"stream\"", "{\"stream_options\":{\"include_usage\":true},\"stream\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FakeLlmServer server;

    Client(FakeLlmServer server) {
        this.server = server;
    }

    /** One event of a stream, its name if it has one, and when it came, counted from just before the request was sent. */
    record Event(String name, String data, Duration after) {
        Map<String, Object> json() {
            return object(data);
        }

        /** {@code choices[0].delta}. */
        Map<String, Object> delta() {
            return at(json(), "choices", 0, "delta");
        }
    }

    /** What came of a stream; {@code broken} is how it ended, null if in order. */
    record Stream(HttpResponse<InputStream> response, List<Event> events, IOException broken) {
        String text() {
            StringBuilder text = new StringBuilder();
            for (Event event : events) {
                if (event.data().contains("\"delta\":{\"content\"")) {
                    text.append((String) event.delta().get("content"));
                }
            }
            return text.toString();
        }

        /** One line an event, {@code name data}. */
        List<String> lines() {
            return events.stream()
                    .map(event -> (event.name() == null ? "" : event.name() + " ") + event.data())
                    .toList();
        }

        Event last() {
            return events.get(events.size() - 1);
        }
    }

    HttpResponse<String> chat(String body) throws Exception {
        return post("/v1/chat/completions", body);
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        HttpRequest get =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return http.send(get, HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> chatAsync(String body) {
        return http.sendAsync(request("/v1/chat/completions", body), HttpResponse.BodyHandlers.ofString());
    }

    /** Reads up to {@code limit} events, then drops the connection. */
    Stream stream(String body, int limit) throws Exception {
        return stream("/v1/chat/completions", body, limit);
    }

    Stream stream(String path, String body, int limit) throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> response = http.send(request(path, body), HttpResponse.BodyHandlers.ofInputStream());
        List<Event> events = new ArrayList<>();
        IOException broken = null;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line;
            String name = null;
            while (events.size() < limit && (line = lines.readLine()) != null) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, line.substring(6), Duration.ofNanos(System.nanoTime() - start)));
                    name = null;
                }
            }
        } catch (IOException e) {
            broken = e;
        }
        return new Stream(response, events, broken);
    }

    Stream stream(String body) throws Exception {
        return stream(body, Integer.MAX_VALUE);
    }

    Stream stream(String path, String body) throws Exception {
        return stream(path, body, Integer.MAX_VALUE);
    }

    /**
     * The answer to a chat request as it stands on the wire, to its very last byte: {@code java.net.http} throws away
     * what it has received when the connection breaks.
     */
    String raw(String body) throws IOException {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer test")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String json) {
        return (Map<String, Object>) Json.parse(json);
    }

    /** The value at a path of keys and indexes. */
    @SuppressWarnings("unchecked")
    static <T> T at(Object json, Object... path) {
        Object value = json;
        for (Object step : path) {
            value = step instanceof Integer index ? ((List<?>) value).get(index) : ((Map<?, ?>) value).get(step);
        }
        return (T) value;
    }
}
