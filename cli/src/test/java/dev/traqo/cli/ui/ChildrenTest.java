package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.internal.Machine;
import dev.traqo.read.Json;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    @TempDir
    Path folder;

    private Path root;
    private Served served;

    @BeforeEach
    void serve() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        served = new Served(root);
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void children_areLinkedToTheSpanThatStartedThem_alsoThoseOfOneName() throws IOException {
        write(
                "run.jsonl",
                begin("run", "") + """
                {"type":"span_start","id":"a","parent_id":null,"name":"outer","ts":"2026-11-22T10:00:00Z"}
                {"type":"span_start","id":"b","parent_id":"a","name":"inner","ts":"2026-11-22T10:00:00Z"}
                """ + started("b", "w", "w.jsonl") + started("b", "w", "w-2.jsonl") + """
                {"type":"event","id":"e","parent_id":"b","name":"child_ended","ts":"2026-11-22T10:00:03Z","data":{"child_name":"w","child_file":"w.jsonl","status":"error","duration_s":1.5,"spans":3,"total_cost":0.5}}
                {"type":"trace_end","ts":"2026-11-22T10:00:04Z","status":"ok","stats":{"spans":5,"total_cost":0.5},"children":[{"name":"w","file":"w.jsonl","status":"error","duration_s":1.5,"spans":3,"total_cost":0.5}]}
                """);
        write("w.jsonl", begin("w", ""));
        write("w-2.jsonl", begin("w", "") + "{\"type\":\"span_start\",\"id\":\"x\",\"name\":\"going on\"}\n");
        List<Map<String, Object>> children = served.index("run.jsonl").children(0);
        assertThat(children).hasSize(2);
        assertThat(children.get(0))
                .containsEntry("name", "w")
                .containsEntry("file", "w.jsonl")
                .containsEntry("named", "w.jsonl")
                .containsEntry("row", 1L)
                .containsEntry("status", "error")
                .containsEntry("start", 1_795_341_602_000_000L)
                .containsEntry("duration", 1_500_000L);
        assertThat(Tqc.object(children.get(0).get("totals")))
                .containsEntry("spans", 3L)
                .containsEntry("cost", 0.5);
        // It went on when its parent ended: how it is stands in its own file.
        assertThat(children.get(1))
                .containsEntry("file", "w-2.jsonl")
                .containsEntry("row", 1L)
                .containsEntry("status", "running")
                .containsEntry("duration", null);
        assertThat(Tqc.object(children.get(1).get("totals"))).containsEntry("spans", 1L);
    }

    @Test
    void runningParent_hasItsChildren() throws IOException {
        write("run.jsonl", begin("run", "") + started(null, "w", "sub/w.jsonl"));
        write(
                "sub/w.jsonl",
                begin("w", ",\"parent\":{\"trace_id\":\"t\",\"span_id\":\"b\",\"file\":\"../run.jsonl\"}")
                        + "{\"type\":\"trace_end\",\"ts\":\"2026-11-22T10:00:04Z\",\"duration_s\":4,\"status\":\"ok\"}\n");
        Tqc parent = served.index("run.jsonl");
        assertThat(parent.children(0).get(0))
                .containsEntry("file", "sub/w.jsonl")
                .containsEntry("status", "ok")
                .containsEntry("duration", 4_000_000L)
                .containsEntry("row", -1L);
        assertThat(served.index("sub/w.jsonl").trace(0))
                .containsEntry("parent", Map.of("file", "run.jsonl", "spanId", "b"));
    }

    @Test
    void spanOfAChild_isTakenFromTheChild_whereTheParentDoesNotSay() throws IOException {
        write("run.jsonl", begin("run", "") + """
                {"type":"span_start","id":"a","parent_id":null,"name":"outer"}
                {"type":"trace_end","ts":"2026-11-22T10:00:04Z","status":"ok","children":[{"name":"w","file":"w.jsonl"},{"name":"p","file":"p.jsonl"}]}
                """);
        write("w.jsonl", begin("w", ",\"parent\":{\"span_id\":\"a\",\"file\":\"run.jsonl\"}"));
        write(
                "p.jsonl",
                "{\"type\":\"trace_start\",\"metadata\":{\"parent_trace\":\"/elsewhere/run.jsonl\"}}\n"
                        + "{\"type\":\"span_start\",\"id\":\"x\",\"parent_id\":\"a\",\"name\":\"n\"}\n");
        assertThat(served.index("run.jsonl").children(0))
                .extracting(child -> child.get("row"))
                .containsExactly(0L, 0L);
        assertThat(served.index("p.jsonl").trace(0))
                .containsEntry("parent", Map.of("file", "run.jsonl", "spanId", "a"));
        assertThat(served.index("p.jsonl").column("flags")).isEqualTo(List.<Number>of(0));
    }

    @Test
    void archivesOfChildren_areFound_andGrandchildrenThroughThem() throws IOException {
        String end = "{\"type\":\"trace_end\",\"ts\":\"2026-11-22T10:00:04Z\",\"status\":\"ok\"}\n";
        write("run.jsonl", begin("run", "") + started(null, "w", "w.jsonl"));
        Path child = write("w.jsonl", begin("w", "") + started(null, "g", "deep/g.jsonl") + end);
        write("deep/g.jsonl", begin("g", "") + end);
        Archive.write(child);
        Files.delete(child);
        assertThat(served.index("run.jsonl").children(0).get(0))
                .containsEntry("file", "w.jsonl.gz")
                .containsEntry("named", "w.jsonl");
        assertThat(served.index("w.jsonl.gz").children(0).get(0)).containsEntry("file", "deep/g.jsonl");
    }

    @Test
    void filesOutsideOfWhatIsServed_areNotLookedInto() throws IOException {
        Files.writeString(folder.resolve("secret.jsonl"), begin("s", "") + "{\"type\":\"span_start\",\"id\":\"a\"}\n");
        Files.createSymbolicLink(root.resolve("link.jsonl"), folder.resolve("secret.jsonl"));
        write(
                "run.jsonl",
                begin("run", ",\"parent\":{\"file\":\"../secret.jsonl\",\"span_id\":\"b\"}")
                        + started(null, "out", "../secret.jsonl")
                        + started(null, "link", "link.jsonl")
                        + started(null, "none", "none.jsonl"));
        Tqc index = served.index("run.jsonl");
        for (Map<String, Object> child : index.children(0)) {
            assertThat(child).containsEntry("file", null).containsEntry("status", null);
            assertThat(Tqc.object(child.get("totals"))).containsEntry("spans", 0L);
        }
        assertThat(index.children(0))
                .extracting(child -> child.get("named"))
                .containsExactly("../secret.jsonl", "link.jsonl", "none.jsonl");
        assertThat(Tqc.object(index.trace(0).get("parent")))
                .containsEntry("file", null)
                .containsEntry("spanId", "b");
    }

    private static String begin(String name, String more) {
        return "{\"type\":\"trace_start\",\"trace_id\":\"" + name + "\",\"ts\":\"2099-01-01T00:00:00Z\",\"name\":\""
                + name
                + "\",\"format\":1,\"pid\":" + ProcessHandle.current().pid() + ",\"host\":" + Json.write(Machine.host())
                + more + "}\n";
    }

    private static String started(String parent, String name, String file) {
        return "{\"type\":\"event\",\"id\":\"e\",\"parent_id\":" + Json.write(parent)
                + ",\"name\":\"child_started\",\"ts\":\"2026-11-22T10:00:02Z\",\"data\":{\"child_name\":\"" + name
                + "\",\"child_file\":\"" + file + "\"}}\n";
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
