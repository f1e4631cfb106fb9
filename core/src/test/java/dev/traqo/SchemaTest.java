package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema accepts what we write and refuses what FORMAT.md forbids. Every other test validates through Lines. */
class SchemaTest {

    private static final String SPAN_END = "{\"type\":\"span_end\",\"id\":\"00f067aa0ba902b7\",\"parent_id\":null,"
            + "\"name\":\"a\",\"ts\":\"2026-11-22T10:24:29.028902Z\",\"duration_s\":0.000001,\"status\":\"ok\"}";

    @TempDir
    Path folder;

    private Path everything() {
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file)
                .name("everything")
                .input(Map.of("query", "why?"))
                .metadata("customer", 42)
                .tags("production", "eu")
                .threadId("conv-123")
                .release("1.2.3")
                .open()) {
            Span llm = tracer.span("ask")
                    .kind(Kind.LLM)
                    .metadata("model", "gpt-4o")
                    .metadata("provider", "openai")
                    .metadata("model_parameters", Map.of("temperature", 0.2))
                    .metadata("time_to_first_token_s", 0.25)
                    .metadata("finish_reason", "stop")
                    .tags("llm")
                    .input(List.of("hello"))
                    .open();
            llm.tokenUsage(TokenUsage.of(10, 5)
                    .withCacheRead(3)
                    .withCacheCreation(2)
                    .withCacheCreation1h(1)
                    .withReasoning(4)
                    .withCost(0.01));
            llm.event("chunk", 1).output("hi");
            tracer.child("helper").run(child -> child.span("step").run(span -> {}));
            llm.close();
            tracer.log("note", null);
            tracer.output("done").error(new IllegalStateException("no"));
        }
        return file;
    }

    @Test
    void schema_acceptsEveryFieldOfTheFormat() throws IOException {
        Lines lines = Lines.of(everything());

        assertThat(lines.story())
                .containsExactly(
                        "trace_start everything",
                        "span_start ask",
                        "event chunk",
                        "event child_started",
                        "event child_ended",
                        "span_end ask",
                        "event note",
                        "trace_end");
        assertThat(lines.get(0).propertyNames())
                .containsExactly(
                        "type",
                        "trace_id",
                        "ts",
                        "name",
                        "format",
                        "tracer_version",
                        "release",
                        "pid",
                        "host",
                        "thread_id",
                        "tags",
                        "metadata",
                        "input");
        assertThat(lines.end("ask").get("metadata").get("token_usage").propertyNames())
                .containsExactly(
                        "input_tokens",
                        "output_tokens",
                        "cache_read_tokens",
                        "cache_creation_tokens",
                        "cache_creation_1h_tokens",
                        "reasoning_tokens",
                        "cost");
        try (var files = Files.list(folder)) {
            Path child = files.filter(f -> !f.endsWith("run.jsonl")).findFirst().orElseThrow();
            assertThat(Lines.of(child).get(0).get("parent").propertyNames())
                    .containsExactly("trace_id", "span_id", "file");
        }
    }

    @Test
    void schema_refusesEveryEventWithoutOneOfItsRequiredFields() {
        Map<String, List<String>> required = Map.of(
                "trace_start", List.of("type", "trace_id", "ts", "format", "tracer_version", "pid", "host"),
                "span_start", List.of("type", "id", "parent_id", "name", "ts"),
                "span_end", List.of("type", "id", "parent_id", "name", "ts", "duration_s", "status"),
                "event", List.of("type", "id", "parent_id", "name", "ts"),
                "trace_end", List.of("type", "trace_id", "ts", "duration_s", "status", "stats"));
        Lines lines = Lines.of(everything());

        required.forEach((type, fields) -> {
            String line = lines.ofType(type).findFirst().orElseThrow().toString();
            for (String field : fields) {
                var event = (tools.jackson.databind.node.ObjectNode) Lines.parse(line);
                event.remove(field);
                assertThat(Schema.complaints(event.toString()))
                        .as(type + " without " + field)
                        .isNotEmpty();
            }
        });
    }

    @Test
    void schema_refusesUnknownFieldsOfEveryEvent() {
        for (var event : Lines.of(everything()).all()) {
            ((tools.jackson.databind.node.ObjectNode) event).put("extra", 1);
            assertThat(Schema.complaints(event.toString())).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"span_end\"|\"type\":\"span_stop\"",
                "00f067aa0ba902b7|0000000000000000",
                "00f067aa0ba902b7|00F067AA0BA902B7",
                "00f067aa0ba902b7|f067aa0ba902b7",
                "\"parent_id\":null|\"parent_id\":\"\"",
                "\"name\":\"a\"|\"name\":null",
                "29.028902Z|29.028Z",
                "29.028902Z|29.028902+00:00",
                "0.000001|-0.000001",
                "0.000001|\"1\"",
                "\"ok\"|\"done\"",
                "\"ok\"|\"ok\",\"tags\":[]",
                "\"ok\"|\"ok\",\"tags\":[null]",
                "\"ok\"|\"ok\",\"metadata\":{}",
                "\"ok\"|\"ok\",\"metadata\":{\"token_usage\":{\"input_tokens\":-1}}",
                "\"ok\"|\"ok\",\"metadata\":{\"token_usage\":{\"cost\":null}}",
                "\"ok\"|\"ok\",\"error\":{\"type\":\"E\"}",
                "\"ok\"|\"ok\",\"error\":null",
            })
    void schema_refusesWrongValues(String change) {
        assertThatCode(() -> Lines.checked(SPAN_END)).doesNotThrowAnyException();

        String[] fromTo = change.split("\\|");
        String wrong = SPAN_END.replace(fromTo[0], fromTo[1]);

        assertThat(wrong).isNotEqualTo(SPAN_END);
        assertThat(Schema.complaints(wrong)).isNotEmpty();
    }

    @Test
    void schema_allowsAThreadOnlyOfASpanWithoutParent() {
        String line = "{\"type\":\"span_start\",\"id\":\"00f067aa0ba902b7\",\"parent_id\":null,\"name\":\"a\","
                + "\"ts\":\"2026-11-22T10:24:29.028902Z\",\"thread\":\"pool-1-thread-3\"}";
        assertThatCode(() -> Lines.checked(line)).doesNotThrowAnyException();

        assertThat(Schema.complaints(line.replace("null", "\"00f067aa0ba902b8\"")))
                .isNotEmpty();
        assertThat(Schema.complaints(line.replace("\"pool-1-thread-3\"", "3"))).isNotEmpty();
        assertThat(Schema.complaints(line.replace("\"pool-1-thread-3\"", "null")))
                .isNotEmpty();
    }

    @Test
    void schema_allowsAnyMetadata() {
        String line = SPAN_END.replace("\"ok\"", "\"ok\",\"metadata\":{\"anything\":{\"at\":[\"all\",null]}}");

        assertThatCode(() -> Lines.checked(line)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "text/plain; charset=utf-8", "no type", "application/vnd.ms-excel"})
    void schema_acceptsTheStubsOfFiles(String mediaType) {
        try (Tracer tracer = Tracer.builder(folder.resolve("run.jsonl")).open()) {
            tracer.span("a").run(span -> span.output(tracer.file(new byte[3], mediaType)));
            tracer.span("c").run(span -> span.output(TraceFile.notKept("a/b", new byte[0])));
        }
        Lines lines = Lines.of(folder.resolve("run.jsonl"));
        String kept = lines.end("a").get("output").toString();
        String notKept = lines.end("c").get("output").toString();

        assertThat(Schema.complaintsAboutStub(kept)).isEmpty();
        assertThat(Schema.complaintsAboutStub(notKept)).isEmpty();
        assertThat(kept).contains("\"_file\"");
        assertThat(Schema.complaintsAboutStub(kept.replace("\"_file\":\"", "\"_file\":\"../")))
                .isNotEmpty();
        assertThat(Schema.complaintsAboutStub(notKept.replace("\"_size\":0", "\"_size\":-1")))
                .isNotEmpty();
        assertThat(Schema.complaintsAboutStub(notKept.replace("a/b", "A/B"))).isNotEmpty();
    }
}
