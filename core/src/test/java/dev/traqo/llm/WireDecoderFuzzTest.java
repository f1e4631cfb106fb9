package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.traqo.Kind;
import dev.traqo.Lines;
import dev.traqo.Tracer;
import dev.traqo.Warnings;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import dev.traqo.read.Status;
import dev.traqo.read.TraceSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server sends: nothing is thrown, nothing of ours fails, and the span ends. */
class WireDecoderFuzzTest {

    private static final int CALLS = 4000;

    private static final List<Object> STRANGE = Arrays.asList(
            null,
            true,
            -1L,
            0L,
            1.5,
            Double.NaN,
            Long.MAX_VALUE,
            1e300,
            "",
            "x",
            "data:image/png;base64,AQID",
            "data:,",
            "\ud800",
            "response.completed",
            "message_start",
            List.of(),
            Map.of(),
            List.of(List.of(Map.of("type", "text"))),
            Map.of("type", "base64", "media_type", "image/png", "data", "AQID"));

    @TempDir
    static Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutatedAnswersAndEvents(long seed) {
        Random random = new Random(seed);
        Path file = dir.resolve("mutated-" + seed + ".jsonl");
        try (Warnings warnings = new Warnings()) {
            try (Tracer tracer = Tracer.builder(file).open()) {
                for (int i = 0; i < CALLS; i++) {
                    boolean stream = random.nextBoolean();
                    LlmCall call = LlmCall.start(
                            LlmRequest.of("chat", Kind.LLM)
                                    .body(Collections.singletonMap("messages", mutated(random)))
                                    .stream(stream));
                    for (int event = random.nextInt(6); stream && event > 0; event--) {
                        call.chunk(mutated(random));
                    }
                    call.finish(stream ? null : mutated(random));
                    assertThat(call.isEnded()).isTrue();
                }
                assertThat(tracer.isRecording()).isTrue();
            }
            assertThat(warnings.messages()).isEmpty();
        }
        assertThat(Lines.of(file).ofType("span_end")).hasSize(CALLS);
    }

    @Test
    void deepAnswers() throws IOException {
        Path file = dir.resolve("deep.jsonl");
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        List<String> answers = List.of(
                deep,
                "{'choices':" + deep + "}",
                "{'choices':[{'message':{'content':" + deep + "}}]}",
                "{'choices':[{'message':{'tool_calls':[{'function':{'name':'f','arguments':'" + deep + "'}}]}}]}",
                "{'type':'message','content':[{'type':'tool_use','input':" + deep + "}]}",
                "{'output':[{'type':'x','y':" + deep + "}],'object':'response'}",
                "{'candidates':[{'content':{'parts':[{'x':" + deep + "}]}}]}",
                "{'mystery':" + deep + "}");
        try (Tracer tracer = Tracer.builder(file).open()) {
            for (String answer : answers) {
                LlmCall.start(Recorded.request(false)).finish(Recorded.json(answer));
            }
            assertThat(tracer.isRecording()).isTrue();
        }
        TraceSummary summary = TraceSummary.read(file).get(0);
        assertThat(summary.status()).isEqualTo(Status.OK);
        assertThat(Files.readString(file).split("\"type\":\"span_end\"", -1)).hasSize(answers.size() + 1);
    }

    @FuzzTest
    void events(byte[] lines) {
        Path file = dir.resolve("fuzz.jsonl");
        LlmCall call;
        try (Tracer tracer = Tracer.builder(file).open()) {
            call = LlmCall.start(Recorded.request(true));
            for (String line : new String(lines, StandardCharsets.UTF_8).split("\n")) {
                try {
                    call.chunk(Json.parse(line));
                } catch (JsonException e) {
                    call.chunk(line);
                }
            }
            call.finish();
            if (!tracer.isRecording()) {
                throw new AssertionError("the trace is gone");
            }
        }
        if (!call.isEnded()) {
            throw new AssertionError("the call is open");
        }
    }

    private static Object mutated(Random random) {
        Object value = Recorded.json(Shapes.ALL.get(random.nextInt(Shapes.ALL.size())));
        for (int i = random.nextInt(3); i >= 0; i--) {
            value = mutated(value, random);
        }
        return value;
    }

    /** One place of the value is replaced, removed, doubled, or taken from another shape. */
    private static Object mutated(Object value, Random random) {
        boolean here = random.nextInt(6) == 0;
        if (value instanceof Map<?, ?> map && !map.isEmpty() && !here) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            Object key = new ArrayList<>(map.keySet()).get(random.nextInt(map.size()));
            switch (random.nextInt(8)) {
                case 0 -> copy.remove(key);
                case 1 -> copy.put(random.nextBoolean() ? "type" : "error", copy.remove(key));
                default -> copy.put(key, mutated(map.get(key), random));
            }
            return copy;
        }
        if (value instanceof List<?> list && !list.isEmpty() && !here) {
            List<Object> copy = new ArrayList<>(list);
            int index = random.nextInt(list.size());
            switch (random.nextInt(6)) {
                case 0 -> copy.remove(index);
                case 1 -> copy.add(list.get(index));
                default -> copy.set(index, mutated(list.get(index), random));
            }
            return copy;
        }
        return random.nextInt(5) == 0
                ? Recorded.json(Shapes.ALL.get(random.nextInt(Shapes.ALL.size())))
                : STRANGE.get(random.nextInt(STRANGE.size()));
    }
}
