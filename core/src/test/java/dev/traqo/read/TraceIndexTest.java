package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceIndexTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void index_agreesWithOracle(boolean ordered, boolean broken) throws IOException {
        for (int seed = 0; seed < 150; seed++) {
            byte[] bytes = new RandomTrace(seed, ordered, broken).bytes(20 + seed * 3);
            int threads = 1 + seed % 4;
            int piece = List.of(64, 333, 1 << 10, 1 << 14, 1 << 20).get(seed % 5);
            int buffer = List.of(64, 128, 1 << 10, 1 << 16).get(seed % 4);
            agrees(bytes, threads, piece, buffer, "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,true,2", "true,true,5", "true,false,6"})
    void index_agreesWithOracle_whereverPiecesBegin(boolean ordered, boolean broken, long seed) throws IOException {
        byte[] bytes = new RandomTrace(seed, ordered, broken).bytes(25);
        for (int piece = 1; piece < 700; piece++) {
            agrees(bytes, 1 + piece % 3, piece, 64 + piece % 97, "piece " + piece);
        }
    }

    private void agrees(byte[] bytes, int threads, int piece, int buffer, String what) throws IOException {
        Path file = folder.resolve("trace.jsonl");
        Files.write(file, bytes);
        try (ByteSource source = ByteSource.open(file);
                TraceIndex index = new TraceIndex(
                        file, source, new IndexBuilder(source, threads, piece, buffer, (done, total) -> {}))) {
            IndexComparison.compare(index, new IndexOracle(bytes), what);
        }
    }

    @Test
    void rowAt_theLineThatBeginsThere() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            byte[] bytes = new RandomTrace(seed, seed % 2 == 0, seed % 3 == 0).bytes(200);
            Path file = Files.write(folder.resolve("trace.jsonl"), bytes);
            Map<Long, Integer> rows = new LinkedHashMap<>();
            try (TraceIndex index = TraceIndex.open(file, 1);
                    TraceReader reader = TraceReader.open(file)) {
                for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
                    if (event.type().startsWith("trace_")) {
                        rows.put(event.offset(), -1);
                    }
                }
                for (int row = 0; row < index.size(); row++) {
                    rows.put(index.startOffset(row), row);
                    rows.put(index.endOffset(row), row);
                }
                for (int event = 0; event < index.points().size(); event++) {
                    rows.put(index.points().offset(event), index.points().parent(event));
                }
                List<Long> wrong = LongStream.rangeClosed(0, bytes.length)
                        .filter(at -> index.rowAt(at) != rows.getOrDefault(at, -2))
                        .boxed()
                        .toList();
                assertThat(wrong).as("seed %s", seed).isEmpty();
            }
        }
    }

    @Test
    void open_namesTheFile_whenItIsMissing() {
        assertThatThrownBy(() -> TraceIndex.open(folder.resolve("none.jsonl")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.jsonl");
    }

    @Test
    void open_hasNothing_forAnEmptyFile() throws IOException {
        try (TraceIndex index = TraceIndex.open(file(""))) {
            assertThat(index.size()).isZero();
            assertThat(index.traces()).isEmpty();
            assertThat(index.skipped().isEmpty()).isTrue();
        }
    }

    @Test
    void events_areReadByOffset_alsoAfterClose() throws IOException {
        TraceIndex index = TraceIndex.open(file("""
                {"type":"span_start","id":"a","parent_id":null,"name":"n","ts":"2026-11-22T10:24:29.028902Z","input":[1,"é"]}
                {"type":"span_end","id":"a","parent_id":null,"name":"n","ts":"2026-11-22T10:24:30Z","duration_s":1.0,"status":"ok","output":{"x":null}}
                """));
        assertThat(index.startEvent(0)).containsEntry("input", List.of(1L, "é"));
        index.close();
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("x", null);
        assertThat(index.endEvent(0)).containsEntry("output", output);
    }

    @Test
    void index_readsLinesLongerThanItsBuffer() throws IOException {
        String text = "x".repeat(3_000_000);
        StringBuilder lines = new StringBuilder("{\"type\":\"trace_start\",\"format\":1}\n");
        for (int i = 0; i < 4; i++) {
            lines.append("{\"type\":\"span_start\",\"id\":\"s").append(i).append("\",\"name\":\"n\",\"input\":\"");
            lines.append(text).append("\"}\n");
        }
        try (TraceIndex index = TraceIndex.open(file(lines.toString()), 3)) {
            assertThat(index.size()).isEqualTo(4);
            assertThat(index.id(3)).isEqualTo("s3");
            assertThat((String) index.startEvent(3).get("input")).hasSize(text.length());
        }
    }

    @Test
    void index_acceptsPayloadsOfAnyDepth() throws IOException {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        try (TraceIndex index = TraceIndex.open(file("{\"type\":\"span_start\",\"input\":" + deep
                + ",\"id\":\"a\",\"name\":\"deep\"}\n{\"type\":\"span_start\",\"input\":" + deep.substring(1)
                + ",\"id\":\"b\"}\n"))) {
            assertThat(index.size()).isEqualTo(1);
            assertThat(index.name(0)).isEqualTo("deep");
            assertThat(index.skipped().count(Skipped.Reason.GARBAGE)).isEqualTo(1);
        }
    }

    private Path file(String text) throws IOException {
        return Files.write(folder.resolve("file.jsonl"), text.getBytes(StandardCharsets.UTF_8));
    }
}
