package dev.traqo.examples;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import dev.traqo.Tracer;
import dev.traqo.gemini.TraqoGemini;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;

/** Gemini, traced: one whole answer and one stream. */
public final class GeminiExample {

    private static final String MODEL = "gemini-3.5-flash-lite";

    private GeminiExample() {}

    /** Writes {@code traces/gemini.jsonl}, or the file named. Without {@code GEMINI_API_KEY} a server here answers. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/gemini.jsonl");
        String key = System.getenv("GEMINI_API_KEY");
        if (key != null) {
            run(file, Client.builder().apiKey(key));
        } else {
            try (FakeLlmServer server = FakeLlmServer.start().answer(request -> Reply.text("It is a bug."))) {
                HttpOptions here = HttpOptions.builder().baseUrl(server.url()).build();
                run(file, Client.builder().apiKey("none").httpOptions(here));
            }
        }
        System.out.println("\nTrace: " + file);
    }

    private static void run(Path file, Client.Builder untraced) {
        try (Client client = untraced.clientOptions(TraqoGemini.clientOptions()).build()) { // the one line
            String question = "Is it a bug that 0.1 + 0.2 is not 0.3?";

            Tracer.builder(file).run(tracer -> {
                System.out.println(
                        client.models.generateContent(MODEL, question, null).text());

                try (ResponseStream<GenerateContentResponse> answer =
                        client.models.generateContentStream(MODEL, question, null)) {
                    answer.forEach(part -> System.out.print(part.text()));
                }
            });
        }
    }
}
