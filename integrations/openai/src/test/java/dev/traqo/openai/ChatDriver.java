package dev.traqo.openai;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.traqo.testkit.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Chat completions. Tools are written and read as JSON: their types are not the same in all versions. */
final class ChatDriver extends SdkDriver<ChatCompletionCreateParams, ChatCompletion, ChatCompletionChunk> {

    static final String MODEL = "gpt-4o-mini";

    ChatDriver(OpenAIClient client) {
        super(client);
    }

    @Override
    ChatCompletionCreateParams params(String prompt, boolean stream, boolean tool, String image) {
        ChatCompletionCreateParams.Builder params = ChatCompletionCreateParams.builder()
                .model(MODEL)
                .temperature(TEMPERATURE)
                .maxTokens(MAX_TOKENS);
        if (image == null) {
            params.addUserMessage(prompt);
        } else {
            params.addUserMessageOfArrayOfContentParts(List.of(
                    ChatCompletionContentPart.ofText(
                            ChatCompletionContentPartText.builder().text(prompt).build()),
                    ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                            .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                    .url(image)
                                    .build())
                            .build())));
        }
        if (stream) {
            params.streamOptions(
                    ChatCompletionStreamOptions.builder().includeUsage(true).build());
        }
        if (tool) {
            Map<String, Object> parameters =
                    Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
            params.putAdditionalBodyProperty(
                    "tools",
                    JsonValue.from(List.of(
                            Map.of("type", "function", "function", Map.of("name", TOOL, "parameters", parameters)))));
        }
        return params.build();
    }

    @Override
    ChatCompletion create(ChatCompletionCreateParams params) {
        return client.chat().completions().create(params);
    }

    @Override
    CompletableFuture<ChatCompletion> createAsync(ChatCompletionCreateParams params) {
        return client.async().chat().completions().create(params);
    }

    @Override
    StreamResponse<ChatCompletionChunk> createStreaming(ChatCompletionCreateParams params) {
        return client.chat().completions().createStreaming(params);
    }

    @Override
    AsyncStreamResponse<ChatCompletionChunk> createStreamingAsync(ChatCompletionCreateParams params) {
        return client.async().chat().completions().createStreaming(params);
    }

    @Override
    String text(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElse("");
    }

    @Override
    String piece(ChatCompletionChunk event) {
        return event.choices().isEmpty()
                ? ""
                : event.choices().get(0).delta().content().orElse("");
    }

    @Override
    ChatCompletion accumulated(Stream<ChatCompletionChunk> events) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        events.forEach(accumulator::accumulate);
        return accumulator.chatCompletion();
    }

    @Override
    List<ToolCall> toolCalls(Map<?, ?> answer) {
        List<ToolCall> calls = new ArrayList<>();
        Map<?, ?> message = map(maps(answer.get("choices")).get(0).get("message"));
        for (Map<?, ?> call : maps(message.get("tool_calls"))) {
            Map<?, ?> function = map(call.get("function"));
            calls.add(new ToolCall(
                    (String) call.get("id"), (String) function.get("name"), (String) function.get("arguments")));
        }
        return calls;
    }
}
