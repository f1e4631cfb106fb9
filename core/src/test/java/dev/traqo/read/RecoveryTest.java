package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Tracer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {

    private static final String START = """
            {"type":"trace_start","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:00.000000Z","name":"t","format":1,"pid":1,"host":"elsewhere"}
            """;
    private static final String SPAN_START = """
            {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"s","ts":"2026-11-22T10:00:00.250000Z"}
            """;

    @TempDir
    Path dir;

    private Path file(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("t.jsonl"), text);
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
        return file;
    }

    @Test
    void wholeTrace_isLeftAlone() throws IOException {
        Path file = dir.resolve("whole.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            tracer.log("note", 1);
        }
        byte[] before = Files.readAllBytes(file);

        assertThat(Recovery.of(file, false).changed()).isFalse();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void emptyFile_isLeftAlone() throws IOException {
        assertThat(Recovery.of(file(""), false).changed()).isFalse();
    }

    @Test
    void missingEnd_isAddedAndValid() throws IOException {
        Path file = file(START + SPAN_START);
        Recovery.Result result = Recovery.of(file, false);

        assertThat(result.addedEnd()).isTrue();
        assertThat(result.addedNewline()).isFalse();
        List<String> lines = Files.readAllLines(file);
        assertThat(String.join("\n", lines.subList(0, 2)) + "\n").isEqualTo(START + SPAN_START);
        assertThat(lines.get(2))
                .startsWith(
                        "{\"type\":\"trace_end\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"ts\":\"2026-11-22T10:00:00.250000Z\",\"duration_s\":0.25,\"status\":\"interrupted\",\"recovered\":true,\"stats\":{\"spans\":1,");
        assertThat(TraceSummary.read(file).get(0).status()).isEqualTo(Status.INTERRUPTED);
    }

    @Test
    void lastOfTwoTraces_isEnded() throws IOException {
        Path file = file(START + SPAN_START + START.replace("0af7", "1af7") + SPAN_START);
        Recovery.of(file, false);

        assertThat(TraceSummary.read(file))
                .extracting(TraceSummary::status)
                .containsExactly(Status.CRASHED, Status.INTERRUPTED);
    }

    @Test
    void traceThatIsOpenHere_isRefused() throws IOException {
        Path file = dir.resolve("open.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            tracer.log("note", 1);
            assertThatThrownBy(() -> Recovery.of(file, false))
                    .isInstanceOf(Recovery.StillRunningException.class)
                    .hasMessageContaining("is alive");
        }
        assertThat(Recovery.of(file, false).changed()).isFalse();
    }

    @Test
    void fileThatAnotherWriterLocks_isRefused() throws IOException {
        Path file = file(START + SPAN_START);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.lock();
            assertThatThrownBy(() -> Recovery.of(file, true)).isInstanceOf(Recovery.StillRunningException.class);
        }
        assertThat(Files.readString(file)).isEqualTo(START + SPAN_START);
    }

    @Test
    void missingFile_isNamed() {
        assertThatThrownBy(() -> Recovery.of(dir.resolve("none.jsonl"), false)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void archiveWithoutEnd_itsCopyHasTheFiles() throws IOException {
        String name = "ab".repeat(32) + ".png";
        Path kept = Files.createDirectory(dir.resolve("t.files")).resolve(name);
        Files.writeString(kept, "picture");
        String line = "{\"type\":\"event\",\"id\":\"a000000000000002\",\"parent_id\":null,\"name\":\"e\","
                + "\"ts\":\"2026-11-22T10:00:00.500000Z\",\"data\":{\"_file\":\"" + name + "\"}}\n";
        Path archive = Files.write(
                dir.resolve("t.jsonl.gz"), TraceFileSamples.gzip(TraceFileSamples.utf8(START + SPAN_START + line)));

        Recovery.Result result = Recovery.of(archive, false);

        assertThat(result.file()).isEqualTo(dir.resolve("t-2.jsonl"));
        assertThat(dir.resolve("t-2.files").resolve(name)).hasContent("picture");
        assertThat(kept).exists();
    }
}
