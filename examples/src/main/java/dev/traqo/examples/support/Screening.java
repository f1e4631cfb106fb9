package dev.traqo.examples.support;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.traqo.langchain4j.TraqoLangChain4j;

/** Says what a message is about, before an agent sees it: a small model, asked through LangChain4j. */
final class Screening {

    static final String ATTACK = "attack";

    private final Endpoint endpoint;
    private final ChatModel model;

    Screening(Endpoint endpoint) throws LlmException {
        this.endpoint = endpoint;
        this.model = endpoint.client((url, key) -> TraqoLangChain4j.traced(OpenAiChatModel.builder()
                .baseUrl(url)
                .apiKey(key)
                .modelName(endpoint.model())
                .timeout(Endpoint.PATIENCE)
                .build()));
    }

    /** {@code repair, billing}; {@link #ATTACK} if it wants the agent to forget its instructions. */
    String topics(String message) throws LlmException {
        try {
            return model.chat(SystemMessage.from(Prompts.SCREENING), UserMessage.from(message))
                    .aiMessage()
                    .text()
                    .strip();
        } catch (RuntimeException e) {
            throw endpoint.failure(e);
        }
    }
}
