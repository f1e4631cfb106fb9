package dev.traqo.examples.support;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.traqo.openai.TraqoOpenAI;
import java.util.List;
import java.util.function.Consumer;

/** Asks OpenAI's models through OpenAI's SDK. What a call was asked, said and cost is recorded by the client. */
final class ChatClient implements AutoCloseable {

    private final Endpoint endpoint;
    private final String embeddingModel;
    private final OpenAIClient openAi;

    ChatClient(Endpoint endpoint, String embeddingModel) throws LlmException {
        this.endpoint = endpoint;
        this.embeddingModel = embeddingModel;
        this.openAi = endpoint.client((url, key) -> TraqoOpenAI.traced(OpenAIOkHttpClient.builder()
                .baseUrl(url)
                .apiKey(key)
                .timeout(Endpoint.PATIENCE)
                .build()));
    }

    /**
     * One answer to a conversation.
     *
     * @param onText gets the text while it arrives
     */
    ChatCompletionMessage chat(
            List<ChatCompletionMessageParam> messages, List<ChatCompletionFunctionTool> tools, Consumer<String> onText)
            throws LlmException {
        ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder()
                .model(endpoint.model())
                .messages(messages)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build());
        tools.forEach(request::addTool);
        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(request.build())) {
            stream.stream()
                    .peek(answer::accumulate)
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(onText);
            return whole(answer);
        } catch (RuntimeException e) {
            throw endpoint.failure(e);
        }
    }

    private ChatCompletionMessage whole(ChatCompletionAccumulator answer) throws LlmException {
        try {
            return answer.chatCompletion().choices().get(0).message();
        } catch (IllegalStateException e) {
            throw new LlmException(
                    endpoint.shownUrl() + ": the model broke off in the middle of its answer; try again", e);
        }
    }

    /** One vector for each text. */
    List<List<Float>> embed(List<String> texts) throws LlmException {
        try {
            return openAi
                    .embeddings()
                    .create(EmbeddingCreateParams.builder()
                            .model(embeddingModel)
                            .inputOfArrayOfStrings(texts)
                            .build())
                    .data()
                    .stream()
                    .map(Embedding::embedding)
                    .toList();
        } catch (RuntimeException e) {
            throw endpoint.failure(e);
        }
    }

    @Override
    public void close() {
        openAi.close();
    }
}
