package dev.traqo.read;

import static dev.traqo.read.TraceFileSamples.END;
import static dev.traqo.read.TraceFileSamples.SPAN_END;
import static dev.traqo.read.TraceFileSamples.SPAN_START;
import static dev.traqo.read.TraceFileSamples.START;
import static dev.traqo.read.TraceFileSamples.events;
import static dev.traqo.read.TraceFileSamples.gzip;
import static dev.traqo.read.TraceFileSamples.skipped;
import static dev.traqo.read.TraceFileSamples.text;
import static dev.traqo.read.TraceFileSamples.utf8;
import static dev.traqo.read.TraceFileSamples.whole;
import static dev.traqo.read.TraceFileSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.read.Skipped.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {

    @TempDir
    Path dir;

    @Test
    void next_wholeTrace_givesEveryEventTyped() throws IOException {
        List<TraceEvent> events = events(write(dir, "run.jsonl", whole()));

        assertThat(events)
                .extracting(TraceEvent::type)
                .containsExactly("trace_start", "span_start", "span_end", "trace_end");
        TraceEvent start = events.get(0);
        assertThat(start.traceId()).isEqualTo(TraceFileSamples.TRACE_ID);
        assertThat(start.name()).isEqualTo("run");
        assertThat(start.tags()).containsExactly("a", "b");
        assertThat(start.line()).isEqualTo(1);
        TraceEvent end = events.get(2);
        assertThat(end.id()).isEqualTo("00000000000000a1");
        assertThat(end.parentId()).isNull();
        assertThat(end.kind()).isEqualTo("llm");
        assertThat(end.status()).isEqualTo("ok");
        assertThat(end.durationSeconds()).hasValue(1.5);
        assertThat(end.tsMicros()).isEqualTo(1_767_225_602_500_000L);
        assertThat(end.metadata()).containsEntry("model", "gpt-4o");
        assertThat(end.fields()).containsEntry("output", "x");
        assertThat(end.line()).isEqualTo(3);
        assertThat(end.offset()).isEqualTo(START.length() + SPAN_START.length() + 2);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z,1767225600000000",
        "2026-01-01T00:00:00+00:00,1767225600000000",
        "2026-01-01T01:00:00.5+01:00,1767225600500000",
        "2026-01-01T00:00:00.123456789Z,1767225600123456",
        "1969-12-31T23:59:59.999999Z,-1",
        "2026-01-01,-9223372036854775808",
        "yesterday,-9223372036854775808"
    })
    void tsMicros_isoForms_areUnderstood(String ts, long micros) throws IOException {
        Path file = write(dir, "run.jsonl", text("{\"type\":\"event\",\"ts\":\"" + ts + "\"}"));

        assertThat(events(file).get(0).tsMicros()).isEqualTo(micros);
    }

    @Test
    void next_fieldsOfUnexpectedType_readAsAbsent() throws IOException {
        Path file = write(
                dir,
                "run.jsonl",
                text(
                        "{\"type\":\"span_end\",\"id\":\"a\",\"parent_id\":7,\"name\":[],\"ts\":1,\"duration_s\":\"x\",\"tags\":[1,\"t\"],\"metadata\":[]}"));

        TraceEvent event = events(file).get(0);
        assertThat(event.parentId()).isNull();
        assertThat(event.name()).isNull();
        assertThat(event.tsMicros()).isEqualTo(Long.MIN_VALUE);
        assertThat(event.durationSeconds()).isEmpty();
        assertThat(event.tags()).containsExactly("t");
        assertThat(event.metadata()).isEmpty();
        assertThat(event.fields()).containsEntry("parent_id", 7L);
    }

    @Test
    void next_blankLinesCrlfAndByteOrderMark_areIgnored() throws IOException {
        Path file = write(dir, "run.jsonl", "\uFEFF" + START + "\r\n\r\n  \t\r\n\n" + END + "\r\n");

        assertThat(events(file)).extracting(TraceEvent::line).containsExactly(1L, 5L);
        assertThat(skipped(file).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json at all|GARBAGE",
                "{\"type\":\"event\"} {}|GARBAGE",
                "{\"type\":\"event\",\"ts\":\"2026|GARBAGE",
                "null|NOT_AN_OBJECT",
                "42|NOT_AN_OBJECT",
                "[1,2]|NOT_AN_OBJECT",
                "\"str\"|NOT_AN_OBJECT",
                "{}|UNKNOWN_TYPE",
                "{\"type\":\"metric\",\"id\":\"a\"}|UNKNOWN_TYPE",
                "{\"type\":7}|UNKNOWN_TYPE",
                "{\"type\":\"span_start\",\"name\":\"n\"}|NO_ID",
                "{\"type\":\"span_end\",\"id\":null}|NO_ID",
            })
    void next_lineThatCannotBeUsed_isSkippedAndCounted(String line, Reason reason) throws IOException {
        Path file = write(dir, "run.jsonl", text(START, line, END));

        assertThat(events(file)).extracting(TraceEvent::line).containsExactly(1L, 3L);
        assertThat(skipped(file).counts()).isEqualTo(Map.of(reason, 1L));
        assertThat(skipped(file).firstLine(reason)).isEqualTo(2);
    }

    @Test
    void next_lastLineCut_isTorn() throws IOException {
        Path file = write(dir, "run.jsonl", START + "\n" + SPAN_START.substring(0, 60));

        assertThat(events(file)).hasSize(1);
        assertThat(skipped(file)).hasToString("1 line skipped: 1 torn (line 2)");
    }

    @Test
    void next_lastLineWithoutNewlineButComplete_isUsed() throws IOException {
        Path file = write(dir, "run.jsonl", START + "\n" + END);

        assertThat(events(file)).hasSize(2);
        assertThat(skipped(file).isEmpty()).isTrue();
    }

    @Test
    void next_everyCutOfAFile_losesTheLastLineOnly() throws IOException {
        byte[] bytes = utf8(whole());
        for (int length = 0; length <= bytes.length; length++) {
            Path file = Files.write(dir.resolve("run.jsonl"), Arrays.copyOf(bytes, length));
            long complete = new String(bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();

            assertThat(events(file).size()).isBetween((int) complete, (int) complete + 1);
            assertThat(skipped(file).total()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void next_invalidUtf8_isReadAsReplacementCharacter() throws IOException {
        byte[] bytes = utf8(text("{\"type\":\"event\",\"name\":\"a?b\"}"));
        bytes[25] = (byte) 0xC0;

        assertThat(events(Files.write(dir.resolve("run.jsonl"), bytes)).get(0).name())
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void next_notANumber_isNull() throws IOException {
        Path file = write(
                dir, "run.jsonl", text("{\"type\":\"span_end\",\"id\":\"a\",\"duration_s\":NaN,\"output\":-Infinity}"));

        TraceEvent event = events(file).get(0);
        assertThat(event.durationSeconds()).isEmpty();
        assertThat(event.fields()).containsEntry("output", null);
    }

    @Test
    void next_emptyFile_hasNoEvents() throws IOException {
        Path file = write(dir, "run.jsonl", "");

        assertThat(events(file)).isEmpty();
        assertThat(skipped(file)).hasToString("nothing skipped");
    }

    @Test
    void next_lineOfManyMegabytes_isRead() throws IOException {
        String output = "x".repeat(20_000_000);
        Path file = write(dir, "run.jsonl", text(START, SPAN_END.replace("\"x\"", '"' + output + '"'), END));

        List<TraceEvent> events = events(file);
        assertThat(events).hasSize(3);
        assertThat(events.get(1).fields().get("output")).isEqualTo(output);
        assertThat(events.get(2).offset()).isEqualTo(Files.size(file) - END.length() - 1);
    }

    @Test
    void next_depthOfTenThousand_isRead() throws IOException {
        Path file = write(
                dir,
                "run.jsonl",
                text("{\"type\":\"event\",\"data\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"));

        assertThat(events(file)).hasSize(1);
    }

    @Test
    void next_gzipOfOneAndOfManyMembers_readTheSame() throws IOException {
        Path one = Files.write(dir.resolve("one.jsonl.gz"), gzip(utf8(whole())));
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (String line : whole().split("(?<=\n)")) {
            members.writeBytes(gzip(utf8(line.substring(0, 10))));
            members.writeBytes(gzip(new byte[0]));
            members.writeBytes(gzip(utf8(line.substring(10))));
        }
        members.writeBytes(new byte[512]);
        Path many = Files.write(dir.resolve("many.jsonl.gz"), members.toByteArray());

        assertThat(TraceFileSamples.contents(one)).hasSize(4).isEqualTo(TraceFileSamples.contents(many));
        assertThat(skipped(one).isEmpty()).isTrue();
        assertThat(skipped(many).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.jsonl.gz", "run.jsonl", "any name"})
    void next_compression_isRecognisedByTheFirstBytes(String name) throws IOException {
        assertThat(events(write(dir, name, whole()))).hasSize(4);
        assertThat(events(Files.write(dir.resolve(name), gzip(utf8(whole()))))).hasSize(4);
    }

    @Test
    void next_gzipCutAnywhere_givesWhatIsThereAndSaysSo() throws IOException {
        byte[] bytes = gzip(utf8(whole()));
        int most = 0;
        for (int length = 2; length < bytes.length; length++) {
            Path file = Files.write(dir.resolve("run.jsonl.gz"), Arrays.copyOf(bytes, length));

            most = Math.max(most, events(file).size());
            assertThat(skipped(file).counts()).as("cut at %d", length).isEqualTo(Map.of(Reason.TRUNCATED, 1L));
        }
        assertThat(most).isEqualTo(4);
    }

    @Test
    void next_gzipDamaged_isNoException() throws IOException {
        byte[] bytes = gzip(utf8(whole()));
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = bytes.clone();
            damaged[2 + random.nextInt(bytes.length - 2)] ^= (byte) (1 + random.nextInt(255));
            Path file = Files.write(dir.resolve("run.jsonl.gz"), damaged);

            assertThat(events(file).size()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void next_textBehindGzip_isReported() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(gzip(utf8(text(START))));
        bytes.writeBytes(utf8(text(END)));
        Path file = Files.write(dir.resolve("run.jsonl.gz"), bytes.toByteArray());

        assertThat(events(file)).hasSize(1);
        assertThat(skipped(file).count(Reason.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void follow_fileThatGrows_givesNewEventsAndWaitsForNewlines() throws IOException {
        Path file = write(dir, "run.jsonl", START + "\n" + SPAN_START.substring(0, 30));
        try (TraceReader reader = TraceReader.follow(file)) {
            assertThat(reader.next()).extracting(TraceEvent::type).isEqualTo("trace_start");
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();

            append(file, SPAN_START.substring(30));
            assertThat(reader.next()).isNull();
            append(file, "\n" + SPAN_END + "\n");
            TraceEvent span = reader.next();
            assertThat(span.type()).isEqualTo("span_start");
            assertThat(span.line()).isEqualTo(2);
            assertThat(span.offset()).isEqualTo(START.length() + 1);
            assertThat(reader.next().type()).isEqualTo("span_end");
            assertThat(reader.next()).isNull();
            assertThat(reader.skipped().isEmpty()).isTrue();
        }
    }

    @Test
    void follow_emptyFile_waitsForTheFirstLine() throws IOException {
        Path file = write(dir, "run.jsonl", "");
        try (TraceReader reader = TraceReader.follow(file)) {
            assertThat(reader.next()).isNull();
            append(file, START + "\n");
            assertThat(reader.next().type()).isEqualTo("trace_start");
        }
    }

    @Test
    void open_missingFileOrFolder_saysWhich() {
        Path missing = dir.resolve("none.jsonl");

        assertThatThrownBy(() -> TraceReader.open(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> TraceReader.open(dir))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(dir + ": is a folder; name a trace file in it");
    }

    @Test
    void next_stubWithoutContentFile_isUserData() throws IOException {
        Path file = write(
                dir,
                "run.jsonl",
                text("{\"type\":\"span_start\",\"id\":\"a\",\"input\":{\"_ref\":\"a\",\"_size\":12}}"));

        assertThat(events(file).get(0).fields().get("input")).isEqualTo(Map.of("_ref", "a", "_size", 12L));
    }

    private static void append(Path file, String text) throws IOException {
        Files.write(file, utf8(text), StandardOpenOption.APPEND);
    }
}
