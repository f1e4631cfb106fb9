package dev.traqo.examples;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.traqo.Tracer;
import dev.traqo.openai.TraqoOpenAI;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;

/** OpenAI, traced: one whole answer and one stream. */
public final class OpenAiExample {

    private OpenAiExample() {}

    /** Writes {@code traces/openai.jsonl}, or the file named. Without {@code OPENAI_API_KEY} a server here answers. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/openai.jsonl");
        if (System.getenv("OPENAI_API_KEY") != null) {
            run(file, OpenAIOkHttpClient.fromEnv());
        } else {
            try (FakeLlmServer server = FakeLlmServer.start().answer(request -> Reply.text("It is a bug."))) {
                run(
                        file,
                        OpenAIOkHttpClient.builder()
                                .baseUrl(server.baseUrl())
                                .apiKey("none")
                                .build());
            }
        }
        System.out.println("\nTrace: " + file);
    }

    private static void run(Path file, OpenAIClient untraced) {
        OpenAIClient client = TraqoOpenAI.traced(untraced); // the one line
        ChatCompletionCreateParams question = ChatCompletionCreateParams.builder()
                .model("gpt-5.4-mini")
                .addUserMessage("Is it a bug that 0.1 + 0.2 is not 0.3?")
                .build();

        Tracer.builder(file).run(tracer -> {
            System.out.println(client.chat()
                    .completions()
                    .create(question)
                    .choices()
                    .get(0)
                    .message()
                    .content()
                    .orElse(""));

            // Usage and cost of a stream: api.openai.com is asked for them; for other servers, see StreamUsage.
            try (StreamResponse<ChatCompletionChunk> answer =
                    client.chat().completions().createStreaming(question)) {
                answer.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.delta().content().stream())
                        .forEach(System.out::print);
            }
        });
        client.close();
    }
}
