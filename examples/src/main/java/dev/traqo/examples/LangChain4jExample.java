package dev.traqo.examples;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.traqo.Tracer;
import dev.traqo.langchain4j.TraqoLangChain4j;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** LangChain4j, traced: one whole answer and one stream. The same with the models of any other provider. */
public final class LangChain4jExample {

    private static final String MODEL = "gpt-5.4-mini";

    private LangChain4jExample() {}

    /** Writes {@code traces/langchain4j.jsonl}, or the file named. Without {@code OPENAI_API_KEY} a server here answers. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/langchain4j.jsonl");
        String key = System.getenv("OPENAI_API_KEY");
        if (key != null) {
            run(file, "https://api.openai.com/v1", key);
        } else {
            try (FakeLlmServer server = FakeLlmServer.start().answer(request -> Reply.text("It is a bug."))) {
                run(file, server.baseUrl(), "none");
            }
        }
        System.out.println("\nTrace: " + file);
    }

    private static void run(Path file, String url, String key) {
        ChatModel model = TraqoLangChain4j.traced( // the one line
                OpenAiChatModel.builder()
                        .baseUrl(url)
                        .apiKey(key)
                        .modelName(MODEL)
                        .build());
        StreamingChatModel streaming = TraqoLangChain4j.traced(OpenAiStreamingChatModel.builder()
                .baseUrl(url)
                .apiKey(key)
                .modelName(MODEL)
                .build());
        String question = "Is it a bug that 0.1 + 0.2 is not 0.3?";

        Tracer.builder(file).run(tracer -> {
            System.out.println(model.chat(question));

            Printer printer = new Printer();
            streaming.chat(question, printer);
            printer.done.join(); // the answer comes on another thread
        });
    }

    /** Prints an answer while it comes. */
    private static final class Printer implements StreamingChatResponseHandler {
        final CompletableFuture<ChatResponse> done = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String piece) {
            System.out.print(piece);
        }

        @Override
        public void onCompleteResponse(ChatResponse whole) {
            done.complete(whole);
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }
    }
}
