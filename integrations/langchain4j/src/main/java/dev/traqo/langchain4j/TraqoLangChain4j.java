package dev.traqo.langchain4j;

import dev.langchain4j.agentic.observability.AgentListener;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.store.embedding.EmbeddingStore;

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

    /** The model, with every call a span of kind {@code embedding}. */
    public static EmbeddingModel traced(EmbeddingModel model) {
        return Retrieval.traced(model);
    }

    /** The store, with every search a span of kind {@code retriever}, and every change a span without kind. */
    public static <E> EmbeddingStore<E> traced(EmbeddingStore<E> store) {
        return Retrieval.traced(store);
    }

    /** The retriever, with every query a span of kind {@code retriever}: the texts that it found, with score and source. */
    public static ContentRetriever traced(ContentRetriever retriever) {
        return Retrieval.traced(retriever);
    }

    /**
     * Builds an AI service of which everything is traced: its calls (kind {@code chain}, named {@code Assistant.chat}), its
     * models, its tools and those of its tool providers, its retrieval, its guardrails.
     *
     * <pre>{@code
     * Assistant assistant = TraqoLangChain4j.build(AiServices.builder(Assistant.class).chatModel(model).tools(tools));
     * }</pre>
     *
     * @param builder as the application would build it; what it was given is replaced in it by what is traced
     */
    public static <T> T build(AiServices<T> builder) {
        return Services.build(builder);
    }

    /**
     * An object of the library's that has no method here, behind its interface: an {@code McpClient}, whose tools become
     * spans of kind {@code tool}; an AI service that somebody else has built, whose calls become spans of kind {@code
     * chain}.
     *
     * <pre>{@code
     * McpClient client = TraqoLangChain4j.traced(McpClient.class, DefaultMcpClient.builder()…build());
     * }</pre>
     *
     * @param type the interface
     */
    public static <T> T traced(Class<T> type, T object) {
        return type.getName().equals("dev.langchain4j.mcp.client.McpClient")
                ? Traced.object(type, object, Tools::aroundMcp)
                : Services.traced(type, object);
    }

    /**
     * A listener for an agentic system, to be set on its outermost builder: its agents, down to the last, become spans of
     * kind {@code agent}, their tools spans of kind {@code tool}. One listener serves any number of systems; their models
     * are traced with {@link #traced(ChatModel)}.
     *
     * <pre>{@code
     * AgenticServices.sequenceBuilder().subAgents(writer, editor).listener(TraqoLangChain4j.agentListener())…build();
     * }</pre>
     */
    public static AgentListener agentListener() {
        return Agents.listener();
    }
}
