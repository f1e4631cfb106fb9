package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import dev.traqo.TraceFile;
import dev.traqo.Tracer;
import dev.traqo.read.Json;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShowCommandTest {

    @TempDir
    Path dir;

    private String support;

    @BeforeEach
    void write() {
        Fixtures.writeAll(dir);
        support = dir.resolve("support").toString();
    }

    @Test
    void show_treeWithChildTrace() {
        Cli.Result result = Cli.launch("show", support);

        assertThat(result.output()).isEqualTo("""
                        support  ✓ ok  4.00s
                        2026-11-22 10:00:00 · 6 spans · 1 error · 1,290 → 360 tokens (800 cached, 64 reasoning)
                        $0.0068 + 1 call without a price
                        thread conv-456 · release 1.4.2 · tags prod chat

                        answer              agent       4.00s  ━━━━━━━━━━━━━━━━━━━━━━━━
                        ├─ search           retriever   400ms  ━━╸
                        ├─ plan             llm         1.20s     ━━━━━━━╸               1,200 → 350  $0.0068  ttft 320ms · gpt-4o-2024-11-20
                        ├─ ✗ order_status   tool        4.0ms            ╺
                        │    HttpTimeoutException: no answer in 4 ms
                        └─ research         chain       1.70s              ━━━━━━━━━━╸
                           └─ ▸ researcher  trace       1.50s              ╺━━━━━━━━━
                              └─ ask        llm         1.30s               ━━━━━━━━         90 → 10        ?  house-model-7
                        """);
        assertThat(result.exitCode()).isZero();
        assertThat(result.errorOutput()).isEmpty();
    }

    @Test
    void show_narrowTerminal() {
        assertThat(Cli.columns(80).run("show", support).output()).isEqualTo("""
                        support  ✓ ok  4.00s
                        2026-11-22 10:00:00 · 6 spans · 1 error
                        1,290 → 360 tokens (800 cached, 64 reasoning) · $0.0068 + 1 call without a price
                        thread conv-456 · release 1.4.2 · tags prod chat

                        answer              agent       4.00s  ━━━━━━━━━
                        ├─ search           retriever   400ms  ━
                        ├─ plan             llm         1.20s   ━━━       1,200 → 350  $0.0068  gpt-4o-…
                        ├─ ✗ order_status   tool        4.0ms      ╸
                        │    HttpTimeoutException: no answer in 4 ms
                        └─ research         chain       1.70s      ╺━━━╸
                           └─ ▸ researcher  trace       1.50s      ╺━━━╸
                              └─ ask        llm         1.30s      ╺━━━       90 → 10        ?  house-m…
                        """);
    }

    @Test
    void show_wideTerminal() {
        assertThat(Cli.columns(200).run("show", support).output())
                .contains("ttft 320ms · gpt-4o-2024-11-20 · 800 cached")
                .contains("━".repeat(40));
    }

    @Test
    void show_depth_countsWhatItHides() {
        assertThat(tree("--depth", "0")).containsExactly("answer +4");
        assertThat(tree("--depth", "1"))
                .containsExactly("answer", "├─ search", "├─ plan", "├─ ✗ order_status", "└─ research");
    }

    @Test
    void show_kind_keepsWhatEnclosesIt() {
        assertThat(tree("--kind", "llm"))
                .containsExactly("answer", "├─ plan", "└─ research", "   └─ ▸ researcher", "      └─ ask");
        assertThat(tree("--kind", "tool,retriever")).containsExactly("answer", "├─ search", "└─ ✗ order_status");
    }

    @Test
    void show_errors_keepsWhatEnclosesThem() {
        assertThat(tree("--errors")).containsExactly("answer", "└─ ✗ order_status");
        assertThat(Cli.launch("show", support, "--errors", "--kind", "llm").output())
                .endsWith("No span matches.\n");
    }

    /** The names of the tree, without its other columns. */
    private List<String> tree(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "show";
        args[1] = support;
        System.arraycopy(options, 0, args, 2, options.length);
        return Cli.launch(args)
                .output()
                .lines()
                .skip(5)
                .filter(line -> !line.contains("HttpTimeout"))
                .map(line -> line.replaceFirst("(?<=\\S) {2,}.*", ""))
                .toList();
    }

    @Test
    void show_span_withEverything() {
        assertThat(Cli.launch("show", support, "--span", "b0").output()).isEqualTo("""
                        plan  llm  ✓ ok  1.20s
                        id       b000000000000003
                        in       support › answer
                        started  2026-11-22 10:00:00  +500ms
                        model    gpt-4o-2024-11-20
                        tokens   1,200 → 350 (800 cached, 64 reasoning)
                        cost     $0.0068
                        ttft     320ms
                        tags     paid

                        INPUT
                          system
                            You help customers.

                          user
                            Where is my order?
                            It is late.

                        OUTPUT
                          assistant
                            I will look it up.
                            → order_status({"id":42})

                        METADATA
                          model                  gpt-4o-2024-11-20
                          token_usage            {"input_tokens":1200,"output_tokens":350,"cache_read_tokens":800,"reasoning_tokens":64,"cost":0.0068}
                          time_to_first_token_s  0.32

                        EVENTS
                          10:00:00.820  first_token  {"n":1}
                        """);
    }

    @Test
    void show_span_errorWithTraceback() {
        assertThat(Cli.launch("show", support, "--span", "a000000000000004").output())
                .contains("""
                        ERROR
                          HttpTimeoutException: no answer in 4 ms

                          java.net.http.HttpTimeoutException: no answer in 4 ms
                              at shop.Orders.status(Orders.java:17)

                        INPUT
                          {
                            "id": 42
                          }
                        """);
    }

    @Test
    void show_span_ofAChildTrace() {
        assertThat(Cli.launch("show", support, "--span", "c0").output())
                .startsWith("ask  llm  ✓ ok  1.30s\n")
                .contains("in       researcher\n")
                .contains("cost     no known price\n");
    }

    @Test
    void show_span_ambiguousOrMissing_says() {
        Cli.Result ambiguous = Cli.launch("show", support, "--span", "a");
        assertThat(ambiguous.exitCode()).isEqualTo(1);
        assertThat(ambiguous.errorOutput())
                .isEqualTo("traqo: " + support + ": 4 spans begin with a: a000000000000001 (answer), a000000000000002"
                        + " (search), a000000000000004 (order_status), a000000000000005 (research); write more of the"
                        + " id\n");

        Cli.Result missing = Cli.launch("show", support, "--span", "77");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.errorOutput()).contains(": has no span 77; ").contains("--ids");
    }

    @Test
    void show_ids() {
        assertThat(Cli.launch("show", support, "--ids").output()).contains("├─ plan b000000000000003 ");
    }

    @Test
    void show_json_isOneDocument() {
        Map<?, ?> document =
                (Map<?, ?>) Json.parse(Cli.launch("show", support, "--json").output());
        Map<?, ?> trace = (Map<?, ?>) ((List<?>) document.get("traces")).get(0);
        List<?> spans = (List<?>) trace.get("tree");

        assertThat(trace.get("name")).isEqualTo("support");
        assertThat(trace.get("spans")).isEqualTo(6L);
        assertThat(spans).hasSize(6);
        assertThat(((Map<?, ?>) spans.get(3)).get("error")).isInstanceOf(Map.class);
        Map<?, ?> last = (Map<?, ?>) spans.get(5);
        assertThat(last.get("name")).isEqualTo("ask");
        assertThat(last.get("trace")).isEqualTo("researcher");
        assertThat(last.get("depth")).isEqualTo(3L);
    }

    @Test
    void show_json_span_hasContent() {
        Map<?, ?> span = (Map<?, ?>)
                Json.parse(Cli.launch("show", support, "--json", "--span", "b0").output());

        assertThat(span.get("input")).isInstanceOf(List.class);
        assertThat(span.get("cost")).isEqualTo(0.0068);
        assertThat((List<?>) span.get("events")).hasSize(1);
    }

    @Test
    void show_crashed_marksWhatHadNotEnded() {
        assertThat(Cli.launch("show", dir + "/old/crashed").output())
                .startsWith("crashed run  ! crashed  3.50s\n")
                .contains("◌ outer interrupted")
                .endsWith("! 1 line skipped: 1 torn (line 5). 'traqo validate " + dir
                        + "/old/crashed.jsonl' explains.\n");
    }

    @Test
    void show_running_marksWhatIsOpen() {
        Path live = Fixtures.write(dir.resolve("live.jsonl"), Fixtures.running());

        assertThat(Cli.launch("show", live.toString()).output())
                .startsWith("live  ● running")
                .contains("● outer running")
                .contains("└─ ● call running")
                .contains("╍");
    }

    @Test
    void show_orphan_isMarked() {
        Path file = Fixtures.write(dir.resolve("orphan.jsonl"), """
                {"type":"trace_start","ts":"2026-11-22T10:00:00.000000Z","name":"o"}
                {"type":"span_end","id":"1","parent_id":"gone","name":"lost","ts":"2026-11-22T10:00:01.000000Z","duration_s":1.0,"status":"ok"}
                """);

        assertThat(Cli.launch("show", file.toString()).output()).endsWith("""

                        lost orphaned   1.00s  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
                          parent gone is not in this trace

                        ! 1 span names a parent that the file does not hold: lines are missing. 'traqo validate' says where.
                        """);
    }

    /** Spans of a pool: two beside an open span, one of which failed and has a span inside, and one below nothing. */
    private Path lostParents() {
        return Fixtures.write(dir.resolve("pool.jsonl"), """
                {"type":"trace_start","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:00.000000Z","name":"pool","format":1,"tracer_version":"jvm-0.1.0","pid":1,"host":"elsewhere"}
                {"type":"span_start","id":"a000000000000001","parent_id":null,"name":"answer","ts":"2026-11-22T10:00:00.000000Z","kind":"agent"}
                {"type":"span_start","id":"a000000000000002","parent_id":null,"name":"fetch","ts":"2026-11-22T10:00:01.000000Z","thread":"pool-1-thread-1","kind":"tool"}
                {"type":"span_start","id":"a000000000000003","parent_id":null,"name":"rank","ts":"2026-11-22T10:00:01.000000Z","thread":"virtual-42","input":{"n":1}}
                {"type":"span_start","id":"a000000000000004","parent_id":"a000000000000003","name":"score","ts":"2026-11-22T10:00:01.000000Z"}
                {"type":"span_end","id":"a000000000000004","parent_id":"a000000000000003","name":"score","ts":"2026-11-22T10:00:02.000000Z","duration_s":1.000000,"status":"ok"}
                {"type":"span_end","id":"a000000000000003","parent_id":null,"name":"rank","ts":"2026-11-22T10:00:02.000000Z","duration_s":1.000000,"status":"error","error":{"type":"E","message":"no","traceback":""}}
                {"type":"span_end","id":"a000000000000002","parent_id":null,"name":"fetch","ts":"2026-11-22T10:00:02.000000Z","duration_s":1.000000,"status":"ok","kind":"tool"}
                {"type":"span_end","id":"a000000000000001","parent_id":null,"name":"answer","ts":"2026-11-22T10:00:03.000000Z","duration_s":3.000000,"status":"ok","kind":"agent"}
                {"type":"span_start","id":"a000000000000005","parent_id":null,"name":"late","ts":"2026-11-22T10:00:03.000000Z","thread":"bell\\u0007"}
                {"type":"span_end","id":"a000000000000005","parent_id":null,"name":"late","ts":"2026-11-22T10:00:04.000000Z","duration_s":1.000000,"status":"ok"}
                {"type":"trace_end","trace_id":"0af7651916cd43dd8448eb211c80319c","ts":"2026-11-22T10:00:04.000000Z","duration_s":4.000000,"status":"ok","stats":{"spans":5,"events":0,"errors":1}}
                """);
    }

    @Test
    void show_lostParent_isExplained() {
        assertThat(Cli.columns(110).run("show", lostParents().toString()).output())
                .endsWith("""

                        answer    agent   3.00s  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
                        fetch     tool    1.00s              ━━━━━━━━━━━━
                          parent unknown: recorded on thread "pool-1-thread-1", where no span was current; open at the time: answer
                        ✗ rank            1.00s              ━━━━━━━━━━━━
                        │ parent unknown: recorded on thread "virtual-42", where no span was current; open at the time: answer
                        │ E: no
                        └─ score          1.00s              ━━━━━━━━━━━━
                        late              1.00s                                      ━━━━━━━━━━━━
                          parent unknown: recorded on thread "bell␇", where no span was current

                        ! 3 spans lost their parent. Wrap the task or its executor with Traqo.wrap, or run with -javaagent:traqo-agent.jar: docs/how-to.md explains.
                        """);
    }

    @Test
    void show_lostParent_onlyWhatIsShownIsCounted() {
        String file = lostParents().toString();

        assertThat(Cli.launch("show", file, "--kind", "tool").output())
                .endsWith("\n! 1 span lost its parent. Wrap the task or its executor with Traqo.wrap, or run with"
                        + " -javaagent:traqo-agent.jar: docs/how-to.md explains.\n");
        assertThat(Cli.launch("show", file, "--kind", "agent").output())
                .doesNotContain("parent")
                .doesNotContain("!");
    }

    @Test
    void show_span_explainsItsLostParent() {
        String file = lostParents().toString();

        assertThat(Cli.launch("show", file, "--span", "a000000000000002").output())
                .contains("\nparent   unknown: recorded on thread \"pool-1-thread-1\", where no span was current;"
                        + " open at the time: answer\nin       pool\n");
        assertThat(Cli.launch("show", file, "--span", "a000000000000004").output())
                .doesNotContain("unknown");
    }

    @Test
    void show_json_hasWhatIsKnownOfAParent() {
        Map<?, ?> lost = (Map<?, ?>)
                Json.parse(Cli.launch("show", lostParents().toString(), "--json", "--span", "a000000000000003")
                        .output());
        assertThat(lost.get("parent_id")).isNull();
        assertThat(lost.get("lost_parent")).isEqualTo(true);
        assertThat(lost.get("thread")).isEqualTo("virtual-42");
        assertThat(lost.get("open_at_start")).isEqualTo("a000000000000001");
        assertThat(lost.containsKey("orphaned")).isFalse();

        Path file = Fixtures.write(
                dir.resolve("orphan.jsonl"),
                "{\"type\":\"span_end\",\"id\":\"1\",\"parent_id\":\"gone\",\"name\":\"x\",\"status\":\"ok\"}\n");
        Map<?, ?> orphan = (Map<?, ?>) Json.parse(
                Cli.launch("show", file.toString(), "--json", "--span", "1").output());
        assertThat(orphan.get("orphaned")).isEqualTo(true);
        assertThat(orphan.get("missing_parent_id")).isEqualTo("gone");
        assertThat(orphan.containsKey("lost_parent")).isFalse();
        assertThat(orphan.containsKey("thread")).isFalse();
    }

    @Test
    void show_severalTraces_allOrOne() {
        Path file = Fixtures.write(dir.resolve("two.jsonl"), Fixtures.FAILED + Fixtures.RESEARCHER);

        assertThat(Cli.launch("show", file.toString()).output())
                .contains("nightly import  ✗ error  2m 05s  trace 1 of 2")
                .contains("✗ IOException: disk full")
                .contains("researcher  ✓ ok  1.50s  trace 2 of 2");
        assertThat(Cli.launch("show", file.toString(), "--trace", "2").output())
                .startsWith("researcher ")
                .doesNotContain("nightly");
        Cli.Result wrong = Cli.launch("show", file.toString(), "--trace", "3");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.errorOutput())
                .isEqualTo("traqo: " + file + ": has 2 traces; --trace takes a number from 1 to 2\n");
    }

    @Test
    void show_childrenInACircle_eachFileOnce() {
        String trace = """
                {"type":"trace_start","trace_id":"%1$s","ts":"2026-11-22T10:00:00.000000Z","name":"%2$s","format":1}
                {"type":"span_start","id":"%3$s","parent_id":null,"name":"in %2$s","ts":"2026-11-22T10:00:00.000000Z"}
                {"type":"span_end","id":"%3$s","parent_id":null,"name":"in %2$s","ts":"2026-11-22T10:00:01.000000Z","duration_s":1.000000,"status":"ok"}
                {"type":"trace_end","trace_id":"%1$s","ts":"2026-11-22T10:00:01.000000Z","duration_s":1.000000,"status":"ok","stats":{"spans":1},"children":[{"name":"%4$s","file":"%4$s.jsonl","status":"ok","duration_s":1.000000,"spans":1}]}
                """;
        Fixtures.write(dir.resolve("a.jsonl"), trace.formatted("1".repeat(32), "a", "1".repeat(16), "b"));
        Fixtures.write(dir.resolve("b.jsonl"), trace.formatted("2".repeat(32), "b", "2".repeat(16), "a"));

        String output = Cli.launch("show", dir.resolve("a").toString()).output();
        assertThat(output).containsOnlyOnce("in a").containsOnlyOnce("in b");
    }

    @Test
    void show_veryDeep_staysReadable() {
        StringBuilder text = new StringBuilder("{\"type\":\"trace_start\",\"ts\":\"2026-11-22T10:00:00Z\"}\n");
        for (int i = 0; i < 5000; i++) {
            text.append(
                    "{\"type\":\"span_start\",\"id\":\"s%d\",\"parent_id\":%s,\"name\":\"n%d\",\"ts\":\"2026-11-22T10:00:00Z\"}\n"
                            .formatted(i, i == 0 ? "null" : "\"s" + (i - 1) + "\"", i));
        }
        Path file = Fixtures.write(dir.resolve("deep.jsonl"), text.toString());

        Cli.Result result = Cli.launch("show", file.toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).contains("n4999");
        assertThat(result.output().lines()).allMatch(line -> line.length() <= 121);
    }

    @Test
    void show_emptyFile_saysSo() {
        Path file = Fixtures.write(dir.resolve("empty.jsonl"), "");

        Cli.Result result = Cli.launch("show", file.toString());
        assertThat(result.output()).isEqualTo(file + " holds no trace yet.\n");
        assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"support", "support.jsonl"})
    void show_nameAlone_isFoundInTheTraceFolder(String name) {
        Cli.Result result = new Cli().with("TRAQO_TRACE_DIR", dir.toString()).run("show", name, "--depth", "0");
        assertThat(result.output()).startsWith("support  ✓ ok");
    }

    @Test
    void show_missing_suggests() {
        Cli.Result result = Cli.launch("show", dir + "/sup");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: " + dir + "/sup: no such trace; did you mean " + dir + "/support.jsonl?\n");

        assertThat(Cli.launch("show", dir + "/zzz").errorOutput())
                .isEqualTo(
                        "traqo: " + dir + "/zzz: no such trace; 'traqo ls " + dir + "' lists the traces there are\n");
    }

    @Test
    void show_folder_namesTheOtherCommand() {
        Cli.Result result = Cli.launch("show", dir.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: " + dir + ": is a folder; 'traqo ls " + dir + "' lists its traces\n");
    }

    @Test
    void show_wrongUsage_isTwo() {
        assertThat(Cli.launch("show").exitCode()).isEqualTo(2);
        assertThat(Cli.launch("show", support, "--depth", "x").exitCode()).isEqualTo(2);
        assertThat(Cli.launch("show", support, "--depth", "-1").errorOutput())
                .isEqualTo("traqo show: --depth must not be negative; see 'traqo show --help'\n");
    }

    @Test
    void show_colour_onlyOnATerminalOrWhenAsked() {
        assertThat(new Cli().onTerminal().run("show", support).output()).contains("\u001b[");
        assertThat(new Cli()
                        .onTerminal()
                        .with("NO_COLOR", "1")
                        .run("show", support)
                        .output())
                .doesNotContain("\u001b");
        assertThat(new Cli()
                        .onTerminal()
                        .with("TERM", "dumb")
                        .run("show", support)
                        .output())
                .doesNotContain("\u001b");
        assertThat(new Cli().onTerminal().run("show", support, "--color=never").output())
                .doesNotContain("\u001b");
        assertThat(Cli.launch("show", support).output()).doesNotContain("\u001b");
        String coloured = Cli.launch("show", support, "--color=always").output();
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(Cli.launch("show", support).output());
    }

    @Test
    void span_withFiles_saysWhatTheyAre() throws IOException {
        Path file = dir.resolve("pictures.jsonl");
        String name;
        try (Tracer tracer = Tracer.builder(file).open()) {
            TraceFile image = tracer.file(new byte[12_345], "image/png");
            name = String.valueOf(image.name()).substring(0, 8);
            tracer.span("draw")
                    .kind(Kind.LLM)
                    .input(Map.of("input", "A cat, please"))
                    .metadata("thumbnail", image)
                    .run(span -> span.event("seen", image).output(Map.of("text", "Here.", "files", List.of(image))));
        }
        String id = TraceTree.read(file).get(0).spans().iterator().next().id();

        String shown = "image/png, 12 KB (pictures.files/" + name + "….png)";
        assertThat(Cli.launch("show", file.toString(), "--span", id).output())
                .contains("INPUT\n  user\n    A cat, please\n")
                .contains("OUTPUT\n  assistant\n    Here.\n    " + shown + "\n")
                .contains("  thumbnail  \"" + shown + "\"\n")
                .contains("seen  \"" + shown + "\"\n");
    }
}
