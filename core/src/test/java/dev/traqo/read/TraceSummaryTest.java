package dev.traqo.read;

import static dev.traqo.read.TraceFileSamples.END;
import static dev.traqo.read.TraceFileSamples.SPAN_END;
import static dev.traqo.read.TraceFileSamples.SPAN_START;
import static dev.traqo.read.TraceFileSamples.START;
import static dev.traqo.read.TraceFileSamples.gzip;
import static dev.traqo.read.TraceFileSamples.text;
import static dev.traqo.read.TraceFileSamples.utf8;
import static dev.traqo.read.TraceFileSamples.whole;
import static dev.traqo.read.TraceFileSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.traqo.internal.Machine;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceSummaryTest {

    private static final Totals TOTALS = new Totals(1, 0, 0, 0, 100, 20, 0, 0, 0, 0.5);

    @TempDir
    Path dir;

    private TraceSummary only(Path file) throws IOException {
        List<TraceSummary> summaries = TraceSummary.read(file);
        assertThat(summaries).hasSize(1);
        return summaries.get(0);
    }

    private static Path old(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(120)));
    }

    /** A start by this process, now or at another time. */
    private static String startedBy(long pid, String host, Instant at) {
        return START.replace("2026-01-01T00:00:00.000000Z", at.toString())
                .replace("\"format\":1", "\"format\":1,\"pid\":" + pid + ",\"host\":\"" + host + "\"");
    }

    @Test
    void read_oneTrace_needsItsEndsAlone() throws IOException {
        Path file = write(dir, "file name.jsonl", text(START, "garbage", END));

        TraceSummary summary = only(file);

        assertThat(summary.fromWholeFile()).isFalse();
        assertThat(summary.file()).isEqualTo(file);
        assertThat(summary.traceId()).isEqualTo(TraceFileSamples.TRACE_ID);
        assertThat(summary.name()).isEqualTo("run");
        assertThat(summary.status()).isEqualTo(Status.OK);
        assertThat(summary.start()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(summary.duration()).contains(Duration.ofSeconds(3));
        assertThat(summary.totals()).isEqualTo(TOTALS);
        assertThat(summary.tags()).containsExactly("a", "b");
        assertThat(summary.threadId()).isEqualTo("conv");
        assertThat(summary.release()).isNull();
        assertThat(summary.children()).isEmpty();
        assertThat(summary.isChild()).isFalse();
        assertThat(summary.error()).isNull();
        assertThat(summary.skipped().isEmpty()).isTrue();
    }

    @Test
    void read_archive_needsItsIndexAlone() throws IOException {
        Path archive = Archive.write(write(dir, "run.jsonl", whole())).events();
        byte[] bytes = Files.readAllBytes(archive);
        bytes[30] ^= 0x55; // The text is unreadable now; the index behind it is not.
        Files.write(archive, bytes);

        TraceSummary summary = only(archive);

        assertThat(summary.fromWholeFile()).isFalse();
        assertThat(summary.totals()).isEqualTo(TOTALS);
        assertThat(summary.duration()).contains(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 3_900, 4_000, 4_096, 5_000, 8_192, 100_000, 3_000_000})
    void read_endsOfAnySize_areFound(int size) throws IOException {
        String large = "\"" + "x".repeat(size) + "\"}";
        String start = START.substring(0, START.length() - 1) + ",\"input\":" + large;
        String end = END.substring(0, END.length() - 1) + ",\"output\":" + large;
        for (String text : List.of(
                text(start, SPAN_END, END), text(START, SPAN_END, end), text(start, SPAN_END, end) + "\r\n \n")) {
            TraceSummary summary = only(write(dir, "run.jsonl", text));

            assertThat(summary.fromWholeFile()).isFalse();
            assertThat(summary.name()).isEqualTo("run");
            assertThat(summary.totals()).isEqualTo(TOTALS);
        }
    }

    @Test
    void read_severalTraces_givesEach() throws IOException {
        String second = "ffff" + TraceFileSamples.TRACE_ID.substring(4);
        Path file = write(
                dir,
                "run.jsonl",
                text(
                                START,
                                SPAN_START,
                                "{\"type\":\"span_end\",\"id\":\"torn",
                                START.replace("run", "second"),
                                SPAN_START,
                                SPAN_END)
                        + text(
                                START.replace(TraceFileSamples.TRACE_ID, second),
                                END.replace(TraceFileSamples.TRACE_ID, second)));

        List<TraceSummary> summaries = TraceSummary.read(file);

        assertThat(summaries)
                .extracting(TraceSummary::status)
                .containsExactly(Status.CRASHED, Status.CRASHED, Status.OK);
        assertThat(summaries).extracting(TraceSummary::name).containsExactly("run", "second", "run");
        assertThat(summaries).extracting(summary -> summary.totals().spans()).containsExactly(1L, 1L, 1L);
        assertThat(summaries.get(1).totals()).isEqualTo(TOTALS);
        assertThat(summaries.get(1).duration()).contains(Duration.ofMillis(2_500));
        assertThat(summaries.get(0).fromWholeFile()).isTrue();
        assertThat(summaries.get(0).skipped().total()).isEqualTo(1);
    }

    @Test
    void read_traceOfALivingProcess_isRunning() throws IOException {
        Path file =
                old(write(dir, "run.jsonl", text(startedBy(Machine.pid(), Machine.host(), Instant.now()), SPAN_START)));

        TraceSummary summary = only(file);

        assertThat(summary.status()).isEqualTo(Status.RUNNING);
        assertThat(summary.duration()).isEmpty();
        assertThat(summary.totals().spans()).isEqualTo(1);
    }

    @Test
    void read_traceOlderThanTheProcessOfItsPid_isCrashed() throws IOException {
        Path file = write(
                dir,
                "run.jsonl",
                text(startedBy(Machine.pid(), Machine.host(), Instant.parse("2020-01-01T00:00:00Z"))));

        assertThat(only(file).status()).isEqualTo(Status.CRASHED);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 4_000_000_000L, Long.MAX_VALUE})
    void read_traceOfNoLivingProcess_isCrashed(long pid) throws IOException {
        Path file = write(dir, "run.jsonl", text(startedBy(pid, Machine.host(), Instant.now()), SPAN_START, SPAN_END));

        TraceSummary summary = only(file);

        assertThat(summary.status()).isEqualTo(Status.CRASHED);
        assertThat(summary.totals()).isEqualTo(TOTALS);
    }

    @ParameterizedTest
    @CsvSource({"true,RUNNING", "false,CRASHED"})
    void read_withoutAPidOfThisMachine_goesByTheLastChange(boolean recent, Status expected) throws IOException {
        String other = startedBy(Machine.pid(), "another-machine", Instant.now());
        for (String text : List.of(text(START), text(other), "", "garbage\n", text(SPAN_START))) {
            Path file = write(dir, "run.jsonl", text);

            assertThat(only(recent ? file : old(file)).status()).isEqualTo(expected);
        }
    }

    @Test
    void lookedAtAgain_traceWhoseWriterIsSilentSince_isCrashed() throws IOException {
        Path file =
                write(dir, "run.jsonl", text(startedBy(Machine.pid(), "another-machine", Instant.now()), SPAN_START));
        TraceSummary running = only(file);

        assertThat(running.lookedAtAgain()).isSameAs(running);
        old(file);
        TraceSummary later = running.lookedAtAgain();

        assertThat(later.status()).isEqualTo(Status.CRASHED);
        assertThat(later.totals()).isEqualTo(running.totals());
        assertThat(later.name()).isEqualTo(running.name());
    }

    @Test
    void lookedAtAgain_traceThatHasEnded_isTheSame() throws IOException {
        Path file = write(dir, "run.jsonl", text(START, SPAN_START, SPAN_END, END));
        TraceSummary ended = only(file);

        assertThat(ended.lookedAtAgain()).isSameAs(ended);
    }

    @Test
    void read_emptyFile_givesOneSummaryWithoutSpans() throws IOException {
        TraceSummary summary = only(old(write(dir, "my run.jsonl", "")));

        assertThat(summary.name()).isEqualTo("my run");
        assertThat(summary.totals()).isEqualTo(Totals.ZERO);
        assertThat(summary.start()).isNull();
        assertThat(summary.duration()).isEmpty();
    }

    @Test
    void read_spansWithoutStart_areATraceWithoutName() throws IOException {
        TraceSummary summary = only(old(write(dir, "stem.jsonl", text(SPAN_END, SPAN_END))));

        assertThat(summary.name()).isEqualTo("stem");
        assertThat(summary.totals().spans()).isEqualTo(2);
        assertThat(summary.start()).isEqualTo(Instant.parse("2026-01-01T00:00:02.500Z"));
    }

    @Test
    void read_crashedParent_countsTheChildrenThatEnded() throws IOException {
        Path file = old(
                write(
                        dir,
                        "run.jsonl",
                        text(
                                START,
                                SPAN_START,
                                "{\"type\":\"event\",\"id\":\"e1\",\"parent_id\":null,\"name\":\"child_started\",\"ts\":\"2026-01-01T00:00:01Z\",\"data\":{\"child_name\":\"c\",\"child_file\":\"c.jsonl\"}}",
                                "{\"type\":\"event\",\"id\":\"e2\",\"parent_id\":null,\"name\":\"child_started\",\"ts\":\"2026-01-01T00:00:01Z\",\"data\":{\"child_name\":\"d\",\"child_file\":\"d.jsonl\"}}",
                                "{\"type\":\"event\",\"id\":\"e3\",\"parent_id\":null,\"name\":\"child_ended\",\"ts\":\"2026-01-01T00:00:02Z\",\"data\":{\"child_name\":\"c\",\"child_file\":\"c.jsonl\",\"status\":\"error\",\"duration_s\":1.0,\"spans\":3,\"total_input_tokens\":7,\"total_cost\":0.25}}")));
        Path child = write(dir, "c.jsonl", whole());

        TraceSummary summary = only(file);

        assertThat(summary.totals()).isEqualTo(new Totals(4, 3, 0, 0, 7, 0, 0, 0, 0, 0.25));
        assertThat(summary.children()).extracting(TraceSummary.Child::name).containsExactly("c", "d");
        assertThat(summary.children())
                .extracting(TraceSummary.Child::status)
                .containsExactly(Status.ERROR, Status.RUNNING);
        assertThat(summary.children().get(0).totals().spans()).isEqualTo(3);
        assertThat(summary.children().get(0).duration()).contains(Duration.ofSeconds(1));
        assertThat(summary.children().get(0).resolved()).isEqualTo(child);
        assertThat(summary.children().get(1).resolved()).isNull();
    }

    @Test
    void read_parentThatEnded_listsItsChildren() throws IOException {
        String end = END.substring(0, END.length() - 1)
                + ",\"children\":[{\"name\":\"c\",\"file\":\"sub/c.jsonl\",\"status\":\"ok\",\"duration_s\":2,\"spans\":1},7]}";
        Path file = write(dir, "run.jsonl", text(START, end));

        assertThat(only(file).children())
                .containsExactly(new TraceSummary.Child(
                        file,
                        "c",
                        "sub/c.jsonl",
                        Status.OK,
                        java.util.Optional.of(Duration.ofSeconds(2)),
                        new Totals(1, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void read_child_namesItsParent() throws IOException {
        String ours = START.replace("\"tags\"", "\"parent\":{\"trace_id\":\"x\",\"file\":\"../run.jsonl\"},\"tags\"");
        String python = START.replace("\"tags\"", "\"metadata\":{\"parent_trace\":\"/somewhere/run.jsonl\"},\"tags\"");

        TraceSummary first = only(write(dir, "a.jsonl", text(ours, END)));
        TraceSummary second = only(write(dir, "b.jsonl", text(python, END)));

        assertThat(first.isChild()).isTrue();
        assertThat(first.parentFile()).isEqualTo("../run.jsonl");
        assertThat(second.isChild()).isTrue();
        assertThat(second.parentFile()).isEqualTo("/somewhere/run.jsonl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"status\":\"error\",\"error\":{\"type\":\"E\",\"message\":\"m\"}|ERROR",
                "\"status\":\"interrupted\"|INTERRUPTED",
                "\"status\":\"new\"|OK",
                "\"error\":{\"type\":\"E\"}|ERROR"
            })
    void status_isWhatTheEndSays(String fields, Status expected) throws IOException {
        TraceSummary summary = only(write(dir, "run.jsonl", text(START, END.replace("\"status\":\"ok\"", fields))));

        assertThat(summary.status()).isEqualTo(expected);
        assertThat(summary.error() != null).isEqualTo(expected == Status.ERROR);
    }

    @Test
    void read_unpricedSpans_arePricedFromTheWholeFile() throws IOException {
        String known = SPAN_END.replace(",\"cost\":0.5", "");
        String unknown = known.replace("gpt-4o", "nobody-knows-this-model").replace("a1", "a2");
        String end = END.replace("\"total_cost\":0.5", "\"total_cost\":0,\"unpriced\":2")
                .replace("\"spans\":1", "\"spans\":2");
        double price = Pricing.standard()
                .cost("gpt-4o", dev.traqo.TokenUsage.of(100, 20))
                .orElseThrow();

        TraceSummary summary = only(write(dir, "run.jsonl", text(START, known, unknown, end)));

        assertThat(summary.fromWholeFile()).isTrue();
        assertThat(summary.totals().cost()).isCloseTo(price, within(1e-12));
        assertThat(summary.totals().unpriced()).isEqualTo(1);
        assertThat(summary.totals().spans()).isEqualTo(2);
    }

    @Test
    void read_crashedTraceInForeignGzip_isReadWhole() throws IOException {
        Path file = old(Files.write(dir.resolve("run.jsonl.gz"), gzip(utf8(text(START, SPAN_START, SPAN_END)))));

        TraceSummary summary = only(file);

        assertThat(summary.status()).isEqualTo(Status.CRASHED);
        assertThat(summary.totals()).isEqualTo(TOTALS);
    }

    @Test
    void read_fileOfPython_trustsItsEndsOnlyWhenLarge() throws IOException {
        String start = START.replace("\"trace_id\":\"" + TraceFileSamples.TRACE_ID + "\",", "");
        String end = END.replace("\"trace_id\":\"" + TraceFileSamples.TRACE_ID + "\",", "");
        String padding = "{\"type\":\"event\",\"data\":\"" + "x".repeat(2_000_000) + "\"}";

        assertThat(TraceSummary.read(write(dir, "two.jsonl", text(start, end, start, end))))
                .hasSize(2);
        assertThat(only(write(dir, "small.jsonl", text(start, end))).fromWholeFile())
                .isTrue();
        assertThat(only(write(dir, "large.jsonl", text(start, padding, end))).fromWholeFile())
                .isFalse();
    }

    @Test
    void read_everyCutOfAFile_givesASummary() throws IOException {
        byte[] bytes = utf8(whole());
        for (int length = 0; length < bytes.length; length++) {
            Path file = Files.write(dir.resolve("run.jsonl"), java.util.Arrays.copyOf(bytes, length));

            assertThat(only(file).totals().spans()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void read_extremeNumbers_areNoException() throws IOException {
        String end =
                END.replace("3.000000", "1e300").replace("\"total_cost\":0.5", "\"total_cost\":1e500,\"errors\":-4");
        TraceSummary summary = only(
                write(dir, "run.jsonl", text(START, end.replace("\"spans\":1", "\"spans\":99999999999999999999"))));

        assertThat(summary.duration()).isPresent();
        assertThat(summary.totals().errors()).isZero();
    }

    @Test
    void read_missingFile_saysWhich() {
        Path missing = dir.resolve("none.jsonl");

        assertThatThrownBy(() -> TraceSummary.read(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> TraceSummary.read(dir)).hasMessageContaining("is a folder");
    }

    @Test
    void plus_twoTotals_addsEachNumber() {
        Totals sum = TOTALS.plus(new Totals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

        assertThat(sum).isEqualTo(new Totals(2, 2, 3, 4, 105, 26, 7, 8, 9, 10.5));
        assertThat(Totals.ofStats(Map.of("spans", "x"))).isEqualTo(Totals.ZERO);
    }
}
