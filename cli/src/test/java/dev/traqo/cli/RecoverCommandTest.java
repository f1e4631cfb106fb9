package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoverCommandTest {

    @TempDir
    Path dir;

    @Test
    void recover_crashed_getsNewlineAndEnd() throws IOException {
        Path file = Fixtures.write(dir.resolve("crashed.jsonl"), Fixtures.CRASHED);
        Cli.Result result = Cli.launch("recover", file.toString());

        assertThat(result.output())
                .isEqualTo("✓ " + file + ": recovered, ended its last line, added its end (2 spans, 0 errors)\n");
        assertThat(result.exitCode()).isZero();
        assertThat(Files.readString(file)).isEqualTo(Fixtures.CRASHED + """

                                {"type":"trace_end","trace_id":"3af7651916cd43dd8448eb211c80319f","ts":"2026-11-20T09:00:03.500000Z","duration_s":3.5,"status":"interrupted","recovered":true,"stats":{"spans":2,"events":0,"errors":0,"total_input_tokens":10,"total_output_tokens":5,"total_cache_read_tokens":0,"total_cache_creation_tokens":0,"total_reasoning_tokens":0,"total_cost":0.5}}
                                """);
        assertThat(Cli.launch("ls", file.toString()).output()).contains("◌ interrupted");
    }

    @Test
    void recover_twice_changesNothing() throws IOException {
        Path file = Fixtures.write(dir.resolve("crashed.jsonl"), Fixtures.CRASHED);
        Cli.launch("recover", file.toString());
        String once = Files.readString(file);
        Cli.Result again = Cli.launch("recover", file.toString());

        assertThat(again.output()).isEqualTo("✓ " + file + ": nothing to recover\n");
        assertThat(again.exitCode()).isZero();
        assertThat(Files.readString(file)).isEqualTo(once);
    }

    @Test
    void recover_running_refusesUnlessForced() throws IOException {
        Path file = Fixtures.write(dir.resolve("live.jsonl"), Fixtures.running());
        Cli.Result refused = Cli.launch("recover", file.toString());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errorOutput())
                .isEqualTo("traqo: " + file + ": the trace is still running, its process "
                        + ProcessHandle.current().pid()
                        + " is alive; wait for it to end, or recover it all the same with --force\n");
        assertThat(Files.readString(file)).isEqualTo(Fixtures.running());

        assertThat(Cli.launch("recover", "--force", file.toString()).exitCode()).isZero();
        assertThat(Files.readString(file)).startsWith(Fixtures.running()).contains("\"recovered\":true");
    }

    @Test
    void recover_archive_goesIntoANewFile() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Fixtures.SUPPORT.getBytes(StandardCharsets.UTF_8));
        }
        byte[] cut = Arrays.copyOf(bytes.toByteArray(), bytes.size() * 2 / 3);
        Path archive = Files.write(dir.resolve("run.jsonl.gz"), cut);
        Path taken = Fixtures.write(dir.resolve("run-2.jsonl"), "taken");

        Map<?, ?> result = (Map<?, ?>)
                Json.parse(Cli.launch("recover", "--json", archive.toString()).output());

        Path written = dir.resolve("run-3.jsonl");
        assertThat(result.get("file")).isEqualTo(written.toString());
        assertThat(result.get("added_end")).isEqualTo(true);
        assertThat(Files.readAllBytes(archive)).isEqualTo(cut);
        assertThat(Files.readString(taken)).isEqualTo("taken");
        assertThat(Files.readString(written)).contains("\"recovered\":true").endsWith("}\n");
        assertThat(Fixtures.SUPPORT)
                .startsWith(Files.readString(written).lines().findFirst().orElseThrow());
        try (var files = Files.list(dir)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void recover_missing_fails() {
        Cli.Result result = Cli.launch("recover", dir + "/none.jsonl");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput()).startsWith("traqo: " + dir + "/none.jsonl: no such trace; ");
    }
}
