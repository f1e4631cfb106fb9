package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.store.Archive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLineTest {

    @TempDir
    Path folder;

    @Test
    void fields_haveTheSizesOfTheirText_inTheOrderOfTheLine() throws IOException {
        EventLine line = start(
                "{ \"type\" : \"span_start\" ,\"id\":\"a\",\"in\\u0070ut\": [1, {\"x\":\"]}\\\\\\\"\"}] ,\"n\":-1e3}");
        assertThat(line.fields())
                .containsExactly(
                        Map.entry("type", 12L), Map.entry("id", 3L), Map.entry("input", 19L), Map.entry("n", 4L));
        assertThat(text(line, "input")).isEqualTo("[1, {\"x\":\"]}\\\\\\\"\"}]");
        assertThat(line.without(Set.of("input"))).containsOnlyKeys("type", "id", "n");
    }

    @Test
    void beginning_isCutBetweenCharacters() throws IOException {
        EventLine line = start("{\"type\":\"span_start\",\"id\":\"a\",\"input\":\"äöü\"}");
        assertThat(line.beginning("input", 4)).isEqualTo("\"ä");
        assertThat(line.beginning("input", 5)).isEqualTo("\"äö");
        assertThat(line.beginning("input", 500)).isEqualTo("\"äöü\"");
        assertThat(line.beginning("output", 500)).isEmpty();
    }

    @Test
    void largeValues_areFoundInLinesOfManyBlocks() throws IOException {
        String large = "\"" + "x\\\"}".repeat(100_000) + "\"";
        EventLine line = start("{\"type\":\"span_start\",\"id\":\"a\",\"input\":" + large + ",\"more\":[true]}");
        assertThat(line.size("input")).isEqualTo(large.length());
        assertThat(text(line, "input")).isEqualTo(large);
        assertThat(line.without(Set.of("input")))
                .containsEntry("more", List.of(true))
                .doesNotContainKey("input");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        line.write(whole);
        assertThat(whole.size()).isEqualTo(line.length());
    }

    @Test
    void without_leavesOutWhatIsBroken() throws IOException {
        Path file = write("""
                {"type":"trace_start","format":1,"trace_id":"t"}
                {"type":"span_start","id":"a","name":"n","input":[1,}}
                {"type":"span_start","id":"b"}
                """);
        try (TraceIndex index = TraceIndex.open(file)) {
            assertThat(index.startEvent(0)).isEmpty();
            assertThat(index.startLine(0).without(Set.of()))
                    .containsEntry("name", "n")
                    .doesNotContainKey("input");
        }
    }

    @Test
    void theLastOfTwoFieldsOfTheSameName_counts() throws IOException {
        EventLine line = start("{\"type\":\"span_start\",\"id\":\"a\",\"x\":1,\"x\":22}");
        assertThat(line.without(Set.of())).containsEntry("x", 22L);
        assertThat(text(line, "x")).isEqualTo("22");
        assertThat(line.size("x")).isEqualTo(2);
    }

    @Test
    void lineThatIsNotThere_isEmpty() throws IOException {
        Path file = write("{\"type\":\"span_start\",\"id\":\"a\"}\n");
        try (TraceIndex index = TraceIndex.open(file)) {
            EventLine end = index.endLine(0);
            assertThat(end.length()).isZero();
            assertThat(end.fields()).isEmpty();
            assertThat(end.without(Set.of())).isEmpty();
            assertThat(index.endOffset(0)).isEqualTo(-1);
            assertThat(index.startOffset(0)).isZero();
        }
    }

    @Test
    void inputsOfAnArchive_standInTheirPlace() throws IOException {
        String input = "{\"text\":\"" + "large ".repeat(10_000) + "\"}";
        Path archive = archive(input);
        try (TraceIndex index = TraceIndex.open(archive)) {
            EventLine line = index.startLine(0);
            assertThat(line.fields()).containsEntry("input", (long) input.length());
            assertThat(text(line, "input")).isEqualTo(input);
            assertThat(line.beginning("input", 8)).isEqualTo("{\"text\":");
            assertThat(line.missing()).isNull();
            assertThat(line.without(Set.of())).isEqualTo(index.startEvent(0));
        }
    }

    @Test
    void missing_namesTheSecondFile_whenItIsNotThere() throws IOException {
        Path archive = archive("\"" + "large ".repeat(10_000) + "\"");
        Files.delete(folder.resolve("run.content.jsonl.zst"));
        try (TraceIndex index = TraceIndex.open(archive)) {
            assertThat(index.startLine(0).missing()).isEqualTo("run.content.jsonl.zst");
            assertThat(index.startLine(0).without(Set.of()).get("input"))
                    .isEqualTo(Map.of("_ref", "a000000000000001", "_size", 60_002L));
        }
    }

    @Test
    void missing_isNull_forUserDataThatLooksLikeAStub() throws IOException {
        EventLine own = start("{\"type\":\"span_start\",\"id\":\"a\",\"input\":{\"_ref\":\"a\",\"_size\":5}}");
        assertThat(own.missing()).isNull();
        assertThat(own.without(Set.of())).containsEntry("input", Map.of("_ref", "a", "_size", 5L));
    }

    @Test
    void bytes_endBeforeALineThatIsNotComplete() throws IOException {
        String whole = "{\"type\":\"span_start\",\"id\":\"a\"}\n";
        try (TraceIndex torn = TraceIndex.open(write(whole + "{\"type\":\"span_e"));
                TraceIndex nothing = TraceIndex.open(write("{\"type\""))) {
            assertThat(torn.bytes()).isEqualTo(whole.length());
            assertThat(nothing.bytes()).isZero();
        }
        String unterminated = whole + whole.strip();
        try (TraceIndex index = TraceIndex.open(write(unterminated))) {
            assertThat(index.size()).isEqualTo(2);
            assertThat(index.bytes()).isEqualTo(unterminated.length());
        }
    }

    @Test
    void open_tellsHowFarItIs() throws IOException {
        Path file = write("{\"type\":\"span_start\",\"id\":\"a\",\"input\":\"" + "x".repeat(3 << 20) + "\"}\n");
        long[] last = new long[2];
        TraceIndex.open(file, 1, (done, total) -> {
                    assertThat(done).isGreaterThan(last[0]);
                    last[0] = done;
                    last[1] = total;
                })
                .close();
        assertThat(last).containsExactly(Files.size(file), Files.size(file));
    }

    private Path archive(String input) throws IOException {
        Path raw = write("""
                {"type":"trace_start","trace_id":"t","format":1,"ts":"2026-11-22T10:00:00Z"}
                {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"n","ts":"2026-11-22T10:00:00Z","input":INPUT}
                {"type":"trace_end","trace_id":"t","ts":"2026-11-22T10:00:01Z","status":"ok"}
                """.replace("INPUT", input));
        return Archive.write(raw).events();
    }

    private EventLine start(String line) throws IOException {
        TraceIndex index = TraceIndex.open(write(line + "\n"));
        index.close();
        assertThat(index.size()).isEqualTo(1);
        return index.startLine(0);
    }

    private static String text(EventLine line, String field) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.write(field, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve("run.jsonl"), text);
    }
}
