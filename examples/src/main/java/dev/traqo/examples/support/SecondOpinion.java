package dev.traqo.examples.support;

import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import dev.traqo.gemini.TraqoGemini;
import java.util.List;

/** Another vendor's model judges whether a reply says more than its sources: Gemini, through Google's SDK. */
final class SecondOpinion implements AutoCloseable {

    static final String GROUNDED = "grounded";

    /** The SDK's own 5 take half a minute, while a person waits. */
    private static final int MOST_ATTEMPTS = 2;

    private final Endpoint endpoint;
    private final Client gemini;

    SecondOpinion(Endpoint endpoint) throws LlmException {
        this.endpoint = endpoint;
        this.gemini = endpoint.client((url, key) -> Client.builder()
                .apiKey(key)
                .vertexAI(false)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(url)
                        .retryOptions(HttpRetryOptions.builder().attempts(MOST_ATTEMPTS))
                        .build())
                .clientOptions(TraqoGemini.clientOptions())
                .build());
    }

    /** Begins with {@link #GROUNDED} if the reply is. */
    String of(String reply, List<String> sources) throws LlmException {
        String question = "Reply:\n" + reply + "\n\nSources:\n" + String.join("\n", sources);
        try {
            String opinion = gemini.models
                    .generateContent(
                            endpoint.model(),
                            question,
                            GenerateContentConfig.builder()
                                    .systemInstruction(Content.fromParts(Part.fromText(Prompts.SECOND_OPINION)))
                                    .build())
                    .text();
            return opinion == null ? "" : opinion.strip();
        } catch (RuntimeException e) {
            throw endpoint.failure(e);
        }
    }

    @Override
    public void close() {
        gemini.close();
    }
}
