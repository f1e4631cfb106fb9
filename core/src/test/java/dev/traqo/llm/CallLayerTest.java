package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import dev.traqo.Lines;
import dev.traqo.Scope;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A call inside another one, as they stand in the file. */
class CallLayerTest {

    private static final TokenUsage USAGE = TokenUsage.of(900, 40);

    @TempDir
    Path dir;

    @Test
    void innerEndsFirst_itCounts() {
        Lines lines = record((outer, inner) -> {
            end(inner, USAGE.withCacheCreation(800));
            end(outer, USAGE);
        });

        assertThat(lines.parentOf("inner")).isEqualTo("outer");
        assertThat(usage(lines, "inner").path("cache_creation_tokens").asLong()).isEqualTo(800);
        assertThat(usage(lines, "outer").isMissingNode()).isTrue();
        assertThat(lines.end("outer").path("metadata").has("price_date")).isFalse();
        assertTotal(lines, 900, 40);
    }

    @Test
    void outerEndsFirst_itCounts() {
        Lines lines = record((outer, inner) -> {
            end(outer, USAGE);
            end(inner, USAGE);
        });

        assertThat(usage(lines, "outer").path("output_tokens").asLong()).isEqualTo(40);
        assertThat(usage(lines, "inner").isMissingNode()).isTrue();
        assertTotal(lines, 900, 40);
    }

    @Test
    void otherTokens_bothCount() {
        Lines lines = record((outer, inner) -> {
            end(inner, TokenUsage.of(10, 2));
            end(outer, USAGE);
        });

        assertTotal(lines, 910, 42);
    }

    @Test
    void oneDoesNotKnowTheOutput_sameCall() {
        Lines lines = record((outer, inner) -> {
            end(inner, TokenUsage.of(900, -1));
            end(outer, TokenUsage.of(900, 0));
        });

        assertTotal(lines, 900, 0);
    }

    @Test
    void onlyOuterKnows_itCounts() {
        Lines lines = record((outer, inner) -> {
            inner.fail(new IllegalStateException("broken"));
            end(outer, USAGE);
        });

        assertTotal(lines, 900, 40);
    }

    @Test
    void afterTheEnd_nothingIsInside() {
        Lines lines = Lines.of(file(() -> {
            LlmCall outer = start("outer");
            try (Scope inside = outer.enter()) {
                end(outer, USAGE);
                end(start("inner"), USAGE);
            }
        }));

        assertTotal(lines, 1800, 80);
    }

    private Lines record(BiConsumer<LlmCall, LlmCall> ends) {
        return Lines.of(file(() -> {
            LlmCall outer = start("outer");
            LlmCall inner;
            try (Scope inside = outer.enter()) {
                inner = start("inner");
            }
            ends.accept(outer, inner);
        }));
    }

    private Path file(Runnable code) {
        Path file = dir.resolve("layers.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            code.run();
        }
        return file;
    }

    private static LlmCall start(String name) {
        return LlmCall.start(LlmRequest.of(name, Kind.LLM).model("gpt-5.4-mini"));
    }

    private static void end(LlmCall call, TokenUsage usage) {
        call.answer().text("42.").usage(usage);
        call.finish();
    }

    private static JsonNode usage(Lines lines, String name) {
        return lines.end(name).path("metadata").path("token_usage");
    }

    private static void assertTotal(Lines lines, long input, long output) {
        JsonNode stats = lines.last().path("stats");
        assertThat(stats.path("total_input_tokens").asLong()).isEqualTo(input);
        assertThat(stats.path("total_output_tokens").asLong()).isEqualTo(output);
    }
}
