package dev.traqo.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

final class ServicesTest {

    @TempDir
    Path folder;

    final FakeLlmServer server = FakeLlmServer.start();
    final ChatModel model = ModelClient.whole(server);
    final StreamingChatModel streaming = ModelClient.streaming(server);

    @AfterEach
    void stop() {
        server.close();
    }

    interface Assistant {
        String chat(String question);
    }

    interface Rated {
        @UserMessage("Rate {{product}} of {{maker}}")
        Result<String> rate(@MemoryId int who, @V("product") String product, @V("maker") String maker);
    }

    interface Narrator {
        TokenStream tell(String about);
    }

    /** Tools of the application. */
    static final class Weather {
        @Tool("The weather in a city")
        String weather(String city) {
            Span.current().metadata("asked", city);
            return "Rain in " + city;
        }

        @Tool("Always fails")
        String broken(String city) {
            throw new IllegalStateException("no weather in " + city);
        }
    }

    static String tree(List<SpanNode> spans) {
        StringBuilder tree = new StringBuilder();
        for (SpanNode span : spans) {
            int depth = 0;
            for (SpanNode above = span.parent(); above != null; above = above.parent()) {
                depth++;
            }
            tree.append("  ".repeat(depth)).append(span.name()).append('\n');
        }
        return tree.toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    static SpanNode named(List<SpanNode> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void service_withTools() throws Exception {
        server.enqueue(Reply.toolCall("weather", Map.of("city", "Oslo")), Reply.text("Take an umbrella."));
        Assistant assistant = TraqoLangChain4j.build(
                AiServices.builder(Assistant.class).chatModel(model).tools(new Weather()));

        List<SpanNode> spans =
                Trace.of(folder, () -> assertThat(assistant.chat("Umbrella?")).isEqualTo("Take an umbrella."));

        assertThat(tree(spans)).isEqualTo("Assistant.chat\n  chat\n  weather\n  chat\n");
        SpanNode service = spans.get(0);
        assertThat(service.kind()).isEqualTo("chain");
        assertThat(service.input()).isEqualTo("Umbrella?");
        assertThat(service.output()).isEqualTo("Take an umbrella.");
        SpanNode tool = spans.get(2);
        assertThat(tool.kind()).isEqualTo("tool");
        assertThat(tool.input()).isEqualTo(Map.of("city", "Oslo"));
        assertThat(tool.output()).isEqualTo("Rain in Oslo");
        assertThat(tool.metadata()).containsEntry("asked", "Oslo").containsKey("tool_call_id");
        assertThat(spans.get(3).input()).asString().contains("Rain in Oslo");
    }

    @Test
    void result_memoryAndVariables() throws Exception {
        server.enqueue(Reply.text("Five stars."), Reply.text("Still five."));
        Rated rated = TraqoLangChain4j.build(AiServices.builder(Rated.class)
                .chatModel(model)
                .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(10)));
        List<SpanNode> spans = Trace.of(folder, () -> {
            assertThat(rated.rate(7, "pen", "Acme").content()).isEqualTo("Five stars.");
            rated.rate(7, "pen", "Acme");
        });
        assertThat(tree(spans)).isEqualTo("Rated.rate\n  chat\nRated.rate\n  chat\n");
        assertThat(spans.get(0).input()).isEqualTo(Map.of("product", "pen", "maker", "Acme"));
        assertThat(spans.get(0).metadata()).containsEntry("memory_id", 7L);
        assertThat(spans.get(0).output()).isEqualTo("Five stars.");
        assertThat(spans.get(3).input()).asString().contains("Five stars.").contains("Rate pen of Acme");
    }

    @Test
    void failure_isTheSameAndRecorded() throws Exception {
        server.answer(request -> Reply.error(401, "No."));
        Assistant assistant =
                TraqoLangChain4j.build(AiServices.builder(Assistant.class).chatModel(model));
        List<SpanNode> spans = Trace.of(
                folder,
                () -> assertThatThrownBy(() -> assistant.chat("Please?")).hasMessageContaining("No."));
        assertThat(spans)
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.status()).isEqualTo(Status.ERROR));
    }

    @Test
    void nothingActive_nothingChanges() {
        server.enqueue(Reply.toolCall("weather", Map.of("city", "Oslo")), Reply.text("Take an umbrella."));
        Assistant assistant = TraqoLangChain4j.build(
                AiServices.builder(Assistant.class).chatModel(model).tools(new Weather()));
        assertThat(assistant.chat("Umbrella?")).isEqualTo("Take an umbrella.");
    }

    // ---- streams ----------------------------------------------------------------------------------------------------

    @Test
    void tokenStream_endsWithItsLastStream() throws Exception {
        server.enqueue(Reply.toolCall("weather", Map.of("city", "Oslo")), Reply.chunks("Take ", "an umbrella."));
        Narrator narrator = TraqoLangChain4j.build(
                AiServices.builder(Narrator.class).streamingChatModel(streaming).tools(new Weather()));
        List<SpanNode> spans = Trace.of(folder, () -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            narrator.tell("Oslo")
                    .onPartialResponse(piece -> Span.current().event("piece", piece))
                    .onCompleteResponse(response -> {
                        Tracer.current().span("done").run(span -> {});
                        done.complete(response.aiMessage().text());
                    })
                    .onError(done::completeExceptionally)
                    .start();
            assertThat(done.get(30, TimeUnit.SECONDS)).isEqualTo("Take an umbrella.");
        });
        assertThat(tree(spans)).isEqualTo("Narrator.tell\n  chat\n  weather\n  chat\n  done\n");
        SpanNode service = spans.get(0);
        assertThat(service.events()).hasSize(2);
        assertThat(service.output()).isEqualTo("Take an umbrella.");
        assertThat(service.metadata()).doesNotContainKeys("abandoned", "cancelled");
        assertThat(spans.get(3).metadata()).containsEntry("stream", true).containsKey("time_to_first_token_s");
    }

    @Test
    void tokenStream_failureEndsTheService() throws Exception {
        server.answer(request -> Reply.error(401, "No."));
        Narrator narrator =
                TraqoLangChain4j.build(AiServices.builder(Narrator.class).streamingChatModel(streaming));
        List<SpanNode> spans = Trace.of(folder, () -> {
            CompletableFuture<Throwable> failed = new CompletableFuture<>();
            narrator.tell("Oslo")
                    .onPartialResponse(piece -> {})
                    .onError(failed::complete)
                    .start();
            assertThat(failed.get(30, TimeUnit.SECONDS)).hasMessageContaining("No.");
        });
        assertThat(spans).hasSize(2);
        assertThat(spans.get(0).error()).asString().contains("No.");
    }

    interface Poet {
        Flux<String> rhyme(String about);
    }

    @Test
    void flux_isBelowItsServiceWhereverItIsSubscribedTo() throws Exception {
        server.enqueue(Reply.toolCall("weather", Map.of("city", "Oslo")), Reply.chunks("Rain ", "again."));
        Poet poet = TraqoLangChain4j.build(
                AiServices.builder(Poet.class).streamingChatModel(streaming).tools(new Weather()));
        List<SpanNode> spans = Trace.of(folder, () -> {
            Flux<String> rhyme = poet.rhyme("Oslo");
            assertThat(rhyme.subscribeOn(Schedulers.parallel()).collectList().block(Duration.ofSeconds(30)))
                    .containsExactly("Rain ", "again.");
        });
        assertThat(tree(spans)).isEqualTo("Poet.rhyme\n  chat\n  weather\n  chat\n");
        assertThat(spans.get(0).output()).isEqualTo("Rain again.");
        assertThat(spans.get(0).metadata()).doesNotContainKey("abandoned");
    }

    @Test
    void tokenStream_neverStarted() throws Exception {
        Narrator narrator =
                TraqoLangChain4j.build(AiServices.builder(Narrator.class).streamingChatModel(streaming));
        SpanNode span = Trace.one(folder, () -> narrator.tell("Oslo"));
        assertThat(span.metadata()).containsEntry("abandoned", true);
    }

    // ---- retrieval -----------------------------------------------------------------------------------

    @Test
    void retrieval_isOneStepWithItsParts() throws Exception {
        EmbeddingModel embeddings = TraqoLangChain4j.traced((EmbeddingModel) OpenAiEmbeddingModel.builder()
                .baseUrl(server.baseUrl())
                .apiKey("key")
                .modelName("text-embedding-3-small")
                .build());
        EmbeddingStore<TextSegment> store =
                TraqoLangChain4j.traced((EmbeddingStore<TextSegment>) new InMemoryEmbeddingStore<TextSegment>());
        ContentRetriever retriever = TraqoLangChain4j.traced((ContentRetriever) EmbeddingStoreContentRetriever.builder()
                .embeddingModel(embeddings)
                .embeddingStore(store)
                .maxResults(1)
                .build());
        Assistant assistant = TraqoLangChain4j.build(
                AiServices.builder(Assistant.class).chatModel(model).contentRetriever(retriever));
        server.enqueue(Reply.text("Thirty days."));
        List<SpanNode> spans = Trace.of(folder, () -> {
            List<TextSegment> segments = List.of(
                    TextSegment.from("Refunds within thirty days", Metadata.from("file_name", "refunds.md")),
                    TextSegment.from("We are closed on Sunday"));
            store.addAll(embeddings.embedAll(segments).content(), segments);
            assistant.chat("Are refunds possible within thirty days?");
        });
        assertThat(tree(spans)).isEqualTo("""
                embeddings
                EmbeddingStore.addAll
                Assistant.chat
                  ContentRetriever.retrieve
                    embeddings
                    EmbeddingStore.search
                  chat
                """);
        SpanNode embedded = spans.get(0);
        assertThat(embedded.kind()).isEqualTo("embedding");
        assertThat(embedded.input()).isEqualTo(List.of("Refunds within thirty days", "We are closed on Sunday"));
        assertThat(embedded.output()).isEqualTo(Map.of("vectors", 2L, "dimensions", (long)
                embeddings.embed("x").content().dimension()));
        assertThat(embedded.tokenUsage().inputTokens())
                .isEqualTo(server.takeRequest().sentUsage().inputTokens());
        assertThat(embedded.metadata()).containsEntry("model", "text-embedding-3-small");
        assertThat(spans.get(1).metadata()).containsEntry("count", 2L);
        SpanNode retrieved = spans.get(3);
        assertThat(retrieved.kind()).isEqualTo("retriever");
        assertThat(retrieved.input()).isEqualTo("Are refunds possible within thirty days?");
        assertThat(retrieved.output()).isInstanceOfSatisfying(List.class, found -> {
            assertThat(found).hasSize(1);
            assertThat(asMap(found.get(0)))
                    .containsEntry("text", "Refunds within thirty days")
                    .containsEntry("source", "refunds.md")
                    .containsKeys("score", "id", "metadata");
        });
        assertThat(spans.get(5).kind()).isEqualTo("retriever");
        assertThat(spans.get(5).metadata()).containsEntry("max_results", 1L);
    }

    @Test
    void contentOff_leavesOnlyFacts() throws Exception {
        server.enqueue(Reply.toolCall("weather", Map.of("city", "Oslo")), Reply.text("Take an umbrella."));
        Assistant assistant = TraqoLangChain4j.build(
                AiServices.builder(Assistant.class).chatModel(model).tools(new Weather()));
        List<SpanNode> spans =
                Trace.of(folder, trace -> trace.captureContent(false), () -> assistant.chat("Umbrella?"));
        assertThat(spans).hasSize(4).allSatisfy(span -> {
            assertThat(span.input()).isNull();
            assertThat(span.output()).isNull();
        });
    }
}
