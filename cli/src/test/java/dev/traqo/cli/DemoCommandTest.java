package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.read.Json;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
    void demo_saysHowToOpenItInABrowser() {
        Path file = dir.resolve("demo.jsonl");
        assertThat(Cli.launch("demo", file.toString()).output()).contains("  traqo ui " + file + "   in a browser\n");
    }

    @Test
    void demo_withUi_servesItsTrace() throws Exception {
        Path pages = Files.createDirectories(dir.resolve("pages"));
        Files.writeString(pages.resolve("index.html"), "<html><head></head></html>");
        System.setProperty("traqo.ui", pages.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Cli().terminal(out, new ByteArrayOutputStream());
        List<URI> served = new ArrayList<>();
        UiCommand viewer = new UiCommand(terminal);
        viewer.untilTheEnd = running -> served.add(running.address());
        viewer.server.port = 0;
        try {
            DemoCommand demo = new DemoCommand(terminal, viewer);
            demo.file = dir.resolve("demo.jsonl").toString();
            demo.ui = true;
            assertThat(demo.call()).isZero();
        } finally {
            System.clearProperty("traqo.ui");
        }
        terminal.flush();

        assertThat(served).singleElement().asString().endsWith("/t/demo.jsonl");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("support-agent  ✓ ok", " is at " + served.get(0))
                .doesNotContain("traqo ui ");
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

    /** The jar that is published: the program, and of everything else only what it needs itself. */
    @Test
    void demo_inAProgramWithoutExamples_saysWhereItRuns() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(
                        ".*[/\\\\](?:cli|core)[/\\\\]target[/\\\\].*|.*(?:picocli|tools.jackson|zstd-jni).*"))
                .collect(Collectors.joining(File.pathSeparator));
        Path file = dir.resolve("new folder").resolve("demo.jsonl");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        "dev.traqo.cli.Main",
                        "demo",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed)
                .isEqualTo("traqo: the demo calls vendors' SDKs, which are not in this jar;"
                        + " run it from a source checkout: ./traqo demo\n");
        assertThat(program.waitFor()).isEqualTo(1);
        assertThat(file.getParent()).doesNotExist();
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
