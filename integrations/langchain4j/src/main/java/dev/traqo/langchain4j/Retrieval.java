package dev.traqo.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.AugmentationRequest;
import dev.langchain4j.rag.AugmentationResult;
import dev.langchain4j.rag.RetrievalAugmentor;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.traqo.Kind;
import dev.traqo.Tracer;
import dev.traqo.llm.LlmCall;
import dev.traqo.llm.LlmRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embeddings, the stores that they lie in, and what is found there. */
final class Retrieval {

    private static final String RETRIEVE = "ContentRetriever.retrieve";

    private Retrieval() {}

    // ---- models ---------------------------------------------------------------------------------------------------

    static EmbeddingModel traced(EmbeddingModel model) {
        return Traced.object(EmbeddingModel.class, model, Retrieval::embed);
    }

    private static @Nullable Object embed(Traced.Call call) throws Throwable {
        if (!call.name().startsWith("embed") || !LlmCall.isRecorded()) {
            return call.proceed();
        }
        LlmCall llm = LlmCall.start(request(call));
        try {
            Object result = call.proceed(llm);
            Fields.quietly(() -> describe(result, llm));
            llm.finish();
            return result;
        } catch (Throwable e) {
            llm.fail(e);
            throw e;
        }
    }

    private static LlmRequest request(Traced.Call call) {
        LlmRequest request = LlmRequest.of("embeddings", Kind.EMBEDDING).api("langchain4j.embeddings");
        Fields.quietly(() -> {
            request.provider(Usage.provider(call.delegate()));
            String model = Fields.text(call.delegate(), "modelName");
            request.model("unknown".equals(model) ? null : model);
            Object asked = call.argument(0);
            Object inputs = Fields.read(asked, "inputs");
            Fields.all(Fields.read(asked, "parameters")).forEach(request::parameter);
            if (Tracer.current().capturesContent()) {
                request.input(text(inputs == null ? asked : inputs));
            }
        });
        return request;
    }

    /** A text, a segment, or many of them. */
    private static @Nullable Object text(@Nullable Object embedded) {
        if (embedded instanceof Collection<?> many) {
            List<@Nullable Object> texts = new ArrayList<>();
            many.forEach(one -> texts.add(text(one)));
            return texts;
        }
        Object text = embedded instanceof TextSegment segment ? segment.text() : Fields.read(embedded, "text");
        return text == null ? embedded : text;
    }

    private static void describe(@Nullable Object result, LlmCall llm) {
        Object content = Fields.read(result, "content");
        Object vectors = content == null ? Fields.read(result, "embeddings") : content;
        List<?> all = vectors instanceof List<?> list ? list : vectors == null ? List.of() : List.of(vectors);
        int dimensions = !all.isEmpty() && all.get(0) instanceof Embedding first ? first.dimension() : 0;
        llm.answer().vectors(all.size(), dimensions).model(Fields.text(result, "metadata", "modelName"));
        Object usage = Fields.read(result, "tokenUsage");
        usage = usage == null ? Fields.read(result, "metadata", "tokenUsage") : usage;
        if (usage instanceof dev.langchain4j.model.output.TokenUsage counted) {
            llm.answer().usage(Usage.of(counted));
        }
    }

    // ---- stores ---------------------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked")
    static <E> EmbeddingStore<E> traced(EmbeddingStore<E> store) {
        return Traced.object(EmbeddingStore.class, store, Retrieval::store);
    }

    private static @Nullable Object store(Traced.Call call) throws Throwable {
        boolean search = call.argument(0) instanceof EmbeddingSearchRequest;
        boolean change = (call.name().startsWith("add") && !call.name().startsWith("addListener"))
                || call.name().startsWith("remove");
        if ((!search && !change) || !LlmCall.isRecorded()) {
            return call.proceed();
        }
        Steps.Step step = new Steps.Step("EmbeddingStore." + call.name(), search ? Kind.RETRIEVER : null);
        Fields.quietly(() -> {
            if (call.argument(0) instanceof EmbeddingSearchRequest request) {
                step.input = Fields.read(request, "query");
                step.metadata.put("max_results", request.maxResults());
                step.metadata.put("min_score", request.minScore());
                step.metadata.put(
                        "filter",
                        request.filter() == null ? null : request.filter().toString());
            } else {
                step.metadata.put("count", call.argument(0) instanceof Collection<?> many ? many.size() : null);
            }
        });
        return Steps.run(step, call, returned -> {
            if (!(returned instanceof EmbeddingSearchResult<?> result)) {
                return null;
            }
            return result.matches().stream().map(Retrieval::found).toList();
        });
    }

    private static Map<String, @Nullable Object> found(EmbeddingMatch<?> match) {
        return document(match.embedded(), match.score(), match.embeddingId());
    }

    // ---- retrievers -----------------------------------------------------------------------------------------------

    static ContentRetriever traced(ContentRetriever retriever) {
        return Traced.object(ContentRetriever.class, retriever, call -> {
            if (!(call.argument(0) instanceof Query query)
                    || !LlmCall.isRecorded()
                    || Steps.around(Kind.RETRIEVER, RETRIEVE) != null) {
                return call.proceed();
            }
            return Steps.run(step(query.text()), call, Retrieval::documents);
        });
    }

    /** What a service asks for documents; a traced retriever directly in it is the same step. */
    static RetrievalAugmentor traced(RetrievalAugmentor augmentor) {
        return Traced.object(RetrievalAugmentor.class, augmentor, call -> {
            if (!(call.argument(0) instanceof AugmentationRequest request) || !LlmCall.isRecorded()) {
                return call.proceed();
            }
            Object question = request.chatMessage() instanceof UserMessage user
                    ? Messages.message(user).get("content")
                    : null;
            return Steps.run(
                    step(question),
                    call,
                    returned -> documents(returned instanceof AugmentationResult result ? result.contents() : null));
        });
    }

    private static Steps.Step step(@Nullable Object query) {
        Steps.Step step = new Steps.Step(RETRIEVE, Kind.RETRIEVER);
        step.input = query;
        return step;
    }

    private static @Nullable Object documents(@Nullable Object contents) {
        return contents instanceof List<?> list
                ? list.stream().map(Retrieval::document).toList()
                : null;
    }

    private static @Nullable Object document(@Nullable Object retrieved) {
        if (!(retrieved instanceof Content content)) {
            return retrieved;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        if (Fields.read(content, "metadata") instanceof Map<?, ?> metadata) {
            metadata.forEach((key, value) -> facts.put(String.valueOf(key).toLowerCase(Locale.ROOT), value));
        }
        Map<String, @Nullable Object> document =
                document(content.textSegment(), facts.remove("score"), facts.remove("embedding_id"));
        document.putAll(facts);
        return document;
    }

    private static Map<String, @Nullable Object> document(
            @Nullable Object embedded, @Nullable Object score, @Nullable Object id) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("text", text(embedded));
        document.put("score", score);
        document.put("id", id);
        if (embedded instanceof TextSegment segment) {
            Map<String, Object> metadata = segment.metadata().toMap();
            for (String key : List.of("source", "url", "file_name")) {
                document.putIfAbsent("source", metadata.get(key));
            }
            document.put("metadata", metadata.isEmpty() ? null : metadata);
        }
        document.values().removeIf(value -> value == null);
        return document;
    }
}
