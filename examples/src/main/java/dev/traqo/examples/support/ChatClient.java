package dev.traqo.examples.support;

import dev.traqo.Kind;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.read.Pricing;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a model over HTTP. Every call is a span that says what it cost and how long the first word took. */
final class ChatClient {

    private final Endpoint endpoint;

    ChatClient(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * One answer to a conversation.
     *
     * @param onText gets the text while it arrives
     */
    Answer chat(List<Map<String, Object>> messages, List<Tool> tools, Consumer<String> onText) throws LlmException {
        return Tracer.current()
                .span("chat")
                .kind(Kind.LLM)
                .metadata("provider", "openai")
                .metadata("model", endpoint.model())
                .input(Map.of("messages", messages))
                .call(span -> {
                    AnswerStream stream = new AnswerStream(endpoint.model(), onText);
                    try (Stream<String> lines = endpoint.post("/chat/completions", request(messages, tools))) {
                        for (String line : (Iterable<String>) lines::iterator) {
                            stream.line(line);
                        }
                    } catch (UncheckedIOException e) {
                        throw new LlmException(
                                endpoint.shownUrl() + ": the connection was lost in the middle of an answer", e);
                    } finally {
                        if (stream.secondsToFirstToken() >= 0) {
                            span.metadata("time_to_first_token_s", stream.secondsToFirstToken());
                        }
                    }
                    Answer answer = stream.answer();
                    span.metadata("model", answer.model())
                            .metadata("finish_reason", answer.finishReason())
                            .tokenUsage(priced(answer.model(), answer.usage()))
                            .output(answer.message());
                    return answer;
                });
    }

    private Map<String, Object> request(List<Map<String, Object>> messages, List<Tool> tools) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("model", endpoint.model());
        request.put("stream", true);
        request.put("stream_options", Map.of("include_usage", true));
        request.put("messages", messages);
        request.put("tools", tools.stream().map(Tool::wire).toList());
        return request;
    }

    /** One vector for each text. */
    List<double[]> embed(List<String> texts) throws LlmException {
        String model = endpoint.embeddingModel();
        return Tracer.current()
                .span("embed")
                .kind(Kind.EMBEDDING)
                .metadata("provider", "openai")
                .metadata("model", model)
                .input(texts)
                .call(span -> {
                    Map<String, @Nullable Object> body;
                    try (Stream<String> lines = endpoint.post("/embeddings", Map.of("model", model, "input", texts))) {
                        body = Values.parse(lines.collect(Collectors.joining("\n")));
                    }
                    List<double[]> vectors = new ArrayList<>();
                    for (Map<String, @Nullable Object> item : Values.maps(body.get("data"))) {
                        vectors.add(vector(item.get("embedding")));
                    }
                    if (vectors.size() != texts.size()) {
                        throw new LlmException(
                                endpoint.shownUrl() + ": " + vectors.size() + " vectors for " + texts.size() + " texts",
                                null);
                    }
                    long tokens = Values.number(Values.map(body, "usage"), "prompt_tokens");
                    // Thousands of numbers help nobody who reads the trace.
                    span.tokenUsage(priced(model, TokenUsage.of(tokens, -1)))
                            .output(Map.of("vectors", vectors.size(), "dimensions", vectors.get(0).length));
                    return vectors;
                });
    }

    private static double[] vector(@Nullable Object numbers) {
        return numbers instanceof List<?> list
                ? list.stream()
                        .mapToDouble(number -> number instanceof Number n ? n.doubleValue() : 0)
                        .toArray()
                : new double[0];
    }

    private static @Nullable TokenUsage priced(String model, @Nullable TokenUsage usage) {
        return usage == null
                ? null
                : usage.withCost(Pricing.standard().cost(model, usage).orElse(Double.NaN));
    }
}
