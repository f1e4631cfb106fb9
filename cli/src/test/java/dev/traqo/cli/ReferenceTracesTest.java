package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.read.Json;
import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every trace that the Python package wrote can be read; the broken ones too. */
class ReferenceTracesTest {

    private static Path traces;
    private static List<Path> files;

    @BeforeAll
    static void find() throws IOException {
        String shared = System.getProperty("TRAQO_SHARED_DATA", System.getenv("TRAQO_SHARED_DATA"));
        traces = Stream.of(
                        shared == null ? null : Path.of(shared),
                        Path.of("../shared/data"),
                        Path.of("../../shared/data"))
                .filter(path -> path != null)
                .map(path -> path.resolve("reference-traces"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(null);
        assumeTrue(traces != null, "the reference traces are not here");
        files = LocalStore.of(traces).list();
        assertThat(files).hasSizeGreaterThan(40);
    }

    @Test
    void show_everyFile() {
        for (Path file : files) {
            Cli.Result result = Cli.launch("show", file.toString());
            assertThat(result.errorOutput()).as(file.toString()).isEmpty();
            assertThat(result.exitCode()).as(file.toString()).isZero();
            assertThat(result.output()).as(file.toString()).isNotEmpty();
            assertThat(Json.parse(Cli.launch("show", "--json", file.toString()).output()))
                    .as(file.toString())
                    .isNotNull();
        }
    }

    @Test
    void validate_everyFile() {
        for (Path file : files) {
            Cli.Result result = Cli.launch("validate", file.toString());
            assertThat(result.errorOutput()).as(file.toString()).isEmpty();
            assertThat(result.exitCode())
                    .as(result.output())
                    .isEqualTo(result.output().contains(": no problems (") ? 0 : 1);
        }
    }

    @Test
    void validate_findsProblemsOnlyInTheDamagedOnes() {
        List<String> good = List.of(
                "full",
                "minimal",
                "children",
                "big-inputs",
                "errors",
                "decorator",
                "unicode-names",
                "concurrency",
                "auto-names",
                "trace-error-only",
                "truncated");
        for (Path file : files) {
            if (good.contains(traces.relativize(file).getName(0).toString())) {
                Cli.Result result = Cli.launch("validate", file.toString());
                assertThat(result.exitCode()).as(result.output()).isZero();
            }
        }
    }

    @Test
    void ls_allOfThem() {
        Cli.Result result = Cli.launch("ls", "--json", traces.toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.output().lines().map(Json::parse)).hasSizeGreaterThan(40);
    }

    @Test
    void ls_children_eachOnceUnderTheirParents() {
        String output = Cli.launch(
                        "ls", "--children", traces.resolve("children/out").toString())
                .output();
        assertThat(output.lines().map(line -> line.replaceFirst("  +[✓✗!].*", "")))
                .contains("pipeline", "├─ researcher", "│  └─ grandchild", "├─ elsewhere", "└─ auto name/with slash");
        assertThat(output).containsOnlyOnce("grandchild ").contains("1 trace · 9 spans");
    }

    @Test
    void stats_allOfThem() {
        assertThat(Cli.launch("stats", traces.toString()).exitCode()).isZero();
    }
}
