package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TracerTest {

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysCurrent() {
        Traqo.enable();
        assertThat(Tracer.current().isRecording()).isFalse();
        System.clearProperty("traqo.trace.dir");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    // ---- open, run, call ----------------------------------------------------------------------------------------

    @Test
    void open_writesStartAndEnd() {
        Path path = file("run.jsonl");
        Instant before = Instant.now();
        Tracer tracer = Tracer.builder(path)
                .name("nightly")
                .input(Map.of("query", "q"))
                .metadata("a", 1)
                .metadata(Map.of("b", 2))
                .tags("x")
                .tags("y", "z")
                .threadId("conv-456")
                .release("2.0")
                .open();
        assertThat(Tracer.current()).isSameAs(tracer);
        assertThat(tracer.isRecording()).isTrue();
        assertThat(tracer.path()).isEqualTo(path);
        tracer.output("first").output(Map.of("result", "r"));
        tracer.close();

        Lines lines = Lines.of(path);
        JsonNode start = lines.get(0);
        assertThat(lines.story()).containsExactly("trace_start nightly", "trace_end");
        assertThat(start.get("trace_id").asString()).isEqualTo(tracer.traceId());
        assertThat(start.get("tracer_version").asString()).isEqualTo("jvm-" + Traqo.VERSION);
        assertThat(start.get("release").asString()).isEqualTo("2.0");
        assertThat(start.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(start.get("thread_id").asString()).isEqualTo("conv-456");
        assertThat(start.get("tags").toString()).isEqualTo("[\"x\",\"y\",\"z\"]");
        assertThat(start.get("metadata").toString()).isEqualTo("{\"a\":1,\"b\":2}");
        assertThat(start.get("input").toString()).isEqualTo("{\"query\":\"q\"}");
        assertThat(Duration.between(before, Instant.parse(start.get("ts").asString()))
                        .abs())
                .isLessThan(Duration.ofSeconds(10));
        JsonNode end = lines.last();
        assertThat(end.get("trace_id")).isEqualTo(start.get("trace_id"));
        assertThat(end.get("status").asString()).isEqualTo("ok");
        assertThat(end.get("output").toString()).isEqualTo("{\"result\":\"r\"}");
        assertThat(end.has("children")).isFalse();
        assertThat(end.has("recovered")).isFalse();
        assertThat(end.get("stats").toString())
                .isEqualTo("{\"spans\":0,\"events\":0,\"errors\":0,\"total_input_tokens\":0,"
                        + "\"total_output_tokens\":0,\"total_cache_read_tokens\":0,"
                        + "\"total_cache_creation_tokens\":0,\"total_reasoning_tokens\":0,\"total_cost\":0.0}");
    }

    @Test
    void open_optionalFieldsAreLeftOut() {
        Path path = file("run.jsonl");
        Tracer.builder(path).open().close();

        assertThat(Lines.of(path).get(0).propertyNames())
                .containsExactly("type", "trace_id", "ts", "format", "tracer_version", "pid", "host");
        assertThat(Lines.of(path).last().propertyNames())
                .containsExactly("type", "trace_id", "ts", "duration_s", "status", "stats");
    }

    @Test
    void call_resultIsTheOutputAndExceptionsAreRecorded() {
        assertThat((int) Tracer.builder(file("a.jsonl")).call(tracer -> 42)).isEqualTo(42);
        Tracer.builder(file("b.jsonl")).call(tracer -> {
            tracer.output("set");
            return "result";
        });
        IOException checked = new IOException("disk");
        assertThat(catchThrowable(() -> Tracer.builder(file("c.jsonl")).call(tracer -> {
                    tracer.output("partial");
                    throw checked;
                })))
                .isSameAs(checked);
        AssertionError error = new AssertionError("run");
        assertThat(catchThrowable(() -> Tracer.builder(file("d.jsonl")).run(tracer -> {
                    throw error;
                })))
                .isSameAs(error);

        assertThat(Lines.of(file("a.jsonl")).last().get("output").asInt()).isEqualTo(42);
        assertThat(Lines.of(file("b.jsonl")).last().get("output").asString()).isEqualTo("set");
        JsonNode failed = Lines.of(file("c.jsonl")).last();
        assertThat(failed.get("status").asString()).isEqualTo("error");
        assertThat(failed.get("error").get("type").asString()).isEqualTo("java.io.IOException");
        assertThat(failed.get("error").get("traceback").asString()).contains("TracerTest");
        assertThat(failed.get("output").asString()).isEqualTo("partial");
        assertThat(failed.get("stats").get("errors").asInt()).isZero();
        assertThat(Lines.of(file("d.jsonl")).last().get("error").get("message").asString())
                .isEqualTo("run");
    }

    @Test
    void call_exceptionWhoseTextFailsIsThrownAndTheFileIsClosed() {
        RuntimeException mute = new RuntimeException() {
            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }
        };
        assertThat(catchThrowable(() -> Tracer.builder(file("a.jsonl")).run(tracer -> {
                    throw mute;
                })))
                .isSameAs(mute);

        assertThat(Lines.of(file("a.jsonl")).last().get("status").asString()).isEqualTo("error");
        Tracer.builder(file("a.jsonl")).open().close();
        assertThat(Lines.of(file("a.jsonl")).ofType("trace_start")).hasSize(2);
    }

    @Test
    void error_marksTheTraceFailed() {
        try (Tracer tracer = Tracer.builder(file("a.jsonl")).open()) {
            assertThat(tracer.error(new IOException("no"))).isSameAs(tracer);
        }

        assertThat(Lines.of(file("a.jsonl")).last().get("status").asString()).isEqualTo("error");
    }

    @Test
    void close_twiceWritesOneEndAndNothingAfterIsRecorded() {
        Tracer tracer = Tracer.builder(file("a.jsonl")).open();
        tracer.close();
        tracer.close();
        tracer.log("late", 1).output("late").error(new Error());
        tracer.span("late").run(span -> assertThat(span.isRecording()).isFalse());
        try (Tracer child = tracer.child("late").open()) {
            assertThat(child.isRecording()).isFalse();
        }

        assertThat(tracer.isRecording()).isFalse();
        assertThat(Lines.of(file("a.jsonl")).story()).containsExactly("trace_start", "trace_end");
    }

    @Test
    void open_twiceTheSamePathOneAfterTheOtherAppends() {
        for (int i = 0; i < 3; i++) {
            Tracer.builder(file("a.jsonl")).name("run " + i).open().close();
        }

        assertThat(Lines.of(file("a.jsonl")).story())
                .containsExactly(
                        "trace_start run 0",
                        "trace_end",
                        "trace_start run 1",
                        "trace_end",
                        "trace_start run 2",
                        "trace_end");
    }

    @Test
    void builder_openedTwiceWritesTwoTracesWithTheirOwnTotals() {
        TraceBuilder builder = Tracer.builder(file("a.jsonl")).tags("t");
        builder.run(tracer -> tracer.span("s").run(span -> {}));
        builder.run(tracer -> tracer.span("s").run(span -> {}));

        Lines lines = Lines.of(file("a.jsonl"));
        assertThat(lines.ofType("trace_end")
                        .map(e -> e.get("stats").get("spans").asInt()))
                .containsExactly(1, 1);
        assertThat(lines.ofType("trace_start").map(e -> e.get("trace_id")).distinct())
                .hasSize(2);
    }

    // ---- what is current ----------------------------------------------------------------------------------------

    @Test
    void current_nestsAndComesBack() {
        try (Tracer outer = Tracer.builder(file("outer.jsonl")).open()) {
            try (Span span = outer.span("o").open()) {
                try (Tracer inner = Tracer.builder(file("inner.jsonl")).open()) {
                    assertThat(Tracer.current()).isSameAs(inner);
                    assertThat(Span.current().isRecording()).isFalse();
                    inner.span("top of inner").run(s -> {});
                    outer.span("of outer").run(s -> {});
                }
                assertThat(Tracer.current()).isSameAs(outer);
                assertThat(Span.current()).isSameAs(span);
            }
        }

        assertThat(Lines.of(file("inner.jsonl")).parentOf("top of inner")).isNull();
        assertThat(Lines.of(file("outer.jsonl"))
                        .start("of outer")
                        .get("parent_id")
                        .isNull())
                .isTrue();
    }

    @Test
    void current_afterATraceWasClosedUnderAnOpenSpanIsTheOneAround() {
        try (Tracer outer = Tracer.builder(file("outer.jsonl")).open();
                Span above = outer.span("above").open()) {
            Tracer inner = Tracer.builder(file("inner.jsonl")).open();
            inner.span("forgotten").open();
            inner.close();
            assertThat(Tracer.current()).isSameAs(outer);
            assertThat(Span.current()).isSameAs(above);
            Tracer.current().span("after").run(span -> {});
        }

        assertThat(Lines.of(file("outer.jsonl")).parentOf("after")).isEqualTo("above");
    }

    @Test
    void current_closedOnAnotherThread() throws InterruptedException {
        try (Tracer outer = Tracer.builder(file("outer.jsonl")).open()) {
            Tracer inner = Tracer.builder(file("inner.jsonl")).open();
            Thread thread = new Thread(inner::close);
            thread.start();
            thread.join();

            assertThat(Tracer.current()).isSameAs(outer);
        }
    }

    @Test
    void makeCurrent_onAnotherThread() throws InterruptedException {
        try (Tracer tracer = Tracer.builder(file("a.jsonl")).open()) {
            Thread thread = new Thread(() -> {
                try (Scope scope = tracer.makeCurrent()) {
                    Tracer.current().span("there").run(span -> {});
                    Tracer.current().log("note", null);
                }
                Tracer.current().span("not recorded").run(span -> {});
            });
            thread.start();
            thread.join();
        }

        assertThat(Lines.of(file("a.jsonl")).story())
                .containsExactly("trace_start", "span_start there", "span_end there", "event note", "trace_end");
    }

    @Test
    void current_withNothingActiveRecordsNothingAndRunsTheApplication() throws IOException {
        Tracer none = Tracer.current();
        assertThat(none).isNotNull().isSameAs(Tracer.current());
        assertThat(none.isRecording()).isFalse();
        assertThat(none.path()).isNull();
        assertThat(none.traceId()).isEqualTo("0".repeat(32));
        Span.Builder builder = none.span("x");
        assertThat(builder)
                .isSameAs(none.span("y"))
                .isSameAs(builder.kind(Kind.LLM).kind("k").input(1).tags("t"));
        Span current = Span.current();
        assertThat(current)
                .isSameAs(builder.start())
                .isSameAs(builder.open())
                .isSameAs(current.metadata("k", 1)
                        .metadata(Map.of())
                        .tags("t")
                        .tokenUsage(null)
                        .event("e", 1))
                .isSameAs(current.output(1).error(new Error()));
        assertThat(current.id()).isEqualTo("0".repeat(16));
        current.end();
        current.close();
        current.makeCurrent().close();
        none.makeCurrent().close();
        none.log("x", 1).output(1).error(new Error()).close();
        assertThat((String) builder.metadata("k", 1).parent(current).call(span -> "result"))
                .isEqualTo("result");
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<String> returned = builder.callAsync(span -> future);
        assertThat(returned).isSameAs(future);
        IOException failure = new IOException();
        assertThat(catchThrowable(() -> builder.run(span -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(files()).isEmpty();
    }

    // ---- disable and enable -------------------------------------------------------------------------------------

    @Test
    void disable_recordsNothingUntilEnabled() throws IOException {
        Traqo.disable();
        assertThat(Traqo.isEnabled()).isFalse();
        try (Tracer tracer = Tracer.builder(file("a.jsonl")).open()) {
            assertThat(tracer.isRecording()).isFalse();
            assertThat((int) tracer.span("s").call(span -> 1)).isEqualTo(1);
        }
        assertThat(files()).isEmpty();
        Traqo.enable();
        assertThat(Traqo.isEnabled()).isTrue();
        Tracer.builder(file("a.jsonl")).open().close();

        assertThat(files()).hasSize(1);
    }

    @Test
    void disable_inTheMiddleOfATrace() {
        try (Tracer tracer = Tracer.builder(file("a.jsonl")).open()) {
            try (Span open = tracer.span("open").open()) {
                Traqo.disable();
                tracer.span("hidden").run(span -> {});
                tracer.log("hidden", 1);
                assertThat(Tracer.current().isRecording()).isFalse();
                assertThat(Span.current().isRecording()).isFalse();
                Traqo.enable();
                tracer.span("below").run(span -> {});
            }
        }

        Lines lines = Lines.of(file("a.jsonl"));
        assertThat(lines.parentOf("below")).isEqualTo("open");
        assertThat(lines.story())
                .containsExactly(
                        "trace_start",
                        "span_start open",
                        "span_start below",
                        "span_end below",
                        "span_end open",
                        "trace_end");
    }

    @Test
    void disable_closeStillEndsTheTrace() {
        Tracer tracer = Tracer.builder(file("a.jsonl")).open();
        Traqo.disable();
        tracer.close();
        Traqo.enable();

        assertThat(Lines.of(file("a.jsonl")).story()).containsExactly("trace_start", "trace_end");
    }

    // ---- children -----------------------------------------------------------------------------------------------

    @Test
    void child_isAFileBesideItsParentAndBothKnowEachOther() throws IOException {
        Path parentFile = file("run.jsonl");
        Path childFile;
        try (Tracer parent = Tracer.builder(parentFile)
                .tags("t")
                .threadId("conv")
                .release("9")
                .captureContent(false)
                .open()) {
            try (Span span = parent.span("delegate").open()) {
                try (Tracer child = parent.child("re/search").open()) {
                    childFile = child.path();
                    assertThat(Tracer.current()).isSameAs(child);
                    assertThat(child.capturesContent()).isFalse();
                    child.span("work").run(s -> {});
                }
            }
        }

        Lines parent = Lines.of(parentFile);
        Lines child = Lines.of(childFile);
        String childName = childFile.getFileName().toString();
        assertThat(childFile.getParent()).isEqualTo(folder);
        assertThat(childName).matches("run\\.re_search_[0-9a-f]{8}\\.jsonl");
        assertThat(parent.story())
                .containsExactly(
                        "trace_start",
                        "span_start delegate",
                        "event child_started",
                        "event child_ended",
                        "span_end delegate",
                        "trace_end");
        assertThat(parent.event("child_started").get("parent_id").asString()).isEqualTo(parent.id("delegate"));
        assertThat(parent.event("child_started").get("data").toString())
                .isEqualTo("{\"child_name\":\"re/search\",\"child_file\":\"" + childName + "\"}");
        assertThat(parent.event("child_ended").get("data").get("spans").asInt()).isEqualTo(1);
        assertThat(parent.last().get("children").size()).isEqualTo(1);
        assertThat(parent.last().get("children").get(0).get("file").asString()).isEqualTo(childName);
        JsonNode start = child.get(0);
        assertThat(start.get("parent").toString())
                .isEqualTo("{\"trace_id\":\"" + parent.get(0).get("trace_id").asString() + "\",\"span_id\":\""
                        + parent.id("delegate") + "\",\"file\":\"run.jsonl\"}");
        assertThat(start.get("release").asString()).isEqualTo("9");
        assertThat(start.has("tags")).isFalse();
        assertThat(start.has("thread_id")).isFalse();
        assertThat(child.parentOf("work")).isNull();
        assertThat(parent.last().get("children").get(0).get("duration_s"))
                .isEqualTo(child.last().get("duration_s"));
        assertThat(files()).hasSize(2);
    }

    @Test
    void child_withAPathOfItsOwnIsNamedRelatively() {
        try (Tracer parent = Tracer.builder(file("a/run.jsonl")).open()) {
            parent.child("below", file("a/deep/er/child")).run(child -> {});
            parent.child("aside", file("b/child.jsonl")).run(child -> {});
        }

        Lines parent = Lines.of(file("a/run.jsonl"));
        assertThat(parent.last().get("children").get(0).get("file").asString()).isEqualTo("deep/er/child.jsonl");
        assertThat(parent.last().get("children").get(1).get("file").asString()).isEqualTo("../b/child.jsonl");
        assertThat(Lines.of(file("a/deep/er/child.jsonl"))
                        .get(0)
                        .get("parent")
                        .get("file")
                        .asString())
                .isEqualTo("../../run.jsonl");
    }

    @Test
    void child_ofATraceThatCouldNotBeOpenedRecordsNothing() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");

        try (Tracer failed = Tracer.builder(notAFolder.resolve("run.jsonl")).open();
                Tracer child = failed.child("child").open();
                Tracer grandchild = child.child("grandchild").open()) {
            assertThat(failed.isRecording()).isFalse();
            assertThat(child.isRecording()).isFalse();
            assertThat(grandchild.isRecording()).isFalse();
            assertThat(grandchild.path()).isNull();
        }
    }

    @Test
    void child_failureIsItsOwn() {
        try (Tracer parent = Tracer.builder(file("run.jsonl")).open()) {
            catchThrowable(() -> parent.child("c").run(child -> {
                throw new IOException("x");
            }));
        }

        JsonNode end = Lines.of(file("run.jsonl")).last();
        assertThat(end.get("status").asString()).isEqualTo("ok");
        assertThat(end.get("children").get(0).get("status").asString()).isEqualTo("error");
    }

    @Test
    void child_thatEndsAfterItsParentStillEndsItself() {
        Tracer parent = Tracer.builder(file("run.jsonl")).open();
        Tracer child = parent.child("late").open();
        parent.close();
        child.close();

        assertThat(Lines.of(child.path()).last().get("status").asString()).isEqualTo("ok");
        assertThat(Lines.of(file("run.jsonl")).story())
                .containsExactly("trace_start", "event child_started", "trace_end");
        assertThat(Tracer.current().isRecording()).isFalse();
    }

    @Test
    void subtrace_isAChildInsideATraceAndARootOutside() throws IOException {
        System.setProperty("traqo.trace.dir", folder.toString());
        Traqo.subtrace("alone").run(trace -> {});
        assertThat(files()).hasSize(1);
        assertThat(Lines.of(files().get(0)).get(0).has("parent")).isFalse();

        try (Tracer parent = Tracer.builder(file("run.jsonl")).open()) {
            Traqo.subtrace("part").run(trace -> {});
        }
        assertThat(Lines.of(file("run.jsonl"))
                        .last()
                        .get("children")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("part");
    }

    // ---- names of files -----------------------------------------------------------------------------------------

    private Path automatic(String name) {
        System.setProperty("traqo.trace.dir", folder.resolve("traces").toString());
        try (Tracer tracer = Tracer.builder(name).open()) {
            return tracer.path();
        }
    }

    @Test
    void builder_nameMakesAFileOfTheTraceFolder() {
        Path path = automatic("nightly run");

        assertThat(path.getParent()).isEqualTo(folder.resolve("traces"));
        assertThat(path.getFileName().toString()).matches("nightly run_\\d{8}T\\d{6}_[0-9a-f]{8}\\.jsonl");
        assertThat(Lines.of(path).get(0).get("name").asString()).isEqualTo("nightly run");
        assertThat(path.toString())
                .contains(Lines.of(path).get(0).get("trace_id").asString().substring(0, 8));
        assertThat(automatic("nightly run")).isNotEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "a\\b:c*d?e\"f<g>h|i",
                "...hidden",
                "new\nline\u0000\u007F\u0085",
                "",
                " ",
                "\uD83D",
                "名前 — été",
            })
    void builder_namesThatFileSystemsRefuse(String name) {
        Path path = automatic(name);
        String fileName = path.getFileName().toString();

        assertThat(path.getParent()).isEqualTo(folder.resolve("traces"));
        assertThat(path).isRegularFile();
        assertThat(fileName).doesNotContainPattern("[/\\\\:*?\"<>|\\p{Cntrl}]").doesNotStartWith(".");
        assertThat(Lines.of(path).get(0).get("name").asString()).isEqualTo(name.replace('\uD83D', '\uFFFD'));
    }

    @Test
    void builder_namesAreReplacedCharacterByCharacter() {
        assertThat(TraceOptions.fileName("..a/b.c\u0085d")).isEqualTo("__a_b.c_d");
        assertThat(TraceOptions.fileName("名前😀")).isEqualTo("名前😀");
        assertThat(TraceOptions.fileName("\uDE00x\uD83D")).isEqualTo("_x_");
    }

    @Test
    void builder_longNamesAreCutToTwoHundredBytes() {
        for (String name :
                List.of("x".repeat(500), "é".repeat(300), "名".repeat(100), "😀".repeat(100), "a😀".repeat(60))) {
            Path path = automatic(name);
            String fileName = path.getFileName().toString();

            assertThat(fileName.getBytes(StandardCharsets.UTF_8).length).isBetween(190, 200);
            assertThat(fileName).endsWith(".jsonl").doesNotContain("?").doesNotContain("\uFFFD");
            try (Tracer tracer = Tracer.builder(path).open();
                    Tracer child = tracer.child(name).open()) {
                assertThat(child.path()).isRegularFile();
                assertThat(child.path().getFileName().toString().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(200);
            }
        }
    }

    /** Writes a trace with a name that the locale cannot spell. */
    static final class ForeignName {
        public static void main(String[] args) {
            try (Tracer tracer = Tracer.builder("名前").open()) {
                System.out.print(tracer.isRecording());
            }
        }
    }

    @Test
    void builder_nameThatTheLocaleCannotSpell() throws Exception {
        Fork.Result result = Fork.of(ForeignName.class)
                .env("LC_ALL", "C")
                .env("LANG", "C")
                .option("-Dsun.jnu.encoding=ANSI_X3.4-1968")
                .in(folder)
                .run();

        assertThat(result.out()).isEqualTo("true");
        assertThat(files()).hasSize(1);
        assertThat(Lines.of(files().get(0)).get(0).get("name").asString()).isEqualTo("名前");
    }

    @Test
    void builder_pathWithoutEndingGetsIt() {
        for (String name : List.of("plain", "dotted.name", "run.json")) {
            try (Tracer tracer = Tracer.builder(file(name)).open()) {
                assertThat(tracer.path()).isEqualTo(file(name + ".jsonl")).isRegularFile();
            }
        }
    }

    @Test
    void builder_missingFoldersAreMade() {
        Tracer.builder(file("a/b/c/run.jsonl")).open().close();

        assertThat(file("a/b/c/run.jsonl")).isRegularFile();
    }

    // ---- configuration that is refused --------------------------------------------------------------------------

    @Test
    void builder_refusesFoldersAndCompressedFiles() {
        assertThatThrownBy(() -> Tracer.builder(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("is a folder; give the file to write");
        assertThatThrownBy(() -> Tracer.builder(file("run.jsonl.gz")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use archive(true)");
        assertThatThrownBy(() -> Tracer.builder(file("run.content.jsonl.zst")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tracer.builder(Path.of("/"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tracer.builder(Path.of(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void builder_nullArgumentsAreNamed() {
        assertThatThrownBy(() -> Tracer.builder((Path) null)).hasMessage("path == null");
        assertThatThrownBy(() -> Tracer.builder((String) null)).hasMessage("name == null");
        assertThatThrownBy(() -> Tracer.builder("x").name(null)).hasMessage("name == null");
        assertThatThrownBy(() -> Tracer.builder("x").metadata(null, 1)).hasMessage("key == null");
        assertThatThrownBy(() -> Tracer.current().child(null)).hasMessage("name == null");
        assertThatThrownBy(() -> Tracer.builder("x").tags("a", null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void builder_refusesIntervalsAndThresholdsOutOfRange() {
        TraceBuilder builder = Tracer.builder("x");

        assertThatThrownBy(() -> builder.flushInterval(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flushInterval");
        assertThatThrownBy(() -> builder.flushInterval(Duration.ofMinutes(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.flushThreshold(10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flushThreshold 10");
        assertThatThrownBy(() -> builder.flushThreshold(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void open_folderThatCannotBeMadeIsOneWarning() throws IOException {
        Files.writeString(file("taken"), "a file");
        try (Warnings warnings = new Warnings()) {
            String result = Tracer.builder(file("taken/run.jsonl")).call(tracer -> {
                assertThat(tracer.isRecording()).isFalse();
                return tracer.span("s").call(span -> "still runs");
            });

            assertThat(result).isEqualTo("still runs");
            assertThat(warnings.messages())
                    .singleElement()
                    .asString()
                    .contains(file("taken/run.jsonl").toString())
                    .contains("this trace is not recorded");
        }
    }

    @Test
    void open_valuesThatThrowAreReplacedAlone() {
        Object bad = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("bad");
            }
        };
        try (Tracer tracer = Tracer.builder(file("a.jsonl"))
                .input(bad)
                .metadata("bad", bad)
                .metadata("good", 1)
                .open()) {
            tracer.output(List.of(bad, 1)).log("bad", bad);
        }

        Lines lines = Lines.of(file("a.jsonl"));
        assertThat(lines.get(0).get("input").asString()).contains("AssertionError: bad");
        assertThat(lines.get(0).get("metadata").get("good").asInt()).isEqualTo(1);
        assertThat(lines.event("bad").get("data").asString()).contains("AssertionError: bad");
        assertThat(lines.last().get("output").get(1).asInt()).isEqualTo(1);
    }

    @Test
    void timestamps_neverGoBackwardsInATrace() {
        try (Tracer tracer = Tracer.builder(file("a.jsonl")).open()) {
            for (int i = 0; i < 2000; i++) {
                tracer.span("s").run(span -> span.event("e", null));
            }
        }

        List<String> times = new ArrayList<>();
        Lines.of(file("a.jsonl")).all().forEach(e -> times.add(e.get("ts").asString()));
        assertThat(times).isSorted();
    }

    @Test
    void log_standsInTheCurrentSpan() {
        try (Tracer tracer = Tracer.builder(file("a.jsonl")).open()) {
            tracer.log("top", null);
            tracer.span("s").run(span -> tracer.log("inside", Map.of("k", 1)));
        }

        Lines lines = Lines.of(file("a.jsonl"));
        assertThat(lines.event("top").get("parent_id").isNull()).isTrue();
        assertThat(lines.event("top").has("data")).isFalse();
        assertThat(lines.event("inside").get("parent_id").asString()).isEqualTo(lines.id("s"));
        assertThat(lines.last().get("stats").get("events").asInt()).isEqualTo(2);
    }
}
