package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LsCommandTest {

    @TempDir
    Path dir;

    @BeforeEach
    void write() {
        Fixtures.writeAll(dir);
    }

    @Test
    void ls_newestFirst_rootsOnly() {
        Cli.Result result = Cli.launch("ls", dir.toString());

        assertThat(result.output()).isEqualTo("""
                        NAME            STATUS     START                DURATION  SPANS  ERRORS       TOKENS      COST  TAGS       FILE
                        support         ✓ ok       2026-11-22 10:00:00     4.00s      6       1  1,290 → 360  $0.0068+  prod chat  support
                        nightly import  ✗ error    2026-11-21 08:30:00    2m 05s      1       1                         batch      import
                        crashed run     ! crashed  2026-11-20 09:00:00     3.50s      2               10 → 5    $0.500             old/crashed

                        3 traces · 1 failed · 1 crashed · 9 spans · 1,300 → 365 tokens · $0.507 · 1 call without a price
                        """);
        assertThat(result.exitCode()).isZero();
        assertThat(result.errorOutput()).isEmpty();
    }

    @Test
    void ls_children_underTheirParents() {
        assertThat(Cli.launch("ls", dir.toString(), "--children", "--name", "support")
                        .output())
                .isEqualTo("""
                        NAME           STATUS  START                DURATION  SPANS  ERRORS       TOKENS      COST  TAGS       FILE
                        support        ✓ ok    2026-11-22 10:00:00     4.00s      6       1  1,290 → 360  $0.0068+  prod chat  support
                        └─ researcher  ✓ ok    2026-11-22 10:00:02     1.50s      1              90 → 10         ?             researcher

                        1 trace · 6 spans · 1,290 → 360 tokens · $0.0068 · 1 call without a price
                        """);
    }

    @Test
    void ls_narrowTerminal_dropsColumnsThatMatterLess() {
        assertThat(Cli.columns(80).run("ls", dir.toString()).output()).isEqualTo("""
                        NAME            STATUS     START        DURATION  SPANS  ERRORS       TOKENS      COST
                        support         ✓ ok       11-22 10:00     4.00s      6       1  1,290 → 360  $0.0068+
                        nightly import  ✗ error    11-21 08:30    2m 05s      1       1
                        crashed run     ! crashed  11-20 09:00     3.50s      2               10 → 5    $0.500

                        3 traces · 1 failed · 1 crashed · 9 spans · 1,300 → 365 tokens · $0.507 · 1 cal…
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tag prod | support",
                "--tag prod --tag chat | support",
                "--tag prod --tag batch | ''",
                "--status error,crashed | nightly import,crashed run",
                "--status ERROR | nightly import",
                "--thread conv-456 | support",
                "--thread conv | ''",
                "--since 1d | support",
                "--since 2026-11-21 | support,nightly import",
                "--since 2026-11-21T08:30:00Z | support,nightly import",
                "--since 2026-11-21T09:30 | support",
                "--name IMPORT | nightly import",
                "--name *run | crashed run",
                "--name n?ghtly | ''",
                "--limit 1 | support",
                "--limit 0 | ''",
                "--status ok --children --name research* | support",
                "--status error --children --name research* | ''",
                "--name researcher | ''",
                "--name researcher --children | support"
            })
    void ls_filters(String options, String expected) {
        String[] args = ("ls --json " + options).split(" ");
        Cli.Result result = Cli.launch(append(args, dir.toString()));

        List<String> names = result.output()
                .lines()
                .map(line -> (String) ((Map<?, ?>) Json.parse(line)).get("name"))
                .toList();
        assertThat(String.join(",", names)).isEqualTo("''".equals(expected) ? "" : expected);
        assertThat(result.exitCode()).isZero();
    }

    private static String[] append(String[] args, String last) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 1);
        all[args.length] = last;
        return all;
    }

    @Test
    void ls_json_hasEverything() {
        Cli.Result result = Cli.launch("ls", "--json", "--children", "--name", "support", dir.toString());

        assertThat(result.output().lines()).hasSize(1);
        Map<?, ?> trace = (Map<?, ?>) Json.parse(result.output());
        assertThat(trace.get("file")).isEqualTo(dir.resolve("support.jsonl").toString());
        assertThat(trace.get("trace_id")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.get("status")).isEqualTo("ok");
        assertThat(trace.get("start")).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(trace.get("duration_s")).isEqualTo(4.0);
        assertThat(trace.get("tags")).isEqualTo(List.of("prod", "chat"));
        assertThat(trace.get("spans")).isEqualTo(6L);
        assertThat(trace.get("unpriced")).isEqualTo(1L);
        assertThat(trace.get("cost")).isEqualTo(0.0068);
        assertThat(((Map<?, ?>) ((List<?>) trace.get("children")).get(0)).get("name"))
                .isEqualTo("researcher");
    }

    @Test
    void ls_running_showsAge() {
        Path live = Fixtures.write(dir.resolve("live/live.jsonl"), Fixtures.running());

        assertThat(Cli.launch("ls", live.toString()).output())
                .contains("● running")
                .contains("1 running");
    }

    @Test
    void ls_nothingThere_saysSo() throws IOException {
        Path empty = Files.createDirectory(dir.resolve("empty"));
        Cli.Result result = Cli.launch("ls", empty.toString());

        assertThat(result.output()).isEqualTo("No traces in " + empty + ".\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void ls_nothingMatches_saysHowManyThereAre() {
        assertThat(Cli.launch("ls", dir.toString(), "--tag", "none").output())
                .isEqualTo("None of the 3 traces in " + dir + " matches.\n");
    }

    @Test
    void ls_limit_saysHowManyMatch() {
        assertThat(Cli.launch("ls", dir.toString(), "--limit", "2").output()).contains("3 traces (2 shown) · ");
    }

    @Test
    void ls_missingFolder_failsWithRemedy() {
        Cli.Result result = Cli.launch("ls", dir + "/nowhere");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: " + dir + "/nowhere: no such folder; name one that holds traces\n");
    }

    @Test
    void ls_folderFromEnvironment() {
        Cli.Result result =
                new Cli().with("TRAQO_TRACE_DIR", dir.resolve("old").toString()).run("ls");
        assertThat(result.output()).contains("crashed run").contains("1 trace ");

        Cli.Result missing = new Cli().with("TRAQO_TRACE_DIR", dir + "/nowhere").run("ls");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.errorOutput()).endsWith("no such folder; create it or correct TRAQO_TRACE_DIR\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--since yesterday | traqo ls: --since: 'yesterday' is not a time; write an age as 90s, 30m, 1h, 2d, 1w, or a date as 2026-11-22 or 2026-11-22T10:30; see 'traqo ls --help'",
                "--limit -1 | traqo ls: --limit must not be negative; see 'traqo ls --help'",
                "--stauts ok | traqo ls: unknown option '--stauts', did you mean '--status'?; see 'traqo ls --help'"
            })
    void ls_wrongUsage_isTwo(String options, String message) {
        Cli.Result result = Cli.launch(("ls " + options).split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorOutput()).isEqualTo(message + "\n");
        assertThat(result.output()).isEmpty();
    }

    @Test
    void ls_parentsInACircle_areListed() {
        String start = """
                {"type":"trace_start","trace_id":"%1$s","ts":"2026-11-22T10:00:00.000000Z","name":"%2$s","format":1,"parent":{"trace_id":"%1$s","file":"%3$s.jsonl"}}
                {"type":"trace_end","trace_id":"%1$s","ts":"2026-11-22T10:00:01.000000Z","duration_s":1.000000,"status":"ok","stats":{"spans":0}}
                """;
        Path circle = dir.resolve("circle");
        Fixtures.write(circle.resolve("a.jsonl"), start.formatted("1".repeat(32), "a", "b"));
        Fixtures.write(circle.resolve("b.jsonl"), start.formatted("2".repeat(32), "b", "a"));

        assertThat(Cli.launch("ls", "--children", circle.toString()).output())
                .contains("└─ ")
                .contains("1 trace ");
    }
}
