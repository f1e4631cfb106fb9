package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.internal.Machine;
import dev.traqo.read.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexEndpointTest {

    @TempDir
    Path folder;

    private Served served;

    @BeforeEach
    void serve() throws IOException {
        served = new Served(folder);
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void columns_areThoseOfTheFile() throws IOException {
        write("run.jsonl", """
                {"type":"trace_start","trace_id":"t1","ts":"2026-11-22T10:00:00.000000Z","name":"run","format":1,"pid":1,"host":"elsewhere","tags":["a","b"],"thread_id":"c","release":"1","input":{"x":1}}
                {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"answer","ts":"2026-11-22T10:00:00.000100Z","kind":"agent"}
                {"type":"span_start","id":"a000000000000002","parent_id":"a000000000000001","name":"plan","ts":"2026-11-22T10:00:00.000200Z","kind":"llm"}
                {"type":"event","id":"e000000000000001","parent_id":"a000000000000002","name":"first_token","ts":"2026-11-22T10:00:00.300000Z"}
                {"type":"span_end","id":"a000000000000002","parent_id":"a000000000000001","name":"plan","ts":"2026-11-22T10:00:01.000200Z","duration_s":1.000000,"status":"error","kind":"llm","metadata":{"model":"gpt-4o","token_usage":{"input_tokens":1000,"output_tokens":100,"cache_read_tokens":0,"cost":0.25},"time_to_first_token_s":0.32}}
                {"type":"span_start","id":"a000000000000003","parent_id":"b0000000000000ff","name":"plan","ts":"2026-11-22T10:00:02.000000Z"}
                {"type":"span_end","id":"a000000000000001","parent_id":null,"name":"answer","ts":"2026-11-22T10:00:03.000000Z","duration_s":2.9999,"status":"ok","kind":"agent"}
                {"type":"span_start","id":"a000000000000004","parent_id":null,"thread":"pool-1","name":"","ts":"2026-11-22T10:00:02.000000Z"}
                {"type":"trace_end","trace_id":"t1","ts":"2026-11-22T10:00:04.000000Z","duration_s":4.000000,"status":"error","stats":{"spans":4,"events":1,"errors":1,"total_input_tokens":1000,"total_output_tokens":100,"total_cost":0.25},"error":{"type":"E","message":"m","traceback":"at x"},"output":1}
                """);
        Tqc index = served.index("run.jsonl");
        assertThat(index.header)
                .containsEntry("v", 1L)
                .containsEntry("file", "run.jsonl")
                .containsEntry("n", 4L)
                .containsEntry("events", 1L)
                .containsEntry("t0", micros("2026-11-22T10:00:00Z"))
                .containsEntry("bytes", Files.size(folder.resolve("run.jsonl")))
                .containsEntry("live", false)
                .containsEntry("skipped", List.of())
                .containsEntry("warnings", List.of());
        assertThat(index.names()).containsExactly("answer", "plan", "plan", "");
        assertThat(index.column("start")).containsExactly(100.0, 200.0, 2e6, 2e6);
        assertThat(index.column("duration")).containsExactly(2_999_900.0, 1e6, -1.0, -1.0);
        assertThat(index.column("parent")).containsExactly(-1, 0, -1, -1);
        assertThat(index.column("status")).containsExactly(0, 1, 3, 3);
        assertThat(index.column("flags")).containsExactly(0, 0, 1, 2);
        assertThat(List.of(index.kind(0), index.kind(1))).containsExactly("agent", "llm");
        assertThat(index.kind(2)).isNull();
        assertThat(index.column("llmRow")).containsExactly(1L);
        assertThat(index.column("inputTokens")).containsExactly(1000.0);
        assertThat(index.column("cacheReadTokens")).containsExactly(0.0);
        assertThat(index.column("reasoningTokens")).containsExactly(-1.0);
        assertThat(index.column("cost")).containsExactly(0.25);
        assertThat(index.column("firstToken")).containsExactly(320_000.0);
        assertThat(index.header).containsEntry("models", List.of("gpt-4o"));
        assertThat(index.column("eventTime")).containsExactly(300_000.0);
        assertThat(index.column("eventParent")).containsExactly(1);
        assertThat(index.trace(0))
                .containsEntry("name", "run")
                .containsEntry("traceId", "t1")
                .containsEntry("status", "error")
                .containsEntry("start", micros("2026-11-22T10:00:00Z"))
                .containsEntry("duration", 4_000_000L)
                .containsEntry("firstRow", 0L)
                .containsEntry("rows", 4L)
                .containsEntry("tags", List.of("a", "b"))
                .containsEntry("thread", "c")
                .containsEntry("release", "1")
                .containsEntry("hasInput", true)
                .containsEntry("hasOutput", true)
                .containsEntry("error", Map.of("type", "E", "message", "m", "traceback", "at x"))
                .containsEntry("parent", null)
                .containsEntry("children", List.of());
        assertThat(Tqc.object(index.trace(0).get("totals")))
                .containsEntry("spans", 4L)
                .containsEntry("errors", 1L)
                .containsEntry("inputTokens", 1000L)
                .containsEntry("cost", 0.25)
                .containsEntry("unpriced", 0L);
    }

    @Test
    void cost_isThatOfThePriceTable_whereNoneWasRecorded() throws IOException {
        write("run.jsonl", """
                {"type":"span_end","id":"a","name":"x","ts":"2026-11-22T10:00:00Z","duration_s":1,"status":"ok","kind":"llm","metadata":{"model":"gpt-4o","token_usage":{"input_tokens":1000000,"output_tokens":0}}}
                {"type":"span_end","id":"b","name":"x","ts":"2026-11-22T10:00:00Z","duration_s":1,"status":"ok","kind":"llm","metadata":{"model":"house-model-7","token_usage":{"input_tokens":1000000,"output_tokens":0}}}
                """);
        Tqc index = served.index("run.jsonl");
        assertThat(index.number("cost", 0)).isEqualTo(2.5);
        assertThat(index.number("cost", 1)).isEqualTo(-1);
        assertThat(Tqc.object(index.trace(0).get("totals")))
                .containsEntry("cost", 2.5)
                .containsEntry("unpriced", 1L);
    }

    @Test
    void spansWithoutAnEnd_areThere_withHowTheyStand() throws IOException {
        String spans = """
                {"type":"span_start","id":"a","parent_id":null,"name":"outer","ts":"2026-11-22T10:00:00Z","kind":"agent","metadata":{"model":"m"}}
                {"type":"span_start","id":"b","parent_id":"a","name":"inner","ts":"2026-11-22T10:00:01Z"}
                {"type":"span_end","id":"b","parent_id":"a","name":"inner","ts":"2026-11-22T10:00:02Z","duration_s":1,"status":"ok"}
                """;
        write("crashed.jsonl", start(1, "elsewhere") + spans);
        Files.setLastModifiedTime(folder.resolve("crashed.jsonl"), java.nio.file.attribute.FileTime.fromMillis(1));
        write("running.jsonl", start(ProcessHandle.current().pid(), Machine.host()) + spans);
        Tqc crashed = served.index("crashed.jsonl");
        assertThat(crashed.trace(0)).containsEntry("status", "crashed").containsEntry("duration", null);
        assertThat(crashed.column("status")).containsExactly(3, 0);
        assertThat(crashed.column("parent")).containsExactly(-1, 0);
        assertThat(crashed.header).containsEntry("live", false);
        Tqc running = served.index("running.jsonl");
        assertThat(running.trace(0)).containsEntry("status", "running").containsEntry("rows", 2L);
        assertThat(running.column("status")).containsExactly(2, 0);
        assertThat(running.header).containsEntry("live", true);
    }

    private static String start(long pid, String host) {
        return "{\"type\":\"trace_start\",\"ts\":\"2099-01-01T00:00:00Z\",\"name\":\"live\",\"format\":1,\"pid\":" + pid
                + ",\"host\":" + Json.write(host) + "}\n";
    }

    @Test
    void severalTraces_haveTheirRows() throws IOException {
        String trace = """
                {"type":"trace_start","trace_id":"ID","ts":"2026-11-22T10:00:00Z","name":"ID"}
                {"type":"span_end","id":"a","name":"x","ts":"2026-11-22T10:00:01Z","duration_s":1,"status":"ok"}
                """;
        write(
                "run.jsonl",
                trace.replace("ID", "t1") + trace.replace("ID", "t2")
                        + "{\"type\":\"trace_end\",\"ts\":\"2026-11-22T10:00:02Z\",\"status\":\"ok\"}\n");
        Tqc index = served.index("run.jsonl");
        assertThat(index.trace(0))
                .containsEntry("name", "t1")
                .containsEntry("status", "crashed")
                .containsEntry("rows", 1L);
        assertThat(index.trace(1))
                .containsEntry("name", "t2")
                .containsEntry("status", "ok")
                .containsEntry("firstRow", 1L)
                .containsEntry("duration", 2_000_000L);
    }

    @Test
    void brokenLines_areCounted_andSaid() throws IOException {
        write("run.jsonl", """
                {"type":"trace_start","ts":"2026-11-22T10:00:00Z","format":7}
                garbage
                {"type":"span_start","name":"no id"}
                {"type":"span_start","id":"a","name":"x"}
                {"type":"span_e""".stripTrailing());
        Files.setLastModifiedTime(folder.resolve("run.jsonl"), java.nio.file.attribute.FileTime.fromMillis(1));
        Tqc index = served.index("run.jsonl");
        assertThat(index.n()).isEqualTo(1);
        assertThat((List<?>) index.header.get("skipped"))
                .map(Tqc::object)
                .extracting(
                        skipped -> skipped.get("reason") + " " + skipped.get("count") + " " + skipped.get("firstLine"))
                .containsExactlyInAnyOrder("torn 1 5", "garbage 1 2", "no id 1 3");
        assertThat((List<?>) index.header.get("warnings"))
                .hasSize(2)
                .anySatisfy(text -> assertThat((String) text).contains("middle of a line"))
                .anySatisfy(text -> assertThat((String) text).contains("format 7"));
        assertThat(index.trace(0)).containsEntry("name", "run");
        assertThat(index.number("start", 0)).isNaN();
        assertThat((Long) index.header.get("bytes"))
                .isEqualTo(Files.size(folder.resolve("run.jsonl")) - "{\"type\":\"span_e".length());
    }

    @Test
    void emptyFile_hasNoRows() throws IOException {
        write("run.jsonl", "");
        Tqc index = served.index("run.jsonl");
        assertThat(index.n()).isZero();
        assertThat(index.header).containsEntry("traces", List.of()).containsEntry("t0", 0L);
    }

    @Test
    void etag_isAnsweredWith304_untilTheFileChanges() throws IOException {
        write("run.jsonl", "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"x\"}\n");
        HttpResponse<byte[]> first = served.get("index", "file", "run.jsonl");
        String etag = first.headers().firstValue("ETag").orElseThrow();
        HttpRequest again = HttpRequest.newBuilder(served.uri("index", "file", "run.jsonl"))
                .header("If-None-Match", etag)
                .build();
        assertThat(served.send(again).statusCode()).isEqualTo(304);
        write("run.jsonl", "{\"type\":\"span_start\",\"id\":\"a\",\"name\":\"xyz\"}\n");
        HttpResponse<byte[]> changed = served.send(again);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(new Tqc(changed.body()).names()).containsExactly("xyz");
    }

    @Test
    void indexThatTakesLong_isAnsweredWithHowFarItIs() throws IOException {
        served.close();
        served = new Served(folder, new IndexCache(null, 0), 0);
        String line = "{\"type\":\"span_start\",\"id\":\"a\",\"input\":\"" + "x".repeat(10_000) + "\"}\n";
        write("run.jsonl", line.repeat(2_000));
        HttpResponse<byte[]> first = served.get("index", "file", "run.jsonl");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(Tqc.object(Json.parse(Served.text(first))))
                .containsEntry("total", (long) line.length() * 2_000)
                .hasEntrySatisfying("done", done -> assertThat((Long) done).isBetween(0L, line.length() * 2_000L));
        assertThat(served.index("run.jsonl").n()).isEqualTo(2_000);
    }

    @Test
    void manyNames_needNoSmallNumbers() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 70_000; i++) {
            lines.append("{\"type\":\"span_start\",\"id\":\"s")
                    .append(i)
                    .append("\",\"name\":\"n")
                    .append(i);
            lines.append("\",\"kind\":\"k").append(i).append("\"}\n");
        }
        write("run.jsonl", lines.toString());
        Tqc index = served.index("run.jsonl");
        assertThat(index.name(69_999)).isEqualTo("n69999");
        assertThat(index.kind(65_534)).isEqualTo("k65534");
        assertThat(index.kind(65_535)).isNull();
    }

    @Test
    void missingFile_isRefused_bySentence() {
        HttpResponse<byte[]> answer = served.get("index", "file", "none.jsonl");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Served.text(answer)).contains("none.jsonl").contains("message");
    }

    private static long micros(String instant) {
        return java.time.Instant.parse(instant).getEpochSecond() * 1_000_000;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
