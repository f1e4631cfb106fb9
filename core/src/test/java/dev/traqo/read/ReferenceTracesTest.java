package dev.traqo.read;

import static dev.traqo.read.TraceFileSamples.contents;
import static dev.traqo.read.TraceFileSamples.events;
import static dev.traqo.read.TraceFileSamples.skipped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.internal.TraceNames;
import dev.traqo.store.Archive;
import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads everything that the Python package wrote, where its traces are at hand. */
class ReferenceTracesTest {

    private static Path traces;

    /** Lines that cannot be used, for the files that have some. */
    private static final Map<String, String> SKIPPED = Map.of(
            "malformed/out/malformed.jsonl", "3 lines skipped: 2 garbage (first at line 4), 1 unknown type (line 10)",
            "malformed/out/malformed_compressed.jsonl.gz",
                    "3 lines skipped: 2 garbage (first at line 2), 1 unknown type (line 8)",
            "malformed/out/non_object_lines.jsonl", "4 lines skipped: 4 not an object (first at line 2)",
            "malformed/out/truncated_gzip.jsonl.gz", "2 lines skipped: 1 garbage (line 4), 1 truncated (line 5)",
            "interrupted/out/torn_last_line.jsonl", "1 line skipped: 1 torn (line 5)",
            "mask-returns-none/raw/mask_none.jsonl", "2 lines skipped: 2 not an object (first at line 4)",
            "mask-returns-none/out/mask_none.jsonl", "2 lines skipped: 2 not an object (first at line 4)");

    @BeforeAll
    static void find() {
        String configured = System.getProperty("TRAQO_SHARED_DATA", System.getenv("TRAQO_SHARED_DATA"));
        Path data = Path.of(configured != null ? configured : "../../shared/data");
        traces = data.resolve("reference-traces");
        assumeTrue(Files.isDirectory(traces), "the reference traces are not at hand");
    }

    private static List<Path> files() throws IOException {
        List<Path> files = LocalStore.of(traces).list();
        assertThat(files).hasSizeGreaterThan(60);
        return files;
    }

    private static String name(Path file) {
        return traces.relativize(file).toString();
    }

    @Test
    void traceReader_everyFile_skipsOnlyWhatIsBroken() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path file : files()) {
            Skipped skipped = skipped(file);
            if (!skipped.isEmpty() && !file.toString().contains("transcript")) {
                found.put(name(file), skipped.toString());
            }
        }

        assertThat(found).isEqualTo(new TreeMap<>(SKIPPED));
    }

    @Test
    void traceReader_compressedFiles_holdWhatTheirRawFilesHold() throws IOException {
        int compared = 0;
        for (Path file : files()) {
            Path raw = traces.resolve(name(file).replace("/out/", "/raw/").replace(".jsonl.gz", ".jsonl"));
            if (TraceNames.isArchive(TraceNames.name(file)) && Files.exists(raw)) {
                assertThat(contents(file)).as(name(file)).isEqualTo(contents(raw));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    @Test
    void archive_everyRawFile_readsBackTheSame(@TempDir Path dir) throws IOException {
        for (Path file : files()) {
            if (!TraceNames.isArchive(TraceNames.name(file))) {
                Path archive = Archive.write(file, dir).events();

                assertThat(contents(archive)).as(name(file)).isEqualTo(contents(file));
                assertThat(TraceSummary.read(archive)).hasSameSizeAs(TraceSummary.read(file));
            }
        }
    }

    @Test
    void summary_everyFile_countsAsItsWriterDid() throws IOException {
        for (Path file : files()) {
            List<TraceSummary> summaries = TraceSummary.read(file);
            List<TraceEvent> events = events(file);

            assertThat(summaries).as(name(file)).isNotEmpty();
            TraceSummary last = summaries.get(summaries.size() - 1);
            TraceEvent end = events.isEmpty() ? null : events.get(events.size() - 1);
            if (end != null && end.type().equals("trace_end")) {
                Map<String, Object> stats = TraceEvent.object(end.fields().get("stats"));
                assertThat(last.totals().spans()).as(name(file)).isEqualTo(stats.get("spans"));
                assertThat(last.status().label()).isEqualTo(end.status());
            } else {
                assertThat(last.status()).as(name(file)).isEqualTo(Status.CRASHED);
            }
        }
    }

    @Test
    void summary_casesWithAKnownAnswer_giveIt() throws IOException {
        assertThat(summary("full/out/full.jsonl.gz").totals())
                .isEqualTo(summary("full/raw/full.jsonl").totals());
        assertThat(summary("trace-error-only/raw/trace_error_only.jsonl").status())
                .isEqualTo(Status.ERROR);
        assertThat(summary("trace-error-only/raw/trace_error_only.jsonl")
                        .totals()
                        .errors())
                .isZero();
        assertThat(summary("interrupted/out/interrupted.jsonl").totals().spans())
                .isEqualTo(3);
        assertThat(summary("interrupted-default-flush/out/interrupted_default.jsonl")
                        .totals())
                .isEqualTo(Totals.ZERO);
        assertThat(TraceSummary.read(traces.resolve("two-traces-one-raw/raw/same.jsonl")))
                .extracting(TraceSummary::status)
                .containsExactly(Status.CRASHED, Status.OK);
    }

    @Test
    void children_ofEveryParent_areFound() throws IOException {
        TraceSummary pipeline = summary("children/out/pipeline.jsonl.gz");

        assertThat(pipeline.isChild()).isFalse();
        assertThat(pipeline.children()).hasSize(6);
        assertThat(pipeline.children())
                .allSatisfy(
                        child -> assertThat(child.resolved()).as(child.file()).isNotNull());
        assertThat(pipeline.children().stream()
                        .map(child -> traces.toAbsolutePath()
                                .relativize(child.resolved().toAbsolutePath())
                                .toString()))
                .contains("children/out/agents/elsewhere.jsonl.gz");
        assertThat(summary("children/out/grandchild.jsonl.gz").isChild()).isTrue();
    }

    private static TraceSummary summary(String name) throws IOException {
        List<TraceSummary> summaries = TraceSummary.read(traces.resolve(name));
        assertThat(summaries).hasSize(1);
        return summaries.get(0);
    }
}
