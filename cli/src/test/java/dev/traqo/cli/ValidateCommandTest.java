package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TraceFile;
import dev.traqo.Tracer;
import dev.traqo.read.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

    @TempDir
    Path dir;

    @Test
    void validate_goodTrace() {
        Path file = Fixtures.write(dir.resolve("support.jsonl"), Fixtures.SUPPORT);
        Cli.Result result = Cli.launch("validate", file.toString());

        assertThat(result.output()).isEqualTo("✓ " + file + ": no problems (1 trace, 5 spans, 15 lines)\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void validate_crashedTrace() {
        Path file = Fixtures.write(dir.resolve("crashed.jsonl"), Fixtures.CRASHED);
        Cli.Result result = Cli.launch("validate", file.toString());

        assertThat(result.output().replace(file.toString(), "FILE")).isEqualTo("""
                        FILE:5: the last line was cut off while it was written, its rest is lost; 'traqo recover' ends it so that nothing else is
                        FILE:5: the trace of line 1 has no trace_end, 'traqo recover' writes one
                        ✗ FILE: 2 problems (1 trace, 2 spans, 5 lines)
                        """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void validate_manyOfAKind_areCounted() {
        Path file = Fixtures.write(dir.resolve("bad.jsonl"), Fixtures.FAILED + "garbage\n".repeat(50));
        Cli.Result result = Cli.launch("validate", file.toString());

        assertThat(result.output().lines()).hasSize(22);
        assertThat(result.output()).contains("… and 30 more problems of these kinds\n");
    }

    @Test
    void validate_json_hasAllProblems() {
        Path file = Fixtures.write(dir.resolve("bad.jsonl"), Fixtures.FAILED + "garbage\n".repeat(50));
        Map<?, ?> report = (Map<?, ?>)
                Json.parse(Cli.launch("validate", "--json", file.toString()).output());

        List<?> problems = (List<?>) report.get("problems");
        assertThat(problems).hasSize(50);
        assertThat(problems.get(0))
                .isEqualTo(Map.of(
                        "line",
                        5L,
                        "what",
                        "is not JSON",
                        "remedy",
                        "readers skip the line; delete it or write it again"));
        assertThat(report.get("traces")).isEqualTo(1L);
    }

    @Test
    void validate_filesThatAreMissingOrCut_areNamedWithTheirLine() throws IOException {
        Path file = dir.resolve("run.jsonl");
        List<String> names = new ArrayList<>();
        try (Tracer tracer = Tracer.builder(file).open()) {
            for (int i = 0; i < 3; i++) {
                TraceFile kept = tracer.file(new byte[] {1, 2, (byte) i}, "image/png");
                names.add("run.files/" + kept.name());
                tracer.log("image", kept);
            }
        }
        assertThat(Cli.launch("validate", file.toString()).exitCode()).isZero();

        Files.delete(dir.resolve(names.get(1)));
        Files.write(dir.resolve(names.get(2)), new byte[1]);
        Cli.Result result = Cli.launch("validate", file.toString());

        assertThat(result.output().replace(file.toString(), "FILE"))
                .isEqualTo("FILE:3: the file " + names.get(1) + " is missing, copy it from where the trace comes from\n"
                        + "FILE:4: " + names.get(2)
                        + " has 1 bytes instead of 3, copy it again from where the trace comes from\n"
                        + "✗ FILE: 2 problems (1 trace, 0 spans, 5 lines)\n");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void validate_manyMissingFiles_areOneKind() throws IOException {
        Path file = dir.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            for (int i = 0; i < 50; i++) {
                TraceFile kept = tracer.file(new byte[] {1, 2, (byte) i}, "image/png");
                tracer.log("image", kept);
                Files.delete(dir.resolve("run.files").resolve(String.valueOf(kept.name())));
            }
        }

        assertThat(Cli.launch("validate", file.toString()).output())
                .contains("… and 30 more problems of these kinds\n");
    }

    /** Thirty spans of a pool, each without a parent. */
    private Path lostParents() {
        StringBuilder text =
                new StringBuilder(Fixtures.FAILED.lines().findFirst().orElseThrow() + "\n");
        for (int i = 10; i < 40; i++) {
            text.append("""
                    {"type":"span_start","id":"d0000000000000%1$d","parent_id":null,"name":"s","ts":"2026-11-21T08:30:00.000000Z","thread":"worker %2$s"}
                    {"type":"span_end","id":"d0000000000000%1$d","parent_id":null,"name":"s","ts":"2026-11-21T08:30:00.000000Z","duration_s":0.000000,"status":"ok"}
                    """.formatted(i, "x".repeat(i)));
        }
        return Fixtures.write(
                dir.resolve("pool.jsonl"),
                text + Fixtures.FAILED.lines().toList().get(3).replace("\"spans\":1", "\"spans\":30") + "\n");
    }

    @Test
    void validate_lostParents_areRemarks() {
        Path file = lostParents();
        Cli.Result result = Cli.launch("validate", file.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.output().lines()).hasSize(22);
        assertThat(result.output())
                .startsWith(
                        file + ":2: remark: its parent is unknown: recorded on thread \"worker xxxxxxxxxx\", where no"
                                + " span was current, wrap the task or its executor with Traqo.wrap, or run with"
                                + " -javaagent:traqo-agent.jar\n")
                .endsWith("… and 10 more remarks of these kinds\n✓ " + file
                        + ": no problems, 30 remarks (1 trace, 30 spans, 62 lines)\n");
    }

    @Test
    void validate_json_hasRemarksApartFromProblems() {
        Map<?, ?> report = (Map<?, ?>) Json.parse(
                Cli.launch("validate", "--json", lostParents().toString()).output());

        assertThat((List<?>) report.get("problems")).isEmpty();
        assertThat((List<?>) report.get("remarks")).hasSize(30);
    }

    @Test
    void validate_contentFile_namesTheArchive() {
        Path file = Fixtures.write(dir.resolve("run.content.jsonl.zst"), "x");
        assertThat(Cli.launch("validate", file.toString()).errorOutput())
                .isEqualTo("traqo: " + file + ": holds the large inputs of an archive; name the archive, "
                        + dir.resolve("run.jsonl.gz") + "\n");
    }
}
