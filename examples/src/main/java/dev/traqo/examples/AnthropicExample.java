package dev.traqo.examples;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.traqo.Tracer;
import dev.traqo.anthropic.TraqoAnthropic;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;

/** Anthropic, traced: one whole answer and one stream. */
public final class AnthropicExample {

    private AnthropicExample() {}

    /** Writes {@code traces/anthropic.jsonl}, or the file named. Without {@code ANTHROPIC_API_KEY} a server here answers. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/anthropic.jsonl");
        if (System.getenv("ANTHROPIC_API_KEY") != null) {
            run(file, AnthropicOkHttpClient.fromEnv());
        } else {
            try (FakeLlmServer server = FakeLlmServer.start().answer(request -> Reply.text("It is a bug."))) {
                run(
                        file,
                        AnthropicOkHttpClient.builder()
                                .baseUrl(server.url())
                                .apiKey("none")
                                .build());
            }
        }
        System.out.println("\nTrace: " + file);
    }

    private static void run(Path file, AnthropicClient untraced) {
        AnthropicClient client = TraqoAnthropic.traced(untraced); // the one line
        MessageCreateParams question = MessageCreateParams.builder()
                .model("claude-haiku-5-5")
                .maxTokens(500)
                .addUserMessage("Is it a bug that 0.1 + 0.2 is not 0.3?")
                .build();

        Tracer.builder(file).run(tracer -> {
            client.messages().create(question).content().stream()
                    .flatMap(block -> block.text().stream())
                    .forEach(block -> System.out.println(block.text()));

            try (StreamResponse<RawMessageStreamEvent> answer =
                    client.messages().createStreaming(question)) {
                answer.stream()
                        .flatMap(event -> event.contentBlockDelta().stream())
                        .flatMap(delta -> delta.delta().text().stream())
                        .forEach(delta -> System.out.print(delta.text()));
            }
        });
        client.close();
    }
}
