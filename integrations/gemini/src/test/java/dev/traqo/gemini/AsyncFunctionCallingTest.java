package dev.traqo.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.Tool;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SDK does between the calls of an asynchronous function calling, it does on threads of the JDK's. */
class AsyncFunctionCallingTest {

    /** Called by the SDK. */
    public static final class Tools {
        private Tools() {}

        public static String capital(String country) {
            return Tracer.current().span("tool").call(span -> "Paris of " + country);
        }
    }

    @Test
    void callsAfterTheFirst_needTheAgent(@TempDir Path folder) throws Exception {
        Method capital = Tools.class.getMethod("capital", String.class);
        GenerateContentConfig config = GenerateContentConfig.builder()
                .tools(Tool.builder().functions(capital).build())
                .build();
        boolean[] withAgent = new boolean[1];
        List<SpanNode> spans;
        try (FakeLlmServer server = FakeLlmServer.start();
                Client gemini = GeminiClient.sdk(server.url(), TraqoGemini.clientOptions())) {
            // An answer that is there already is gone on with by the thread that asked, in its context.
            Reply slow =
                    Reply.toolCall("capital", "{\"country\":\"France\"}").withFirstChunkDelay(Duration.ofMillis(500));
            server.enqueue(slow, Reply.text("It is Paris."));
            spans = Recorded.by(folder, () -> {
                withAgent[0] = CompletableFuture.supplyAsync(
                                () -> Tracer.current().isRecording())
                        .get(10, TimeUnit.SECONDS);
                assertThat(gemini.async
                                .models
                                .generateContent(GeminiClient.MODEL, "Capital of France?", config)
                                .get(30, TimeUnit.SECONDS)
                                .text())
                        .isEqualTo("It is Paris.");
            });
        }
        assertThat(spans)
                .extracting(SpanNode::name)
                .isEqualTo(withAgent[0] ? List.of("chat", "tool", "chat") : List.of("chat"));
        assertThat(spans.get(0).output().toString()).contains("France");
    }
}
