package dev.traqo.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.LlmClient;
import dev.traqo.testkit.ToolCall;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Chat models as an application uses them, of any provider. */
record ModelClient(ChatModel model, StreamingChatModel streaming) implements LlmClient {

    /** A model as it comes, on this server. */
    static ChatModel whole(FakeLlmServer server) {
        return OpenAiChatModel.builder()
                .baseUrl(server.baseUrl())
                .apiKey("key")
                .modelName("gpt-4o-mini")
                .build();
    }

    /** The same, in pieces. */
    static StreamingChatModel streaming(FakeLlmServer server) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(server.baseUrl())
                .apiKey("key")
                .modelName("gpt-4o-mini")
                .build();
    }

    ModelClient traced() {
        return new ModelClient(TraqoLangChain4j.traced(model), TraqoLangChain4j.traced(streaming));
    }

    private static ChatRequest request(UserMessage message, ToolSpecification... tools) {
        ChatRequest.Builder request = ChatRequest.builder().messages(message);
        return (tools.length == 0 ? request : request.toolSpecifications(tools)).build();
    }

    private static ChatRequest withTool(String prompt) {
        return request(
                UserMessage.from(prompt),
                ToolSpecification.builder()
                        .name(TOOL)
                        .description("The weather in a city.")
                        .parameters(JsonObjectSchema.builder()
                                .addStringProperty("city")
                                .required("city")
                                .build())
                        .build());
    }

    private static String text(AiMessage message) {
        return message.text() == null ? "" : message.text();
    }

    @Override
    public String complete(String prompt) {
        return text(model.chat(request(UserMessage.from(prompt))).aiMessage());
    }

    @Override
    public void stream(String prompt, Consumer<String> onText) throws Exception {
        streamAsync(prompt, onText).await();
    }

    @Override
    public Running streamAsync(String prompt, Consumer<String> onText) {
        Handler handler = new Handler(onText);
        streaming.chat(request(UserMessage.from(prompt)), handler);
        return handler;
    }

    @Override
    public List<ToolCall> completeWithTool(String prompt) {
        return tools(model.chat(withTool(prompt)).aiMessage());
    }

    @Override
    public List<ToolCall> streamWithTool(String prompt) throws Exception {
        Handler handler = new Handler(text -> {});
        streaming.chat(withTool(prompt), handler);
        return tools(handler.answer().aiMessage());
    }

    private static List<ToolCall> tools(AiMessage message) {
        List<ToolCall> calls = new ArrayList<>();
        message.toolExecutionRequests()
                .forEach(tool -> calls.add(new ToolCall(tool.id(), tool.name(), tool.arguments())));
        return calls;
    }

    @Override
    public String completeWithImage(String prompt, byte[] png) {
        String base64 = Base64.getEncoder().encodeToString(png);
        UserMessage message = UserMessage.from(TextContent.from(prompt), ImageContent.from(base64, "image/png"));
        return text(model.chat(request(message)).aiMessage());
    }

    @Override
    public void close() {}

    /** The application's handler. */
    static final class Handler implements StreamingChatResponseHandler, Running {
        private final Consumer<String> onText;
        private final CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
        private volatile boolean unwanted;
        private volatile Runnable cancellation = () -> {};

        Handler(Consumer<String> onText) {
            this.onText = onText;
        }

        @Override
        public void onPartialResponse(String text) {
            say(text);
        }

        @Override
        public void onPartialResponse(PartialResponse text, PartialResponseContext context) {
            cancellation = () -> context.streamingHandle().cancel();
            if (unwanted) {
                cancel();
            }
            say(text.text());
        }

        /** After an event that is no JSON, the library says that it failed, and goes on all the same. */
        private void say(String text) {
            if (!answer.isDone()) {
                onText.accept(text);
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            answer.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            answer.completeExceptionally(error);
        }

        ChatResponse answer() throws Exception {
            try {
                return answer.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }

        @Override
        public void await() throws Exception {
            answer();
        }

        @Override
        public void cancel() {
            if (!OpenAiModelContractTest.isThere("dev.langchain4j.model.chat.response.StreamingHandle")) {
                throw new UnsupportedOperationException("cancel");
            }
            unwanted = true;
            cancellation.run();
        }
    }
}
