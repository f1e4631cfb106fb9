package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceCheckTest {

    private static final String START = """
            {"type":"trace_start","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:00.000000Z","name":"t","format":1,"pid":1,"host":"elsewhere"}
            """;
    private static final String SPAN = """
            {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"s","ts":"2026-11-22T10:00:00.000000Z"}
            {"type":"span_end","id":"a000000000000001","parent_id":null,"name":"s","ts":"2026-11-22T10:00:01.000000Z","duration_s":1.000000,"status":"ok"}
            """;
    private static final String END = """
            {"type":"trace_end","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:01.000000Z","duration_s":1.000000,"status":"ok","stats":{"spans":1}}
            """;

    @TempDir
    Path dir;

    private List<String> check(byte[] text) throws IOException {
        Path file = Files.write(dir.resolve("t.jsonl"), text);
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
        List<String> problems = new ArrayList<>();
        TraceCheck.Report report = TraceCheck.of(
                file,
                problem -> problems.add(problem.line() + (problem.remark() ? ": remark: " : ": ") + problem.what()));
        assertThat(report.problems() + report.remarks()).isEqualTo(problems.size());
        assertThat(report.remarks())
                .isEqualTo(problems.stream().filter(p -> p.contains("remark")).count());
        return problems;
    }

    private List<String> check(String text) throws IOException {
        return check(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void goodTrace_noProblem() throws IOException {
        assertThat(check(START + SPAN + END)).isEmpty();
        assertThat(check(START + SPAN + END + START + SPAN + END)).isEmpty();
    }

    /** One part of a good trace replaced. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "\"status\":\"ok\",\"stats\" ~ \"status\":\"fine\",\"stats\" ~ 4: status \"fine\" is none of ok, error, interrupted",
                "\"duration_s\":1.000000,\"status\":\"ok\"} ~ \"duration_s\":-1.0,\"status\":\"ok\"} ~ 3: duration_s is negative",
                "\"duration_s\":1.000000,\"status\":\"ok\"} ~ \"status\":\"ok\"} ~ 3: duration_s is not a number",
                ",\"stats\":{\"spans\":1} ~ ^^ ~ 4: trace_end has no stats",
                "{\"spans\":1} ~ {\"spans\":0} ~ 4: stats count 0 spans, the trace has 1",
                "\"format\":1 ~ \"format\":2 ~ 1: format 2 is newer than this program",
                "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"ts\":\"2026-11-22T10:00:01 ~ \"trace_id\":\"1af7651916cd43dd8448eb211c80319c\",\"ts\":\"2026-11-22T10:00:01 ~ 4: trace_id differs from that of the trace_start in line 1",
                "\"ts\":\"2026-11-22T10:00:01.000000Z\",\"duration_s\":1.000000,\"status\":\"ok\"} ~ \"ts\":\"yesterday\",\"duration_s\":1.000000,\"status\":\"ok\"} ~ 3: ts \"yesterday\" is not a time",
                "\"ts\":\"2026-11-22T10:00:01.000000Z\",\"duration_s\":1.000000,\"status\":\"ok\"} ~ \"ts\":\"2026-11-22T09:00:00.000000Z\",\"duration_s\":1.000000,\"status\":\"ok\"} ~ 3: ts is earlier than the start of the trace",
                "\"span_start\",\"id\":\"a000000000000001\",\"parent_id\":null ~ \"span_start\",\"id\":\"a000000000000001\",\"parent_id\":\"b000000000000001\" ~ 2: parent b000000000000001 is not in the trace",
                "\"span_start\",\"id\":\"a000000000000001\",\"parent_id\":null, ~ \"span_start\",\"id\":\"a000000000000001\", ~ 2: has no parent_id",
                "\"span_start\",\"id\":\"a000000000000001\",\"parent_id\":null,\"name\":\"s\" ~ \"span_start\",\"id\":\"a000000000000001\",\"parent_id\":null ~ 2: has no name"
            })
    void oneFault_oneProblem(String part, String by, String problem) throws IOException {
        String good = START + SPAN + END;
        assertThat(good).contains(part);
        assertThat(check(good.replace(part, by))).containsExactly(problem);
    }

    @Test
    void lostParent_isARemark() throws IOException {
        String good = START + SPAN + END;
        String lost = good.replaceFirst("\"name\":\"s\"", "\"thread\":\"pool-1-thread-3\",$0");
        assertThat(check(lost))
                .containsExactly(
                        "2: remark: its parent is unknown: recorded on thread \"pool-1-thread-3\", where no span was current");
        assertThat(check(lost.replace("\"pool-1-thread-3\"", "3"))).containsExactly("2: thread is not a string");
        assertThat(check(good.replace(END, """
                        {"type":"span_start","id":"a000000000000002","parent_id":"a000000000000001","name":"s","ts":"2026-11-22T10:00:00.000000Z","thread":"t"}
                        {"type":"span_end","id":"a000000000000002","parent_id":"a000000000000001","name":"s","ts":"2026-11-22T10:00:01.000000Z","duration_s":1.000000,"status":"ok"}
                        """) + END.replace(":1}}", ":2}}")))
                .containsExactly("4: thread stands beside a parent_id");
    }

    @Test
    void linesThatAreNoEvents() throws IOException {
        assertThat(check(START + "garbage\nnull\n{\"type\":\"later\"}\n{}\n{\"type\":\"span_start\"}\n\n" + SPAN + END))
                .containsExactly(
                        "2: is not JSON",
                        "3: is not an object",
                        "4: unknown type \"later\"",
                        "5: has no type",
                        "6: span_start has no id");
    }

    @Test
    void bytesThatAreNotText() throws IOException {
        byte[] good = (START + SPAN + END)
                .replace("\"name\":\"t\"", "\"name\":\"\uFFFF\"")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < good.length; i++) {
            if (good[i] == (byte) 0xEF) {
                good[i] = (byte) 0xFF;
            }
        }
        assertThat(check(good)).containsExactly("1: holds bytes that are not UTF-8");
        assertThat(check("\uFEFF" + START + SPAN + END)).containsExactly("1: the file begins with a byte order mark");
        assertThat(check((START + SPAN + END).replace("\n", "\r\n")))
                .containsExactly("1: lines end with a carriage return");
    }

    @Test
    void missingParts() throws IOException {
        String[] span = SPAN.split("(?<=\n)");
        assertThat(check(START + SPAN)).containsExactly("3: the trace of line 1 has no trace_end");
        assertThat(check(START + SPAN + START + SPAN + END)).containsExactly("3: the trace of line 1 has no trace_end");
        assertThat(check(START + span[0] + END))
                .containsExactly("2: span a000000000000001 never ended, though its trace did");
        assertThat(check(START + span[1] + END)).containsExactly("2: span a000000000000001 has no span_start");
        assertThat(check(SPAN + END)).containsExactly("1: no trace_start before this span_start");
        assertThat(check(START + SPAN + END.strip())).containsExactly("4: the last line has no newline");
        assertThat(check(START + SPAN + END + span[0] + span[1]))
                .startsWith("5: span_start after the trace_end of its trace");
        assertThat(check(START + SPAN + END.substring(0, 60)))
                .containsExactly(
                        "4: the last line was cut off while it was written", "4: the trace of line 1 has no trace_end");
    }

    @Test
    void sameIdTwice() throws IOException {
        assertThat(check(START + SPAN + SPAN + END.replace("\"spans\":1", "\"spans\":2")))
                .contains("4: span id a000000000000001 was used before, in line 2");
    }

    @Test
    void parentThatStartsLater_isNoProblem() throws IOException {
        String inner = SPAN.replace("a000000000000001", "b000000000000001")
                .replace("\"parent_id\":null", "\"parent_id\":\"a000000000000001\"")
                .replace("10:00:01", "10:00:00");
        assertThat(check(START + inner + SPAN + END.replace("\"spans\":1", "\"spans\":2")))
                .isEmpty();
    }
}
