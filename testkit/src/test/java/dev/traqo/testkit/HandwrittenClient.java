package dev.traqo.testkit;

import dev.traqo.Kind;
import dev.traqo.llm.LlmCall;
import dev.traqo.llm.Providers;
import dev.traqo.read.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * What an application writes that calls a model over HTTP by itself, and traces it by hand with {@link LlmCall}.
 *
 * @param traced whether it does that
 */
record HandwrittenClient(HttpClient http, String url, boolean traced) implements LlmClient {

    static final String MODEL = "gpt-4o-mini";

    static HandwrittenClient of(FakeLlmServer server, boolean traced) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new HandwrittenClient(http, server.baseUrl(), traced);
    }

    @Override
    public String complete(String prompt) throws Exception {
        return text(whole(body(prompt, false)));
    }

    private Map<String, Object> whole(Map<String, Object> body) throws Exception {
        LlmCall call = begin(body);
        try {
            HttpResponse<String> response = http.send(request(body), HttpResponse.BodyHandlers.ofString());
            Map<String, Object> answer = read(response);
            if (call != null) {
                call.requestId(id(response)).finish(answer);
            }
            return answer;
        } catch (Exception e) {
            fail(call, e);
            throw e;
        }
    }

    @Override
    public Pending completeAsync(String prompt) {
        Map<String, Object> body = body(prompt, false);
        LlmCall call = begin(body);
        // the HTTP client's own future is not always cancelled when it is cancelled
        CompletableFuture<Map<String, Object>> future = new CompletableFuture<>();
        http.sendAsync(request(body), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> {
                    if (call != null) {
                        call.requestId(id(response));
                    }
                    return read(response);
                })
                .whenComplete((answer, error) -> {
                    if (error == null) {
                        future.complete(answer);
                    } else {
                        future.completeExceptionally(error.getCause() == null ? error : error.getCause());
                    }
                });
        future.whenComplete((answer, error) -> {
            if (call != null && error == null) {
                call.finish(answer);
            } else {
                fail(call, error);
            }
        });
        return new Pending() {
            @Override
            public CompletableFuture<?> future() {
                return future;
            }

            @Override
            public String text() throws Exception {
                try {
                    return HandwrittenClient.text(future.get());
                } catch (ExecutionException e) {
                    throw (Exception) e.getCause();
                }
            }
        };
    }

    @Override
    public void stream(String prompt, Consumer<String> onText) throws Exception {
        try (Pulled stream = open(prompt)) {
            for (String text = stream.next(); text != null; text = stream.next()) {
                onText.accept(text);
            }
        }
    }

    @Override
    public Pulled open(String prompt) throws Exception {
        return open(body(prompt, true));
    }

    private Events open(Map<String, Object> body) throws Exception {
        LlmCall call = begin(body);
        try {
            HttpResponse<InputStream> response = http.send(request(body), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new Refused(
                        response.statusCode() + " " + new String(response.body().readAllBytes()));
            }
            Events events = new Events(response.body(), call);
            if (call != null) {
                call.requestId(id(response)).watch(events);
            }
            return events;
        } catch (Exception e) {
            fail(call, e);
            throw e;
        }
    }

    /** The events of a stream; closing it is what ends the call when it was not read to the end. */
    private static final class Events implements Pulled {
        private final BufferedReader lines;
        private final LlmCall call;

        Events(InputStream in, LlmCall call) {
            this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            this.call = call;
        }

        @Override
        public String next() throws IOException {
            for (Map<String, Object> delta = delta(); delta != null; delta = delta()) {
                if (delta.get("content") instanceof String text && !text.isEmpty()) {
                    return text;
                }
            }
            return null;
        }

        Map<String, Object> delta() throws IOException {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.equals("data: [DONE]")) {
                        break;
                    } else if (line.startsWith("data: ")) {
                        Map<String, Object> event = object(Json.parse(line.substring(6)));
                        if (event.containsKey("error")) {
                            throw new Refused("in the stream: " + event);
                        }
                        if (call != null) {
                            call.chunk(event);
                        }
                        List<?> choices = (List<?>) event.get("choices");
                        return choices.isEmpty() ? Map.of() : object(((Map<?, ?>) choices.get(0)).get("delta"));
                    }
                }
            } catch (IOException | RuntimeException e) {
                fail(call, e);
                throw e;
            }
            if (call != null) {
                call.finish();
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            if (call != null) {
                call.cancel();
            }
            lines.close();
        }
    }

    @Override
    public List<ToolCall> completeWithTool(String prompt) throws Exception {
        Map<String, Object> body = body(prompt, false);
        body.put("tools", List.of(tool()));
        List<ToolCall> calls = new ArrayList<>();
        List<?> wanted = message(whole(body)).get("tool_calls") instanceof List<?> some ? some : List.of();
        for (Object one : wanted) {
            Map<?, ?> function = (Map<?, ?>) ((Map<?, ?>) one).get("function");
            calls.add(ToolCall.of((String) function.get("name"), (String) function.get("arguments")));
        }
        return calls;
    }

    @Override
    public List<ToolCall> streamWithTool(String prompt) throws Exception {
        Map<String, Object> body = body(prompt, true);
        body.put("tools", List.of(tool()));
        Map<Object, StringBuilder> arguments = new TreeMap<>();
        try (Events events = open(body)) {
            for (Map<String, Object> delta = events.delta(); delta != null; delta = events.delta()) {
                if (delta.get("tool_calls") instanceof List<?> calls) {
                    Map<?, ?> call = (Map<?, ?>) calls.get(0);
                    Object piece = ((Map<?, ?>) call.get("function")).get("arguments");
                    arguments
                            .computeIfAbsent(call.get("index"), index -> new StringBuilder())
                            .append(piece);
                }
            }
        }
        return arguments.values().stream()
                .map(json -> ToolCall.of(TOOL, json.toString()))
                .toList();
    }

    private static Map<String, Object> tool() {
        Map<String, Object> parameters =
                Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
        return Map.of("type", "function", "function", Map.of("name", TOOL, "parameters", parameters));
    }

    @Override
    public String completeWithImage(String prompt, byte[] png) throws Exception {
        Map<String, Object> body = body(prompt, false);
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
        List<Object> parts = List.of(
                Map.of("type", "text", "text", prompt), Map.of("type", "image_url", "image_url", Map.of("url", url)));
        body.put("messages", List.of(Map.of("role", "user", "content", parts)));
        return text(whole(body));
    }

    @Override
    public void close() {}

    // ---- requests and answers -----------------------------------------------------------------------------------

    private static Map<String, Object> body(String prompt, boolean stream) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", MODEL);
        body.put("temperature", TEMPERATURE);
        body.put("max_tokens", MAX_TOKENS);
        body.put("messages", List.of(Map.of("role", "user", "content", prompt)));
        if (stream) {
            body.put("stream", true);
            body.put("stream_options", Map.of("include_usage", true));
        }
        return body;
    }

    private LlmCall begin(Map<String, Object> body) {
        if (!traced || !LlmCall.isRecorded()) {
            return null;
        }
        return LlmCall.start(dev.traqo.llm.LlmRequest.of("chat", Kind.LLM)
                .provider(Providers.at(url, "openai"))
                .api("chat.completions")
                .body(body)
                .stream(body.containsKey("stream")));
    }

    private HttpRequest request(Map<String, Object> body) {
        return HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(new TreeMap<>(body))))
                .build();
    }

    private static Map<String, Object> read(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new Refused(response.statusCode() + " " + response.body());
        }
        return object(Json.parse(response.body()));
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private static String id(HttpResponse<?> response) {
        return response.headers().firstValue("x-request-id").orElse(null);
    }

    private static void fail(LlmCall call, Throwable e) {
        if (call != null) {
            call.fail(e);
        }
    }

    private static Map<?, ?> message(Map<String, Object> answer) {
        return (Map<?, ?>) ((Map<?, ?>) ((List<?>) answer.get("choices")).get(0)).get("message");
    }

    private static String text(Map<String, Object> answer) {
        return message(answer).get("content") instanceof String text ? text : "";
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }
}
