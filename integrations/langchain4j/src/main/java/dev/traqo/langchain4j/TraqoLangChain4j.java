package dev.traqo.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;

/**
 * Traces LangChain4j.
 *
 * <pre>{@code
 * ChatModel model = TraqoLangChain4j.traced(OpenAiChatModel.builder()…build());
 * }</pre>
 *
 * <p>Where no trace is active, every call goes straight to the library. No method here throws, and nothing that is recorded
 * changes what the application sees. Safe for any thread.
 */
public final class TraqoLangChain4j {

    private TraqoLangChain4j() {}

    /**
     * The model, with every call a span of kind {@code llm}. It has the interfaces of the original, not its class; one that
     * is traced already is returned as it is.
     */
    public static ChatModel traced(ChatModel model) {
        return Chats.traced(model);
    }

    /**
     * The model, with every call a span of kind {@code llm}. Callbacks run below the span that was current where the model
     * was asked, on whatever thread. A call that the application cancels through its {@code StreamingHandle} ends as
     * cancelled.
     */
    public static StreamingChatModel traced(StreamingChatModel model) {
        return Chats.traced(model);
    }
}
