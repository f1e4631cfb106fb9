package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.cli.ui.Listener.Event;
import dev.traqo.internal.Machine;
import dev.traqo.read.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEventsTest {

    private static final String START =
            "{\"type\":\"trace_start\",\"ts\":\"2099-01-01T00:00:00Z\",\"name\":\"live\",\"format\":1,\"pid\":"
                    + ProcessHandle.current().pid() + ",\"host\":" + Json.write(Machine.host()) + "}\n";

    @TempDir
    Path folder;

    private Path file;
    private Served served;

    @BeforeEach
    void serve() throws IOException {
        file = folder.resolve("run.jsonl");
        served = new Served(folder);
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void newSpans_ends_andPoints_come_asTheyAreWritten() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        Tqc index = served.index("run.jsonl");
        try (Listener listener = listen(index)) {
            assertThat(listener.next("state").data()).containsEntry("live", true);
            append(
                    begin("b", "a", "inner", 2)
                            + "{\"type\":\"event\",\"id\":\"e\",\"parent_id\":\"b\",\"name\":\"tick\",\"ts\":\"2099-01-01T00:00:03Z\"}\n");
            Event spans = listener.next();
            assertThat(spans.type()).isEqualTo("spans");
            assertThat(spans.data())
                    .containsEntry("row", 1L)
                    .containsEntry("start", List.of(2_000_000L))
                    .containsEntry("duration", List.of(-1L))
                    .containsEntry("parent", List.of(0L))
                    .containsEntry("name", List.of("inner"))
                    .containsEntry("status", List.of((long) TqcWriter.RUNNING))
                    .containsEntry("flags", List.of(0L))
                    .containsEntry("llm", List.of());
            Event points = listener.next();
            assertThat(points.type()).isEqualTo("points");
            assertThat(points.data())
                    .containsEntry("index", 0L)
                    .containsEntry("time", List.of(3_000_000L))
                    .containsEntry("parent", List.of(1L))
                    .containsEntry("name", List.of("tick"));
            listener.next("state");
            append(
                    "{\"type\":\"span_end\",\"id\":\"b\",\"name\":\"inner\",\"ts\":\"2099-01-01T00:00:04Z\",\"duration_s\":2,\"status\":\"error\","
                            + "\"kind\":\"llm\",\"metadata\":{\"model\":\"m\",\"token_usage\":{\"input_tokens\":7,\"cost\":0.5}}}\n");
            Event ends = listener.next();
            assertThat(ends.type()).isEqualTo("ends");
            assertThat(ends.data())
                    .containsEntry("row", List.of(1L))
                    .containsEntry("start", List.of(2_000_000L))
                    .containsEntry("duration", List.of(2_000_000L))
                    .containsEntry("status", List.of((long) TqcWriter.ERROR))
                    .containsEntry("kind", List.of("llm"));
            assertThat(Tqc.object(ends.list("llm").get(0)))
                    .containsEntry("row", 1L)
                    .containsEntry("model", "m")
                    .containsEntry("inputTokens", 7L)
                    .containsEntry("outputTokens", -1L)
                    .containsEntry("cost", 0.5);
            Event state = listener.next();
            assertThat(Tqc.object(Tqc.object(state.list("traces").get(0)).get("totals")))
                    .containsEntry("inputTokens", 7L);
            assertThat(state.id()).isEqualTo(Long.toString(Files.size(file)));
        }
    }

    @Test
    void traceEnd_closesWhatIsOpen() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            append(
                    "{\"type\":\"trace_end\",\"ts\":\"2099-01-01T00:00:05Z\",\"duration_s\":5,\"status\":\"interrupted\"}\n");
            Event ends = listener.next();
            assertThat(ends.type()).isEqualTo("ends");
            assertThat(ends.data())
                    .containsEntry("row", List.of(0L))
                    .containsEntry("duration", List.of(-1L))
                    .containsEntry("status", List.of((long) TqcWriter.INTERRUPTED));
            Event state = listener.next();
            assertThat(state.data()).containsEntry("live", false);
            assertThat(Tqc.object(state.list("traces").get(0))).containsEntry("status", "interrupted");
        }
    }

    @Test
    void lineThatIsNotComplete_waitsForItsRest() throws Exception {
        Files.writeString(file, START);
        try (Listener listener = listen(served.index("run.jsonl"))) {
            String before = listener.next("state").id();
            String line = begin("a", null, "outer", 1);
            append(line.substring(0, 30));
            // A second file tells that the server has seen the first part: its own events come after it.
            Files.writeString(folder.resolve("other.jsonl"), START);
            try (Listener other = listen(served.index("other.jsonl"))) {
                other.next("state");
            }
            append(line.substring(30));
            Event spans = listener.next("spans");
            assertThat(spans.id()).isEqualTo(before);
            assertThat(spans.list("name")).isEqualTo(List.of("outer"));
            assertThat(listener.next("state").data()).containsEntry("skipped", List.of());
        }
    }

    @Test
    void secondTrace_appears_beforeItsRows() throws Exception {
        Files.writeString(file, START + begin("a", null, "one", 1));
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            append(begin("b", "a", "of one", 1) + START + begin("a", null, "two", 2));
            assertThat(listener.next().data())
                    .containsEntry("name", List.of("of one"))
                    .containsEntry("row", 1L);
            assertThat(listener.next().list("traces"))
                    .map(trace -> Tqc.object(trace).get("status"))
                    .isEqualTo(List.of("crashed", "running"));
            assertThat(listener.next().data())
                    .containsEntry("name", List.of("two"))
                    .containsEntry("row", 2L)
                    .containsEntry("parent", List.of(-1L));
            Event ends = listener.next();
            assertThat(ends.data()).containsEntry("row", List.of(0L)).containsEntry("status", List.of((long)
                    TqcWriter.INTERRUPTED));
            assertThat(listener.next("state").id()).isEqualTo(Long.toString(Files.size(file)));
        }
    }

    @Test
    void whoConnectsAgain_goesOnWhereItWas() throws Exception {
        Files.writeString(file, START);
        List<String> names = new ArrayList<>();
        String last = null;
        long from = (Long) served.index("run.jsonl").header.get("bytes");
        for (int i = 0; i < 30; i++) {
            append(begin("s" + i, null, "n" + i, i));
            if (i % 3 != 0) {
                continue;
            }
            try (Listener listener =
                    new Listener(served.uri("events", "file", "run.jsonl", "from", Long.toString(from)), last)) {
                Event spans = listener.next("spans");
                assertThat(spans.data()).containsEntry("row", (long) names.size());
                spans.list("name").forEach(name -> names.add((String) name));
                listener.next("state");
                last = listener.lastId;
            }
        }
        assertThat(names).hasSize(28).first().isEqualTo("n0");
        assertThat(names).doesNotHaveDuplicates().last().isEqualTo("n27");
    }

    @Test
    void severalClients_areToldTheSame() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        Tqc index = served.index("run.jsonl");
        try (Listener one = listen(index);
                Listener two = listen(index)) {
            one.next("state");
            two.next("state");
            append(begin("b", "a", "inner", 2));
            assertThat(one.next("spans").data()).isEqualTo(two.next("spans").data());
        }
    }

    @Test
    void rotatedFile_isSaidToBeReplaced() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            Path fresh = Files.writeString(
                    folder.resolve("fresh"),
                    START + begin("b", null, "another", 1).repeat(5));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(listener.next().type()).isEqualTo("replaced");
        }
        assertThat(served.index("run.jsonl").names()).hasSize(5).contains("another");
    }

    @Test
    void cutFile_isSaidToBeReplaced() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            Files.writeString(file, START);
            assertThat(listener.next().type()).isEqualTo("replaced");
        }
    }

    @Test
    void fileRewrittenInPlace_isSaidToBeReplaced() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            Files.writeString(
                    file, START + begin("b", null, "longer than before", 1).repeat(3));
            assertThat(listener.next().type()).isEqualTo("replaced");
        }
    }

    @Test
    void deletedFile_isSaidToBeGone_andItsReturnToBeAnotherOne() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            Files.delete(file);
            assertThat(listener.next().type()).isEqualTo("gone");
            assertThat(served.get("index", "file", "run.jsonl").statusCode()).isEqualTo(404);
            Files.writeString(file, START);
            assertThat(listener.next().type()).isEqualTo("replaced");
        }
    }

    @Test
    void byteThatIsNoBeginningOfALine_belongsToAnotherFile() throws Exception {
        Files.writeString(file, START + begin("a", null, "outer", 1));
        try (Listener inside = listen("run.jsonl", 17);
                Listener behind = listen("run.jsonl", 1_000_000)) {
            assertThat(inside.next().type()).isEqualTo("replaced");
            assertThat(behind.next().type()).isEqualTo("replaced");
        }
    }

    @Test
    void rowThatFindsItsParentLater_isSaidByLoadingAgain() throws Exception {
        Files.writeString(file, START + begin("a", "later", "child", 1));
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            append(begin("later", null, "parent", 2));
            assertThat(listener.next().type()).isEqualTo("replaced");
        }
        assertThat(served.index("run.jsonl").column("parent")).isEqualTo(List.<Number>of(1, -1));
    }

    @Test
    void emptyFile_isLoadedAgain_whenItsTimeBegins() throws Exception {
        Files.writeString(file, "");
        try (Listener listener = listen(served.index("run.jsonl"))) {
            listener.next("state");
            append(START);
            assertThat(listener.next().type()).isEqualTo("replaced");
        }
    }

    @Test
    void runningTrace_crashes_whenItsProcessDoes() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    file,
                    START.replace("\"pid\":" + ProcessHandle.current().pid(), "\"pid\":" + sleeper.pid())
                            + begin("a", null, "outer", 1));
            Tqc index = served.index("run.jsonl");
            assertThat(index.header).containsEntry("live", true);
            try (Listener listener = listen(index)) {
                listener.next("state");
                sleeper.destroyForcibly().waitFor();
                assertThat(listener.next().type()).isEqualTo("ends");
                assertThat(listener.next().data()).containsEntry("live", false);
            }
            assertThat(served.index("run.jsonl").trace(0)).containsEntry("status", "crashed");
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void missingFile_isRefused() {
        assertThatThrownBy(() -> listen("none.jsonl", 0)).hasMessageContaining("404");
    }

    private Listener listen(Tqc index) throws Exception {
        return listen((String) index.header.get("file"), (Long) index.header.get("bytes"));
    }

    private Listener listen(String name, long from) throws Exception {
        return new Listener(served.uri("events", "file", name, "from", Long.toString(from)), null);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static String begin(String id, String parent, String name, int second) {
        return Json.write(Map.of("type", "span_start")).replace("}", "")
                + ",\"id\":\"" + id + "\",\"parent_id\":" + (parent == null ? "null" : "\"" + parent + "\"")
                + ",\"name\":\"" + name + "\",\"ts\":\"2099-01-01T00:00:" + (second < 10 ? "0" : "") + second
                + "Z\"}\n";
    }
}
