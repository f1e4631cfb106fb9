package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.store.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTextTest {

    private static final String TEXT = """
            {"type":"trace_start","ts":"2026-11-22T10:00:00.000000Z","name":"t"}
            {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"n","ts":"2026-11-22T10:00:00.000000Z","input":"%s"}
            {"type":"trace_end","ts":"2026-11-22T10:00:00.000000Z","status":"ok"}
            """.formatted("large ".repeat(5000));

    @TempDir
    Path folder;

    @Test
    void text_ofARawFileAndItsArchive() throws IOException {
        Path raw = Files.writeString(folder.resolve("run.jsonl"), TEXT);
        Archive.write(raw, folder.resolve("out"));

        try (TraceText text = TraceText.open(raw);
                TraceText archived = TraceText.open(folder.resolve("out/run.jsonl.gz"))) {
            byte[] bytes = new byte[8];
            assertThat(text.length()).isEqualTo(TEXT.length());
            assertThat(text.read(TEXT.indexOf("trace_end"), bytes, 0, 5)).isEqualTo(5);
            assertThat(new String(bytes, 0, 5, StandardCharsets.UTF_8)).isEqualTo("trace");
            assertThat(text.read(TEXT.length(), bytes, 0, 1)).isEqualTo(-1);
            assertThat(archived.length()).isLessThan(1000);
            assertThat(archived.truncated()).isFalse();
        }
    }

    @Test
    void inputs_ofAnArchivesSecondFile() throws IOException {
        Path raw = Files.writeString(folder.resolve("run.jsonl"), TEXT);
        Archive.write(raw, folder.resolve("out"));

        assertThat(TraceText.inputs(raw)).isNull();
        try (InputStream in = Objects.requireNonNull(TraceText.inputs(folder.resolve("out/run.jsonl.gz")))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("{\"span_id\":\"a000000000000001\",\"input\":\"large large ")
                    .endsWith("large \"}\n");
        }
    }
}
