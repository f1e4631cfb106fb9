package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatEndpointTest {

    private static final String SYSTEM = "{\"role\":\"system\",\"content\":\"Be kind.\"}";
    private static final String FIRST = "{\"role\":\"user\",\"content\":\"Where is order 7?\"}";
    private static final String CALL =
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"find\",\"arguments\":\"{\\\"id\\\": 7}\"}}]}";
    private static final String RESULT = "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"in Turin\"}";

    @TempDir
    Path folder;

    private final StringBuilder text = new StringBuilder();
    private int time;

    private String at() {
        return "2026-11-22T10:00:00.%06dZ".formatted(++time);
    }

    private void start(String id, @Nullable String parent, String kind, @Nullable String input) {
        text.append(
                "{\"type\":\"span_start\",\"id\":\"%s\",\"parent_id\":%s,\"name\":\"n\",\"ts\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"model\":\"m-1\"}%s}\n"
                        .formatted(id, Json.write(parent), at(), kind, input == null ? "" : ",\"input\":" + input));
    }

    private void end(String id, @Nullable String parent, String kind, @Nullable String output) {
        text.append(
                "{\"type\":\"span_end\",\"id\":\"%s\",\"parent_id\":%s,\"name\":\"n\",\"ts\":\"%s\",\"duration_s\":0.1,\"status\":\"ok\",\"kind\":\"%s\"%s}\n"
                        .formatted(id, Json.write(parent), at(), kind, output == null ? "" : ",\"output\":" + output));
    }

    private void call(String id, @Nullable String parent, @Nullable String input, @Nullable String output) {
        start(id, parent, "llm", input);
        end(id, parent, "llm", output);
    }

    private static String messages(String... messages) {
        return "{\"messages\":[" + String.join(",", messages) + "]}";
    }

    private List<Map<String, Object>> ask(String... parameters) throws IOException {
        Files.writeString(folder.resolve("run.jsonl"), text);
        return asked(parameters);
    }

    private List<Map<String, Object>> asked(String... parameters) {
        String[] all = new String[parameters.length + 2];
        all[0] = "file";
        all[1] = "run.jsonl";
        System.arraycopy(parameters, 0, all, 2, parameters.length);
        try (Serving server = new Serving(folder)) {
            return server.lines("chat", all);
        }
    }

    private static String id(int n) {
        return "a%015x".formatted(n);
    }

    @Test
    void partOfAFile_hasItsOwnCalls() throws IOException {
        for (int trace = 0; trace < 3; trace++) {
            text.append("{\"type\":\"trace_start\",\"trace_id\":\"%032x\",\"ts\":\"%s\",\"name\":\"t\"}\n"
                    .formatted(trace + 1, at()));
            call(id(2 * trace + 1), null, messages(FIRST), "\"first of " + trace + "\"");
            call(id(2 * trace + 2), null, messages(FIRST), "\"second of " + trace + "\"");
            text.append(
                    "{\"type\":\"trace_end\",\"trace_id\":\"%032x\",\"ts\":\"%s\",\"duration_s\":1,\"status\":\"ok\"}\n"
                            .formatted(trace + 1, at()));
        }
        assertThat(ask()).extracting(call -> call.get("row")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(asked("part", "0")).extracting(call -> call.get("row")).containsExactly(0L, 1L);
        assertThat(asked("part", "2")).extracting(call -> call.get("row")).containsExactly(4L, 5L);
        assertThat(asked("part", "2", "after", "4"))
                .extracting(call -> call.get("row"))
                .containsExactly(5L);
    }

    @Test
    void aCall_isAskedAndAnswered() throws IOException {
        call(
                id(1),
                null,
                "{\"messages\":[" + SYSTEM + "," + FIRST
                        + "],\"tools\":[{\"name\":\"find\",\"description\":\"Finds.\",\"input_schema\":{\"a\":1}}],\"stop\":1}",
                "{\"text\":\"Looking.\",\"tool_calls\":[{\"id\":\"c1\",\"name\":\"find\",\"arguments\":{\"id\":7}}]}");

        assertThat(ask()).hasSize(1).first().extracting(Json::write).isEqualTo("""
                {"row":0,"lane":-1,"model":"m-1","earlier":0,\
                "messages":[{"role":"system","name":null,"parts":[{"type":"text","text":"Be kind."}]},\
                {"role":"user","name":null,"parts":[{"type":"text","text":"Where is order 7?"}]}],\
                "answer":[{"role":"assistant","name":null,"parts":[{"type":"text","text":"Looking."},\
                {"type":"tool_call","id":"c1","name":"find","arguments":{"id":7}}]}],\
                "tools":[{"name":"find","description":"Finds.","schema":{"a":1}}],"rest":{"stop":1},"plain":false,"cut":false}""");
    }

    @Test
    void whatTheLastCallSaid_isLeftOut() throws IOException {
        start(id(1), null, "agent", null);
        call(
                id(2),
                id(1),
                messages(SYSTEM, FIRST),
                "{\"tool_calls\":[{\"id\":\"c1\",\"name\":\"find\",\"arguments\":{\"id\":7}}]}");
        call(id(3), id(1), messages(SYSTEM, FIRST, CALL, RESULT), "\"In Turin.\"");
        call(id(4), id(1), messages(SYSTEM, FIRST, "{\"role\":\"assistant\",\"content\":\"another\"}"), null);
        call(id(5), id(1), messages(FIRST), null);

        List<Map<String, Object>> calls = ask();

        assertThat(calls).extracting(call -> call.get("earlier")).containsExactly(0L, 3L, 2L, 0L);
        assertThat(calls).extracting(call -> call.get("lane")).containsOnly(0L);
        assertThat(Json.write(calls.get(1).get("messages"))).isEqualTo("""
                [{"role":"tool","name":null,"parts":[{"type":"tool_result","id":"c1","name":"find",\
                "parts":[{"type":"text","text":"in Turin"}],"error":false}]}]""");
        assertThat(Json.write(calls.get(2).get("messages"))).contains("another").doesNotContain("order 7");
    }

    @Test
    void anAnswerSentBackInPieces_isLeftOut() throws IOException {
        start(id(1), null, "agent", null);
        call(
                id(2),
                id(1),
                "{\"input\":\"hi\"}",
                "{\"text\":\"Looking.\",\"reasoning\":\"hm\",\"tool_calls\":[{\"id\":\"c1\",\"name\":\"find\",\"arguments\":{}}]}");
        call(id(3), id(1), """
                {"input":[{"role":"user","content":"hi"},{"type":"reasoning","id":"r","summary":[],"encrypted_content":"x"},\
                {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Looking."}]},\
                {"type":"function_call","call_id":"c1","name":"find","arguments":"{}"},\
                {"type":"function_call_output","call_id":"c1","output":"found"}]}""", null);

        assertThat(ask()).extracting(call -> call.get("earlier")).containsExactly(0L, 4L);
    }

    @Test
    void agents_haveLanes() throws IOException {
        start(id(1), null, "chain", null);
        call(id(2), id(1), messages(SYSTEM), null);
        start(id(3), id(1), "agent", null);
        start(id(4), id(3), "chain", null);
        call(id(5), id(4), messages(SYSTEM), null);
        start(id(6), id(4), "agent", null);
        call(id(7), id(6), messages(SYSTEM), null);
        call(id(8), id(3), messages(SYSTEM, FIRST), null);
        call(id(9), null, messages(SYSTEM), null);

        List<Map<String, Object>> calls = ask();

        assertThat(calls).extracting(call -> call.get("row")).containsExactly(1L, 4L, 6L, 7L, 8L);
        assertThat(calls).extracting(call -> call.get("lane")).containsExactly(0L, 2L, 5L, 2L, -1L);
        assertThat(calls).extracting(call -> call.get("earlier")).containsExactly(0L, 0L, 0L, 1L, 0L);
    }

    @Test
    void topCallsOfTwoTraces_areTwoConversations() throws IOException {
        for (int trace = 1; trace <= 2; trace++) {
            text.append("{\"type\":\"trace_start\",\"ts\":\"%s\",\"name\":\"t\"}\n".formatted(at()));
            call(id(trace), null, messages(SYSTEM), null);
            text.append("{\"type\":\"trace_end\",\"ts\":\"%s\",\"status\":\"ok\"}\n".formatted(at()));
        }

        assertThat(ask()).extracting(call -> call.get("earlier")).containsExactly(0L, 0L);
    }

    @Test
    void aLibraryAroundAClient_isToldOnce() throws IOException {
        start(id(1), null, "llm", messages(FIRST));
        call(id(2), id(1), messages(FIRST), "\"ho\"");
        end(id(1), null, "llm", "\"ho\"");

        assertThat(ask()).extracting(call -> call.get("row")).containsExactly(1L);
        assertThat(ask("row", "0")).extracting(call -> call.get("row")).containsExactly(0L);
    }

    @Test
    void calls_inTheOrderInWhichTheyBegan() throws IOException {
        String late = at();
        text.append(
                "{\"type\":\"span_start\",\"id\":\"%s\",\"parent_id\":null,\"name\":\"n\",\"ts\":\"%s\",\"kind\":\"llm\"}\n"
                        .formatted(id(1), "2026-11-22T10:00:01.000000Z"));
        text.append(
                "{\"type\":\"span_start\",\"id\":\"%s\",\"parent_id\":null,\"name\":\"n\",\"ts\":\"%s\",\"kind\":\"llm\"}\n"
                        .formatted(id(2), late));

        assertThat(ask()).extracting(call -> call.get("row")).containsExactly(1L, 0L);
    }

    @Test
    void choices_areSeveralAnswers_andARunningCallHasNone() throws IOException {
        call(id(1), null, "\"Pick one\"", "{\"choices\":[\"red\",\"green\"]}");
        start(id(2), null, "llm", "\"And now?\"");

        List<Map<String, Object>> calls = ask();

        assertThat(Json.write(calls.get(0).get("answer"))).isEqualTo("""
                [{"role":"assistant","name":null,"parts":[{"type":"text","text":"red"}]},\
                {"role":"assistant","name":null,"parts":[{"type":"text","text":"green"}]}]""");
        assertThat(Json.write(calls.get(1).get("messages")))
                .isEqualTo("[{\"role\":\"user\",\"name\":null,\"parts\":[{\"type\":\"text\",\"text\":\"And now?\"}]}]");
        assertThat(calls.get(1).get("answer")).isEqualTo(List.of());
        assertThat(calls).extracting(call -> call.get("plain")).containsOnly(false);
    }

    @Test
    void oneRow_isComplete_ofAnyKind() throws IOException {
        String long0 = "x".repeat(2 << 20);
        start(id(1), null, "agent", null);
        call(id(2), id(1), messages(FIRST), null);
        call(id(3), id(1), messages(FIRST, "{\"role\":\"user\",\"content\":\"" + long0 + "\"}"), null);
        start(id(4), id(1), "tool", "{\"order\":7}");
        end(id(4), id(1), "tool", "\"in Turin\"");

        Map<String, Object> whole = ask("row", "2").get(0);
        Map<String, Object> tool = ask("row", "3").get(0);

        assertThat(whole.get("earlier")).isEqualTo(0L);
        assertThat(whole.get("cut")).isEqualTo(false);
        assertThat(Json.write(whole.get("messages"))).contains(long0).contains("order 7");
        assertThat(tool.get("plain")).isEqualTo(true);
        assertThat(Json.write(tool.get("messages"))).contains("{\"type\":\"json\",\"value\":{\"order\":7}}");
    }

    @Test
    void longTexts_areCut_andSaySo() throws IOException {
        call(
                id(1),
                null,
                "[{\"role\":\"user\",\"content\":\"%s\"},{\"role\":\"user\",\"content\":[{\"a\":\"%s\"}]},{\"role\":\"user\",\"content\":\"short\"}]"
                        .formatted("x".repeat(3_000_000), "y".repeat(2_000_000)),
                "\"" + "z".repeat(1_000) + "\"");

        Map<String, Object> call = ask().get(0);

        assertThat(call.get("cut")).isEqualTo(true);
        String json = Json.write(call);
        assertThat(json).hasSizeLessThan(1_100_000).contains("short").contains("z".repeat(1_000));
        assertThat(json).contains("… (2737856 more characters)");
    }

    @Test
    void toolsOfTheLastCall_comeWithoutTheirSchema() throws IOException {
        String tools = ",\"tools\":[{\"name\":\"find\",\"input_schema\":{\"a\":1}}]}";
        start(id(1), null, "agent", null);
        call(id(2), id(1), "{\"messages\":[" + FIRST + "]" + tools, null);
        call(id(3), id(1), "{\"messages\":[" + FIRST + "]" + tools, null);
        call(id(4), id(1), "{\"messages\":[" + FIRST + "]" + tools.replace("find", "get"), null);

        assertThat(ask())
                .extracting(call -> Json.write(call.get("tools")))
                .containsExactly(
                        "[{\"name\":\"find\",\"description\":null,\"schema\":{\"a\":1}}]",
                        "[{\"name\":\"find\",\"description\":null,\"schema\":null}]",
                        "[{\"name\":\"get\",\"description\":null,\"schema\":{\"a\":1}}]");
    }

    @Test
    void callsAfterARow_goOnFromTheLastOne() throws IOException {
        start(id(1), null, "agent", null);
        call(id(2), id(1), messages(SYSTEM, FIRST), "\"one\"");
        call(id(3), null, messages(SYSTEM), null);
        call(id(4), id(1), messages(SYSTEM, FIRST, "{\"role\":\"assistant\",\"content\":\"one\"}", FIRST), null);

        List<Map<String, Object>> calls = ask("after", "2");

        assertThat(calls).extracting(call -> call.get("row")).containsExactly(3L);
        assertThat(calls.get(0).get("earlier")).isEqualTo(3L);
    }

    @Test
    void images_ofEveryKeeping() throws IOException {
        String hash = "9f86d081".repeat(8);
        String stub =
                "{\"_file\":\"" + hash + ".png\",\"_type\":\"image/png\",\"_size\":12345,\"_sha256\":\"" + hash + "\"}";
        call(id(1), null, """
                [{"role":"user","content":[{"type":"image","source":%s},\
                {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},\
                {"type":"image_url","image_url":{"url":"data:image/svg+xml;base64,iVBORw0KGgo="}},\
                {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}},\
                {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]""".formatted(stub, "A".repeat(3_000_000)), null);

        List<Map<String, Object>> calls = ask("row", "0");

        assertThat(Json.write(((Map<?, ?>) ((List<?>) calls.get(0).get("messages")).get(0)).get("parts")))
                .isEqualTo(("""
                [{"type":"media","name":"%s.png","mediaType":"image/png","bytes":12345,"url":null,"title":null},\
                {"type":"media","name":null,"mediaType":"image/png","bytes":8,"url":"data:image/png;base64,iVBORw0KGgo=","title":null},\
                {"type":"media","name":null,"mediaType":"image/svg+xml","bytes":8,"url":null,"title":null},\
                {"type":"media","name":null,"mediaType":"image/png","bytes":2250000,"url":null,"title":null},\
                {"type":"media","name":null,"mediaType":null,"bytes":null,"url":"https://example.com/a.png","title":null}]""").formatted(hash));
    }

    @Test
    void inputsOfAnArchivesSecondFile_areThere() throws IOException {
        text.append("{\"type\":\"trace_start\",\"ts\":\"%s\",\"name\":\"t\"}\n".formatted(at()));
        call(id(1), null, messages(FIRST, "{\"role\":\"user\",\"content\":\"" + "ab".repeat(20_000) + "\"}"), "\"ho\"");
        text.append("{\"type\":\"trace_end\",\"ts\":\"%s\",\"status\":\"ok\"}\n".formatted(at()));
        Path raw = Files.writeString(folder.resolve("run.jsonl"), text);
        Archive.write(raw, folder.resolve("out"));
        Files.delete(raw);

        try (Serving server = new Serving(folder)) {
            List<Map<String, Object>> calls = server.lines("chat", "file", "out/run.jsonl.gz");
            assertThat(Json.write(calls)).contains("ab".repeat(20_000)).contains("order 7");
        }
    }

    @Test
    void aThousandCallsOfOneAgent_sayEachMessageOnce() throws IOException {
        start(id(1), null, "agent", null);
        StringBuilder history = new StringBuilder(SYSTEM);
        for (int i = 0; i < 300; i++) {
            history.append(",{\"role\":\"user\",\"content\":\"question ")
                    .append(i)
                    .append("\"}");
            call(id(i + 2), id(1), "[" + history + "]", null);
        }

        List<Map<String, Object>> calls = ask();

        assertThat(calls.stream().mapToInt(call -> ((List<?>) call.get("messages")).size()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 300).map(i -> i == 0 ? 2 : 1).boxed().toList());
    }

    @Test
    void whatIsNotThere_isRefused() throws IOException {
        call(id(1), null, "\"hi\"", null);
        Files.writeString(folder.resolve("run.jsonl"), text);

        try (Serving server = new Serving(folder)) {
            assertThat(server.get("chat", "file", "none.jsonl").statusCode()).isEqualTo(404);
            assertThat(server.get("chat", "file", "run.jsonl", "row", "1").statusCode())
                    .isEqualTo(404);
            assertThat(server.get("chat", "file", "run.jsonl", "row", "-2").statusCode())
                    .isEqualTo(404);
            assertThat(server.get("chat", "file", "run.jsonl", "row", "x").statusCode())
                    .isEqualTo(400);
            assertThat(server.get("chat").statusCode()).isEqualTo(400);
        }
    }
}
