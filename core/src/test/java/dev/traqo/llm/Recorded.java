package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import dev.traqo.Lines;
import dev.traqo.Tracer;
import dev.traqo.read.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The span of one call of a model, as it stands in the file. Texts are JSON with ' for " and ` for \\". */
final class Recorded {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final JsonNode end;

    private Recorded(JsonNode end) {
        this.end = end;
    }

    /** Of a whole answer. */
    static Recorded whole(Path dir, String json) {
        return of(dir, request(false), call -> call.finish(json(json)));
    }

    /** Of a stream that ends after these events. */
    static Recorded stream(Path dir, String... events) {
        return of(dir, request(true), call -> {
            for (String event : events) {
                call.chunk(json(event));
            }
            call.finish();
        });
    }

    static Recorded of(Path dir, LlmRequest request, Consumer<LlmCall> use) {
        Path file = dir.resolve("trace" + NUMBER.incrementAndGet() + ".jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            use.accept(LlmCall.start(request));
            assertThat(tracer.isRecording()).isTrue();
        }
        List<JsonNode> ends = new ArrayList<>();
        Lines.of(file).ofType("span_end").forEach(ends::add);
        assertThat(ends).hasSize(1);
        return new Recorded(ends.get(0));
    }

    static LlmRequest request(boolean stream) {
        return LlmRequest.of("chat", Kind.LLM).model("asked-model").stream(stream);
    }

    static Object json(String text) {
        return Json.parse(text.replace('\'', '"').replace("`", "\\\""));
    }

    Recorded hasOutput(String json) {
        assertThat(end.has("output")).as(end.toString()).isTrue();
        assertThat(Json.parse(end.path("output").toString())).isEqualTo(json(json));
        return this;
    }

    Recorded hasNoOutput() {
        assertThat(end.has("output")).as(end.toString()).isFalse();
        return this;
    }

    /** This field of the metadata. */
    Recorded has(String field, String json) {
        assertThat(end.path("metadata").has(field)).as(field + " in " + end).isTrue();
        assertThat(Json.parse(metadata(field).toString())).as(field).isEqualTo(json(json));
        return this;
    }

    Recorded hasNo(String... fields) {
        for (String field : fields) {
            assertThat(metadata(field).isMissingNode()).as(field + " in " + end).isTrue();
        }
        return this;
    }

    /** Exactly these counts; whatever the cost. */
    Recorded hasCounts(String json) {
        Map<?, ?> usage = (Map<?, ?>) Json.parse(metadata("token_usage").toString());
        usage.remove("cost");
        assertThat((Object) usage).isEqualTo(json(json));
        return this;
    }

    Recorded isOk() {
        assertThat(end.path("status").asString()).isEqualTo("ok");
        return this;
    }

    JsonNode metadata(String field) {
        return end.path("metadata").path(field);
    }

    JsonNode end() {
        return end;
    }
}
