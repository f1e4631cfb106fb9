package dev.traqo.openai;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.traqo.testkit.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The Responses API. */
final class ResponsesDriver extends SdkDriver<ResponseCreateParams, Response, ResponseStreamEvent> {

    static final String MODEL = "gpt-4o-mini";

    ResponsesDriver(OpenAIClient client) {
        super(client);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    ResponseCreateParams params(String prompt, boolean stream, boolean tool, String image) {
        ResponseCreateParams.Builder params = ResponseCreateParams.builder()
                .model(MODEL)
                .temperature(TEMPERATURE)
                .maxOutputTokens(MAX_TOKENS);
        if (image == null) {
            params.input(prompt);
        } else {
            List<Object> parts = List.of(
                    Map.of("type", "input_text", "text", prompt),
                    Map.of("type", "input_image", "image_url", image, "detail", "auto"));
            params.input((JsonField) JsonValue.from(List.of(Map.of("role", "user", "content", parts))));
        }
        if (tool) {
            Map<String, Object> parameters =
                    Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
            params.putAdditionalBodyProperty(
                    "tools",
                    JsonValue.from(List.of(Map.of("type", "function", "name", TOOL, "parameters", parameters))));
        }
        return params.build();
    }

    @Override
    Response create(ResponseCreateParams params) {
        return client.responses().create(params);
    }

    @Override
    CompletableFuture<Response> createAsync(ResponseCreateParams params) {
        return client.async().responses().create(params);
    }

    @Override
    StreamResponse<ResponseStreamEvent> createStreaming(ResponseCreateParams params) {
        return client.responses().createStreaming(params);
    }

    @Override
    AsyncStreamResponse<ResponseStreamEvent> createStreamingAsync(ResponseCreateParams params) {
        return client.async().responses().createStreaming(params);
    }

    @Override
    String text(Response answer) {
        StringBuilder text = new StringBuilder();
        answer.output()
                .forEach(item -> item.message()
                        .ifPresent(message -> message.content()
                                .forEach(part -> part.outputText().ifPresent(said -> text.append(said.text())))));
        return text.toString();
    }

    @Override
    String piece(ResponseStreamEvent event) {
        return event.outputTextDelta().map(delta -> delta.delta()).orElse("");
    }

    @Override
    Response accumulated(Stream<ResponseStreamEvent> events) {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        events.forEach(accumulator::accumulate);
        return accumulator.response();
    }

    @Override
    List<ToolCall> toolCalls(Map<?, ?> answer) {
        List<ToolCall> calls = new ArrayList<>();
        for (Map<?, ?> item : maps(answer.get("output"))) {
            if ("function_call".equals(item.get("type"))) {
                calls.add(new ToolCall(
                        (String) item.get("call_id"), (String) item.get("name"), (String) item.get("arguments")));
            }
        }
        return calls;
    }
}
