package dev.traqo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplesTest {

    @TempDir
    private Path folder;

    @Test
    void quickstart_writesOneModelCall() throws IOException {
        Quickstart.main(new String[] {file().toString()});

        List<TraceEvent> events = events();
        assertThat(events)
                .extracting(TraceEvent::type)
                .containsExactly("trace_start", "span_start", "span_end", "trace_end");
        assertThat(events.get(2).metadata())
                .containsEntry("confidence", 0.95)
                .containsEntry("token_usage", Map.of("input_tokens", 100L, "output_tokens", 50L));
        assertThat(events.get(3).fields()).containsEntry("output", Map.of("label", "bug"));
    }

    @Test
    void asyncAndThreads_everyStepFindsItsParent() throws Exception {
        AsyncAndThreads.main(new String[] {file().toString()});

        Map<String, String> names = new HashMap<>();
        Map<String, String> parents = new HashMap<>();
        List<TraceEvent> ends = events().stream()
                .filter(event -> event.type().equals("span_end"))
                .toList();
        ends.forEach(end -> names.put(end.id(), end.name()));
        ends.forEach(end -> parents.put(end.name(), names.getOrDefault(end.parentId(), "")));
        assertThat(parents)
                .containsOnly(
                        Map.entry("future", ""),
                        Map.entry("explicit parent", ""),
                        Map.entry("measure one", "explicit parent"),
                        Map.entry("measure three", "explicit parent"),
                        Map.entry("measure seven", "explicit parent"),
                        Map.entry("current elsewhere", ""),
                        Map.entry("library code", "current elsewhere"),
                        Map.entry("callback", ""));
        assertThat(ends).allMatch(end -> "ok".equals(end.status()));
    }

    @Test
    void maskAndBackends_hidesSecretsInFileAndCopy() throws Exception {
        MaskAndBackends.main(new String[] {file().toString()});

        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        assertThat(files)
                .hasSize(2)
                .allSatisfy(file -> assertThat(Files.readString(file))
                        .contains("sign in")
                        .doesNotContain("nora@example.com", "4711", "only-an-example"));
    }

    /** Each leaves two calls of the same model, with what the server here sent: 10 tokens in, 3 out. */
    @ParameterizedTest
    @CsvSource({
        "openai, chat.completions, gpt-5.4-mini, 0.000021",
        "anthropic, messages, claude-haiku-5-5, 0.0000025",
        "gemini, generateContent, gemini-3.5-flash-lite, 0.0000105",
        "langchain4j, langchain4j.chat, gpt-5.4-mini, 0.000021",
    })
    void example_ofALibrary_recordsAWholeAnswerAndAStream(String library, String api, String model, double cost)
            throws IOException {
        assumeTrue(Stream.of("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY")
                .allMatch(key -> System.getenv(key) == null));
        String[] arguments = {file().toString()};
        switch (library) {
            case "openai" -> OpenAiExample.main(arguments);
            case "anthropic" -> AnthropicExample.main(arguments);
            case "gemini" -> GeminiExample.main(arguments);
            default -> LangChain4jExample.main(arguments);
        }

        List<TraceEvent> calls = events().stream()
                .filter(event -> event.type().equals("span_end"))
                .toList();
        assertThat(calls).hasSize(2).allSatisfy(call -> {
            assertThat(call.name()).isEqualTo("chat");
            assertThat(call.kind()).isEqualTo("llm");
            assertThat(call.fields()).containsEntry("output", "It is a bug.");
            assertThat(call.metadata()).containsEntry("api", api).containsEntry("model", model);
        });
        assertThat(calls.get(0).metadata())
                .containsEntry("token_usage", Map.of("input_tokens", 10L, "output_tokens", 3L, "cost", cost));
        assertThat(calls.get(1).metadata()).containsEntry("stream", true).containsKey("time_to_first_token_s");
    }

    private Path file() {
        return folder.resolve("run.jsonl");
    }

    private List<TraceEvent> events() throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(file())) {
            for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
                events.add(event);
            }
            assertThat(reader.skipped().isEmpty()).isTrue();
        }
        return events;
    }
}
