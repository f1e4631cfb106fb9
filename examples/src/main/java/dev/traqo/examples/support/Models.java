package dev.traqo.examples.support;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models that take part, each behind another library, and where each of them is. */
final class Models implements AutoCloseable {

    private static final String EMBEDDINGS = "text-embedding-3-small";

    private final ChatClient agents;
    private final Screening screening;
    private final SecondOpinion secondOpinion;
    private final Tone tone;

    /** Where the models are. */
    record Places(Endpoint agents, Endpoint screening, Endpoint secondOpinion, Endpoint tone, String embeddings) {

        /** @param scriptedUrl where the scripted one is, which stands in for those that the environment does not name */
        static Places of(String scriptedUrl, UnaryOperator<@Nullable String> variable) {
            String openAi = scriptedUrl + "/v1";
            String embeddings = variable.apply("OPENAI_EMBEDDING_MODEL");
            return new Places(
                    Endpoint.of(Endpoint.OPENAI, "gpt-5.4-mini", openAi, variable),
                    Endpoint.of(Endpoint.OPENAI, "gpt-5.4-nano", openAi, variable),
                    Endpoint.of(Endpoint.GEMINI, "gemini-3.5-flash-lite", scriptedUrl, variable),
                    Endpoint.of(Endpoint.ANTHROPIC, "claude-haiku-5-5", scriptedUrl, variable),
                    embeddings == null || embeddings.isBlank() ? EMBEDDINGS : embeddings);
        }

        /** For people: what is asked where. */
        String shown() {
            List<Endpoint> all = Stream.of(agents, secondOpinion, tone).toList();
            return all.stream().allMatch(Endpoint::scripted)
                    ? "Models: scripted ones in this process (to ask real ones, set OPENAI_API_KEY or OPENAI_BASE_URL,"
                            + " ANTHROPIC_API_KEY, GEMINI_API_KEY)"
                    : all.stream().map(Endpoint::shown).collect(Collectors.joining(", ", "Models: ", ""));
        }
    }

    /** @throws LlmException if an address or a key cannot be right */
    Models(Places places) throws LlmException {
        agents = new ChatClient(places.agents, places.embeddings);
        screening = new Screening(places.screening);
        secondOpinion = new SecondOpinion(places.secondOpinion);
        tone = new Tone(places.tone);
    }

    ChatClient agents() {
        return agents;
    }

    Guardrails guardrails() {
        return new Guardrails(screening, secondOpinion, tone);
    }

    @Override
    public void close() {
        agents.close();
        secondOpinion.close();
        tone.close();
    }
}
