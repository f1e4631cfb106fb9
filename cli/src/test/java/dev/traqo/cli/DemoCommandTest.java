package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.read.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path dir;

    @BeforeEach
    void onlyTheScriptedModel() {
        assumeTrue(System.getenv("OPENAI_API_KEY") == null && System.getenv("OPENAI_BASE_URL") == null);
    }

    @Test
    void demo_printsTheTreeAndWhereTheFileIs() {
        Path file = dir.resolve("demo.jsonl");
        Cli.Result result = Cli.launch("demo", file.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.errorOutput()).isEmpty();
        assertThat(result.output())
                .contains("support-agent  ✓ ok")
                .contains("▸ ")
                .contains("The trace is the file " + file);
        assertThat(Cli.launch("validate", file.toString()).output()).contains(": no problems (");
        assertThat(Cli.launch("ls", dir.toString()).output()).contains("1 trace ");
    }

    @Test
    void demo_again_writesAnotherFile() {
        Cli cli = new Cli().with("TRAQO_TRACE_DIR", dir.toString());
        Map<?, ?> first = (Map<?, ?>) Json.parse(cli.run("demo", "--json").output());
        Map<?, ?> second = (Map<?, ?>) Json.parse(cli.run("demo", "--json").output());

        assertThat(first)
                .isEqualTo(Map.of(
                        "file",
                        dir.resolve("support-agent.jsonl").toString(),
                        "name",
                        "support-agent",
                        "status",
                        "ok"));
        assertThat(second.get("file"))
                .isEqualTo(dir.resolve("support-agent-2.jsonl").toString());
    }

    @Test
    void demo_placeThatCannotBeWritten_fails() {
        Path file = Fixtures.write(dir.resolve("file"), "x");
        Cli.Result result = Cli.launch("demo", file.resolve("demo.jsonl").toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: " + file
                        + "/demo.jsonl: its folder cannot be created; name a file where you may write\n");
    }
}
