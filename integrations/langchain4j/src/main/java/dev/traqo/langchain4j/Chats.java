package dev.traqo.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.traqo.Kind;
import dev.traqo.Tracer;
import dev.traqo.llm.LlmAnswer;
import dev.traqo.llm.LlmCall;
import dev.traqo.llm.LlmRequest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of chat models, whole and streamed. */
final class Chats {

    private Chats() {}

    static ChatModel traced(ChatModel model) {
        return Traced.object(ChatModel.class, model, Chats::around);
    }

    static StreamingChatModel traced(StreamingChatModel model) {
        return Traced.object(StreamingChatModel.class, model, Chats::around);
    }

    private static @Nullable Object around(Traced.Call call) throws Throwable {
        if (!call.name().equals("chat") || !LlmCall.isRecorded()) {
            return call.proceed();
        }
        if (!(call.argument(0) instanceof ChatRequest) && call.isInherited()) {
            return call.proceedHere(); // chat("a question") is made of chat(request), unless the model has its own
        }
        return call.argument(call.count() - 1) instanceof StreamingChatResponseHandler handler
                ? stream(call, handler)
                : whole(call);
    }

    private static @Nullable Object whole(Traced.Call call) throws Throwable {
        LlmCall llm = LlmCall.start(request(call, false));
        try {
            Object result = call.proceed(llm);
            Fields.quietly(() -> {
                if (result instanceof ChatResponse response) {
                    describe(response, llm);
                    llm.answer()
                            .reasoning(Fields.text(response.aiMessage(), "thinking"))
                            .text(response.aiMessage().text());
                    want(response.aiMessage(), llm.answer());
                } else if (result instanceof String text) {
                    llm.answer().text(text);
                }
            });
            llm.finish();
            return result;
        } catch (Throwable e) {
            llm.fail(e);
            throw e;
        }
    }

    private static @Nullable Object stream(Traced.Call call, StreamingChatResponseHandler handler) throws Throwable {
        LlmCall llm = LlmCall.start(request(call, true));
        Chunks chunks = new Chunks(llm);
        try {
            return call.with(call.count() - 1, chunks.handler(handler)).proceed(llm);
        } catch (Throwable e) {
            llm.fail(e);
            chunks.over(e, null);
            throw e;
        }
    }

    private static LlmRequest request(Traced.Call call, boolean stream) {
        LlmRequest request = LlmRequest.of("chat", Kind.LLM).api("langchain4j.chat").stream(stream);
        Fields.quietly(() -> {
            request.provider(Usage.provider(call.delegate()));
            if (!(call.argument(0) instanceof ChatRequest asked)) {
                if (call.argument(0) instanceof String question) {
                    request.input(Messages.of(List.of(UserMessage.from(question)), null));
                }
                return;
            }
            ChatRequestParameters parameters = parameters(call.delegate(), asked.parameters());
            request.model(parameters.modelName());
            Fields.all(parameters).forEach((key, value) -> request.parameter(key, Messages.parameter(value)));
            if (Tracer.current().capturesContent()) {
                request.input(Messages.of(asked.messages(), parameters.toolSpecifications()));
            }
        });
        return request;
    }

    /** As the model will see them: its own where the request has none. */
    private static ChatRequestParameters parameters(Object model, ChatRequestParameters asked) {
        return Fields.read(model, "defaultRequestParameters") instanceof ChatRequestParameters own
                ? own.overrideWith(asked)
                : asked;
    }

    /** Everything but what is said. */
    static void describe(ChatResponse response, LlmCall llm) {
        ChatResponseMetadata metadata = response.metadata();
        LlmAnswer answer = llm.answer()
                .model(metadata.modelName())
                .responseId(metadata.id())
                .usage(Usage.of(metadata.tokenUsage()));
        if (metadata.finishReason() != null) {
            answer.finishReason(Fields.lowerCase(metadata.finishReason()));
        }
        llm.span().metadata("service_tier", Fields.text(metadata, "serviceTier"));
        if (Fields.read(response.aiMessage(), "images") instanceof List<?> images) {
            for (Object image : images) {
                String base64 = Fields.text(image, "base64Data");
                if (base64 != null) {
                    answer.file(Base64.getMimeDecoder().decode(base64), Fields.text(image, "mimeType"));
                }
            }
        }
    }

    static void want(AiMessage message, LlmAnswer answer) {
        List<ToolExecutionRequest> tools = message.toolExecutionRequests();
        for (int i = 0; tools != null && i < tools.size(); i++) {
            want(i, tools.get(i), answer);
        }
    }

    static void want(int index, ToolExecutionRequest tool, LlmAnswer answer) {
        answer.toolCall(index, tool.id(), tool.name(), tool.arguments());
    }
}
