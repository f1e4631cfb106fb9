package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.read.Skipped;
import dev.traqo.read.TraceIndex;
import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every trace that the Python package wrote opens in the viewer; the broken ones too, and say what was skipped. */
class ReferenceTracesServedTest {

    private static Path traces;
    private static Served served;

    @BeforeAll
    static void serve() throws IOException {
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
        traces = traces.toRealPath();
        served = new Served(traces);
    }

    @AfterAll
    static void close() {
        if (served != null) {
            served.close();
        }
    }

    private static String name(Path file) {
        return traces.relativize(file).toString().replace('\\', '/');
    }

    @Test
    void everyFile_opens_withWhatWasSkipped() throws IOException {
        List<Path> files = LocalStore.of(traces).list();
        assertThat(files).hasSizeGreaterThan(40);
        int opened = 0;
        for (Path file : files) {
            if (name(file).startsWith("cc-sync/transcript")) {
                assertThat(served.get("index", "file", name(file)).statusCode()).isEqualTo(404);
                continue;
            }
            Tqc index = served.index(name(file));
            try (TraceIndex expected = TraceIndex.open(file)) {
                assertThat(index.n()).as(name(file)).isEqualTo(expected.size());
                assertThat((List<?>) index.header.get("traces"))
                        .hasSize(expected.traces().size());
                assertThat(skipped(index)).as(name(file)).isEqualTo(skipped(expected.skipped()));
                for (int row = 0; row < Math.min(30, expected.size()); row++) {
                    Map<String, Object> span = served.json("span", "file", name(file), "row", Integer.toString(row));
                    assertThat(span).as(name(file)).containsEntry("id", expected.id(row));
                    assertThat(Tqc.object(span.get("start"))).as(name(file)).isEqualTo(expected.startEvent(row));
                    assertThat(Tqc.object(span.get("end"))).as(name(file)).isEqualTo(expected.endEvent(row));
                }
            }
            opened++;
        }
        assertThat(opened).isGreaterThan(40);
    }

    private static Map<String, Long> skipped(Tqc index) {
        return ((List<?>) index.header.get("skipped"))
                .stream().map(Tqc::object).collect(Collectors.toMap(entry -> (String) entry.get("reason"), entry ->
                        (Long) entry.get("count")));
    }

    private static Map<String, Long> skipped(Skipped skipped) {
        return skipped.counts().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().label(), Map.Entry::getValue));
    }

    @Test
    void damagedFiles_sayWhatIsWrong() {
        assertThat((List<?>) served.index("malformed/out/truncated_gzip.jsonl.gz")
                        .header
                        .get("warnings"))
                .anySatisfy(text -> assertThat((String) text).contains("cut or damaged"));
        assertThat((List<?>) served.index("interrupted/out/torn_last_line.jsonl")
                        .header
                        .get("warnings"))
                .anySatisfy(text -> assertThat((String) text).contains("middle of a line"));
    }

    @Test
    void children_haveFiles_alsoThoseOfOneNameAndInOtherFolders() {
        Tqc pipeline = served.index("children/out/pipeline.jsonl.gz");
        assertThat(pipeline.children(0))
                .extracting(child -> child.get("file"))
                .contains(
                        "children/out/researcher.jsonl.gz",
                        "children/out/worker0.jsonl.gz",
                        "children/out/worker1.jsonl.gz",
                        "children/out/agents/elsewhere.jsonl.gz")
                .doesNotContainNull();
        assertThat(pipeline.children(0).get(0)).containsEntry("row", 0L).containsEntry("name", "researcher");
        Tqc researcher = served.index("children/out/researcher.jsonl.gz");
        assertThat(researcher.children(0))
                .extracting(child -> child.get("file"))
                .containsExactly("children/out/grandchild.jsonl.gz");
        assertThat(Tqc.object(researcher.trace(0).get("parent")))
                .containsEntry("file", "children/out/pipeline.jsonl.gz");
        assertThat(Tqc.object(served.index("children/out/agents/elsewhere.jsonl.gz")
                        .trace(0)
                        .get("parent")))
                .containsEntry("file", "children/out/pipeline.jsonl.gz");
    }
}
