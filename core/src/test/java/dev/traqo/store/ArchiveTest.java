package dev.traqo.store;

import static dev.traqo.read.TraceFileSamples.END;
import static dev.traqo.read.TraceFileSamples.START;
import static dev.traqo.read.TraceFileSamples.contents;
import static dev.traqo.read.TraceFileSamples.events;
import static dev.traqo.read.TraceFileSamples.gzip;
import static dev.traqo.read.TraceFileSamples.skipped;
import static dev.traqo.read.TraceFileSamples.text;
import static dev.traqo.read.TraceFileSamples.utf8;
import static dev.traqo.read.TraceFileSamples.whole;
import static dev.traqo.read.TraceFileSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import dev.traqo.read.Json;
import dev.traqo.read.Skipped.Reason;
import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceReader;
import dev.traqo.read.TraceSummary;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    @TempDir
    Path dir;

    private static String id(int number) {
        return String.format("%016x", number + 1);
    }

    private static String spanStart(String id, String input) {
        return "{\"type\":\"span_start\",\"id\":\"" + id
                + "\",\"parent_id\":null,\"name\":\"s\",\"ts\":\"2026-01-01T00:00:01.000000Z\",\"input\":" + input
                + "}";
    }

    /** A string value that is this long as JSON. */
    private static String string(int bytes) {
        return '"' + "x".repeat(bytes - 2) + '"';
    }

    private static String inflated(Path gz) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(gz))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String decompressed(Path zst) throws IOException {
        try (ZstdInputStream in = new ZstdInputStream(Files.newInputStream(zst))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void write_smallTrace_isOneFileWithTheSameText() throws IOException {
        Path raw = write(dir, "run.jsonl", whole());

        Archive.Result result = Archive.write(raw);

        assertThat(result.events()).isEqualTo(dir.resolve("run.jsonl.gz"));
        assertThat(result.content()).isNull();
        assertThat(result.rawBytes()).isEqualTo(Files.size(raw));
        assertThat(result.archiveBytes()).isEqualTo(Files.size(result.events()));
        assertThat(inflated(result.events())).isEqualTo(whole());
        assertThat(names()).containsExactly("run.jsonl", "run.jsonl.gz");
        assertThat(contents(result.events())).isEqualTo(contents(raw));
    }

    @ParameterizedTest
    @CsvSource({"10240,false", "10241,true"})
    void write_input_leavesTheLineFromItsSizeOn(int bytes, boolean leaves) throws IOException {
        Path raw = write(dir, "run.jsonl", text(START, spanStart("a1", string(bytes)), END));

        Archive.Result result = Archive.write(raw);

        assertThat(result.content() != null).isEqualTo(leaves);
        assertThat(inflated(result.events()).contains("{\"_ref\":\"a1\",\"_size\":10241}"))
                .isEqualTo(leaves);
        assertThat(contents(result.events())).isEqualTo(contents(raw));
    }

    @Test
    void write_largeInput_isKeptVerbatimInTheContentFile() throws IOException {
        String input = "{ \"q\" : [1, 2.50, \"ü\\u00fc😀\"], \"_ref\": \"a1\", \"pad\": " + string(11_000)
                + ", \"big\": 1e400 }";
        Path raw = write(dir, "run.jsonl", text(START, spanStart("a1", input), END));

        Archive.Result result = Archive.write(raw);

        assertThat(decompressed(result.content())).isEqualTo("{\"span_id\":\"a1\",\"input\":" + input + "}\n");
        assertThat(contents(result.events())).isEqualTo(contents(raw));
        assertThat(result.archiveBytes()).isEqualTo(Files.size(result.events()) + Files.size(result.content()));
    }

    @Test
    void write_inputInAnyPlaceOfTheLine_isTakenOut() throws IOException {
        String line = "{\"input\": " + string(11_000)
                + " , \"type\": \"span_start\", \"id\": \"a\\u00311\", \"metadata\": {\"input\": " + string(12_000)
                + "}}";
        Path raw = write(dir, "run.jsonl", text(START, line, END));

        Archive.Result result = Archive.write(raw);

        assertThat(inflated(result.events())).contains("{\"input\": {\"_ref\":\"a11\",\"_size\":11000} , \"type\"");
        assertThat(contents(result.events())).isEqualTo(contents(raw));
    }

    @Test
    void write_otherLargeValues_stayInTheirLine() throws IOException {
        String text = text(
                START.replace("}", ",\"input\":" + string(20_000) + "}"),
                "{\"type\":\"span_end\",\"id\":\"a\",\"input\":" + string(20_000) + ",\"output\":" + string(20_000)
                        + "}",
                "{\"type\":\"event\",\"data\":" + string(20_000) + "}",
                END);
        Path raw = write(dir, "run.jsonl", text);

        assertThat(inflated(Archive.write(raw).events())).isEqualTo(text);
    }

    @Test
    void write_brokenLines_areCopiedAsTheyAre() throws IOException {
        String garbage = "garbage " + "x".repeat(20_000);
        String tornLarge = spanStart("a1", string(20_000)).substring(0, 15_000);
        String twice = spanStart("a1", string(20_000)).replace("\"name\"", "\"input\":1,\"name\"");
        String noId = spanStart("a1", string(20_000)).replace("\"id\":\"a1\",", "");
        String trailing = spanStart("a1", string(20_000)) + " {}";
        String text = "\uFEFF" + START + "\r\n\r\n  \n" + text(garbage, tornLarge, twice, noId, trailing, "null", "42")
                + "{\"type\":\"trace_";
        Path raw = write(dir, "run.jsonl", text);

        Archive.Result result = Archive.write(raw);

        assertThat(inflated(result.events())).isEqualTo(text);
        assertThat(skipped(result.events()).counts()).isEqualTo(skipped(raw).counts());
    }

    @Test
    void write_idStartedTwiceWithLargeInputs_keepsBothApart() throws IOException {
        String first = spanStart("a1", string(11_000));
        String second = spanStart("a1", string(12_000));
        Path raw = write(dir, "run.jsonl", text(START, first, second, END));

        Archive.Result result = Archive.write(raw);

        assertThat(contents(result.events())).isEqualTo(contents(raw));
    }

    @Test
    void read_userDataThatLooksLikeAStub_staysWhatItIs() throws IOException {
        String stub = "{\"_ref\":\"a2\",\"_size\":12}";
        Path raw = write(
                dir,
                "run.jsonl",
                text(
                        START,
                        spanStart("a1", string(11_000)),
                        spanStart("a2", stub),
                        spanStart("a3", stub.replace("a2", "a1")),
                        END));

        Archive.Result result = Archive.write(raw);

        assertThat(contents(result.events())).isEqualTo(contents(raw));
    }

    @Test
    void read_stubsInAnyOrder_areAllResolved() throws IOException {
        Path raw = largeInputs(300, 20_000);
        Archive.Result result = Archive.write(raw);
        List<String> lines = new ArrayList<>(inflated(result.events()).lines().toList());
        java.util.Collections.shuffle(lines, new Random(5));
        Path shuffled = Files.write(dir.resolve("shuffled.jsonl"), lines);
        Files.copy(result.content(), dir.resolve("shuffled.content.jsonl.zst"));

        assertThat(contents(shuffled)).containsExactlyInAnyOrderElementsOf(contents(raw));
    }

    @Test
    void read_contentOfSeveralFrames_isFoundInEach() throws IOException {
        Path raw = largeInputs(40, 4 << 20);
        Archive.Result result = Archive.write(raw);
        List<String> lines = new ArrayList<>(inflated(result.events()).lines().toList());
        assertThat(seekTableFrames(result.content())).isEqualTo(3);
        assertThat(Files.size(result.content())).isLessThan(Files.size(raw) / 20);

        java.util.Collections.reverse(lines);
        Path backwards = Files.write(dir.resolve("backwards.jsonl"), lines);
        Files.copy(result.content(), dir.resolve("backwards.content.jsonl.zst"));
        int found = 0;
        try (TraceReader expected = TraceReader.open(raw);
                TraceReader archived = TraceReader.open(result.events());
                TraceReader reversed = TraceReader.open(backwards)) {
            for (TraceEvent event = expected.next(); event != null; event = expected.next()) {
                assertThat(archived.next().fields().equals(event.fields())).isTrue();
            }
            for (TraceEvent event = reversed.next(); event != null; event = reversed.next()) {
                found += event.fields().get("input") instanceof String ? 1 : 0;
            }
        }
        assertThat(found).isEqualTo(40);
    }

    private static int seekTableFrames(Path zst) throws IOException {
        byte[] bytes = Files.readAllBytes(zst);
        return bytes[bytes.length - 9] & 255;
    }

    /** Spans whose inputs repeat what came before, as a conversation does. */
    private Path largeInputs(int spans, int bytes) throws IOException {
        byte[] noise = new byte[bytes / 2];
        new Random(1).nextBytes(noise);
        String history = java.util.HexFormat.of().formatHex(noise);
        Path raw = dir.resolve("large.jsonl");
        try (var out = Files.newBufferedWriter(raw)) {
            out.write(START + "\n");
            for (int i = 0; i < spans; i++) {
                out.write(spanStart(id(i), '"' + "call " + i + history + '"') + "\n");
            }
            out.write(END + "\n");
        }
        return raw;
    }

    @Test
    void read_contentCut_keepsStubsAndSaysSo() throws IOException {
        Path raw = largeInputs(50, 20_000);
        Archive.Result result = Archive.write(raw);
        byte[] content = Files.readAllBytes(result.content());
        Files.write(result.content(), Arrays.copyOf(content, content.length / 2));

        assertThat(events(result.events())).hasSize(52);
        assertThat(skipped(result.events()).counts()).isEqualTo(Map.of(Reason.TRUNCATED, 1L));
    }

    @Test
    void read_contentFileOfPython_isResolved() throws IOException {
        Path events = Files.write(
                dir.resolve("py.jsonl.gz"),
                gzip(utf8(text(
                        "{\"type\":\"span_start\",\"id\":\"abc\",\"input\":{\"_ref\":\"abc\",\"_size\":10241}}"))));
        Files.write(
                dir.resolve("py.content.jsonl.zst"),
                com.github.luben.zstd.Zstd.compress(utf8("{\"span_id\":\"abc\",\"input\":{\"text\":\"\\u6f22\"}}\n")));

        assertThat(events(events).get(0).fields().get("input")).isEqualTo(Map.of("text", "漢"));
    }

    @Test
    void write_longText_isCutIntoMembersAtLineEnds() throws IOException {
        String line = "{\"type\":\"event\",\"name\":\"" + "n".repeat(1_000) + "\"}";
        String huge = "{\"type\":\"event\",\"name\":\"" + "h".repeat(600_000) + "\"}";
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            lines.add(i == 300 ? huge : line);
        }
        Path raw = write(dir, "run.jsonl", text(lines.toArray(String[]::new)));

        Path archive = Archive.write(raw).events();

        Map<?, ?> index = index(archive);
        List<?> members = (List<?>) index.get("members");
        byte[] text = Files.readAllBytes(raw);
        assertThat(index.get("size")).isEqualTo((long) text.length);
        assertThat(members).hasSize(5);
        for (Object member : members) {
            long textOffset = (Long) ((List<?>) member).get(1);
            assertThat(textOffset == 0 || text[(int) textOffset - 1] == '\n').isTrue();
        }
        assertThat(inflated(archive)).isEqualTo(Files.readString(raw));
    }

    /** The index as FORMAT.md lays it out, read by hand. */
    private static Map<?, ?> index(Path archive) throws IOException {
        byte[] file = Files.readAllBytes(archive);
        var tail = java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int last = file.length - 42;
        assertThat(new String(file, last + 12, 2, StandardCharsets.US_ASCII)).isEqualTo("TQ");
        assertThat(new String(file, last + 16, 4, StandardCharsets.US_ASCII)).isEqualTo("TQX1");
        int at = (int) tail.getLong(last + 20);
        int length = tail.getInt(last + 28);
        byte[] json = new byte[length];
        for (int done = 0; done < length; ) {
            int part = tail.getShort(at + 14) & 0xFFFF;
            System.arraycopy(file, at + 16, json, done, part);
            done += part;
            at += part + 26;
        }
        assertThat(at).isEqualTo(last);
        return (Map<?, ?>) Json.parse(json, 0, length);
    }

    @Test
    void write_indexLargerThanAMember_isSplit() throws IOException {
        String start = START.replace("\"tags\"", "\"metadata\":{\"m\":" + string(200_000) + "},\"tags\"");
        Path raw = write(dir, "run.jsonl", text(start, END));

        Path archive = Archive.write(raw).events();

        assertThat(index(archive).get("first")).isEqualTo(Json.parse(start));
        assertThat(TraceSummary.read(archive).get(0).fromWholeFile()).isFalse();
        assertThat(inflated(archive)).isEqualTo(Files.readString(raw));
    }

    @Test
    void write_oneTrace_putsItsEndsIntoTheIndexWithoutLargeValues() throws IOException {
        Path raw = write(
                dir,
                "run.jsonl",
                text(START.replace("}", ",\"input\":1}"), END.substring(0, END.length() - 1) + ",\"output\":2}"));

        Map<?, ?> index = index(Archive.write(raw).events());

        assertThat(index.get("first")).isEqualTo(Json.parse(START));
        assertThat(index.get("last")).isEqualTo(Json.parse(END));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void write_anythingButOneWholeTrace_hasNoEndsInTheIndex(int which) throws IOException {
        String other = END.replace("0af7", "ffff");
        List<String> texts =
                List.of(text(START), text(START, END, START, END), text(START, other), text(START, END, "torn"), "");
        Path raw = write(dir, "run.jsonl", texts.get(which));

        Map<?, ?> index = index(Archive.write(raw).events());

        assertThat(index.containsKey("first")).isFalse();
        assertThat(index.containsKey("last")).isFalse();
        assertThat(TraceSummary.read(dir.resolve("run.jsonl.gz"))).isNotEmpty();
    }

    @Test
    void write_nameTaken_isNumberedAndReplacesNothing() throws IOException {
        Files.writeString(dir.resolve("run.jsonl.gz"), "old");
        Files.writeString(dir.resolve("run-2.content.jsonl.zst"), "old");
        write(dir, "run-3.jsonl", "another trace");
        Path raw = write(dir, "run.jsonl", text(START, spanStart("a1", string(11_000)), END));

        Archive.Result result = Archive.write(raw);

        assertThat(result.events()).isEqualTo(dir.resolve("run-4.jsonl.gz"));
        assertThat(result.content()).isEqualTo(dir.resolve("run-4.content.jsonl.zst"));
        assertThat(dir.resolve("run.jsonl.gz")).hasContent("old");
        assertThat(dir.resolve("run-2.content.jsonl.zst")).hasContent("old");
        assertThat(contents(result.events())).isEqualTo(contents(raw));
    }

    @Test
    void write_again_findsTheArchiveThatIsThere() throws IOException {
        Path raw = write(dir, "run.jsonl", text(START, spanStart("a1", string(11_000)), END));

        Archive.Result first = Archive.write(raw);
        Archive.Result second = Archive.write(raw);

        assertThat(second).isEqualTo(first);
        assertThat(names()).containsExactly("run.content.jsonl.zst", "run.jsonl", "run.jsonl.gz");
    }

    @Test
    void write_intoAnotherFolder_createsIt() throws IOException {
        Path raw = write(dir, "run.jsonl", whole());

        Archive.Result result = Archive.write(raw, dir.resolve("a/b c"));

        assertThat(result.events()).isEqualTo(dir.resolve("a/b c/run.jsonl.gz")).exists();
    }

    @Test
    void write_whatIsNoRawTrace_isRefusedInOneLine() throws IOException {
        Path archive = Files.write(dir.resolve("run.jsonl.gz"), gzip(utf8(whole())));

        assertThatThrownBy(() -> Archive.write(archive))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(archive + ": is no raw trace; name a file that ends in .jsonl");
        assertThatThrownBy(() -> Archive.write(dir.resolve("none.jsonl"))).hasMessageContaining("no such file");
        assertThat(names()).containsExactly("run.jsonl.gz");
    }

    @Test
    void write_targetThatCannotBeWritten_leavesNothingBehind() throws IOException {
        Path raw = write(dir, "run.jsonl", whole());
        Path target = write(dir, "file", "not a folder");

        assertThatThrownBy(() -> Archive.write(raw, target)).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("file", "run.jsonl");
    }

    @Test
    void commandLineTools_readBothFiles() throws Exception {
        Path raw = largeInputs(60, 20_000);
        Archive.Result result = Archive.write(raw);
        String text = inflated(result.events());

        assertThat(run("zcat", result.events().toString())).isEqualTo(text);
        assertThat(run("zstd", "-dc", result.content().toString())).isEqualTo(decompressed(result.content()));
        assertThat(run(
                        "python3",
                        "-c",
                        "import gzip,sys;sys.stdout.write(gzip.open(sys.argv[1],'rt').read())",
                        result.events().toString()))
                .isEqualTo(text);
    }

    private String run(String... command) throws Exception {
        boolean present = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command[0])));
        assumeTrue(present, command[0] + " is not installed");
        Path out = dir.resolve("out");
        Process process =
                new ProcessBuilder(command).redirectOutput(out.toFile()).start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(errors).isZero();
        return Files.readString(out);
    }

    private static String stub(String name) {
        return "{\"_file\":\"" + name + "\",\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"" + name.substring(0, 64)
                + "\"}";
    }

    private static String kept(Path dir, String folder, String digits) throws IOException {
        String name = digits.repeat(32) + ".png";
        Files.createDirectories(dir.resolve(folder));
        Files.writeString(dir.resolve(folder).resolve(name), "picture");
        return name;
    }

    @Test
    void write_traceWithFiles_sharesTheirFolder() throws IOException {
        String name = kept(dir, "run.files", "ab");
        Path raw = write(dir, "run.jsonl", text(START, spanStart("a1", stub(name)), END));

        Archive.Result result = Archive.write(raw);
        Files.delete(raw);

        assertThat(result.files()).isEqualTo(dir.resolve("run.files"));
        assertThat(names()).containsExactly("run.files", "run.jsonl.gz");
        assertThat(dir.resolve("run.files").resolve(name)).hasContent("picture");
        assertThat(inflated(result.events())).contains(stub(name));
    }

    @Test
    void write_numberedArchive_getsTheFilesThatItNames() throws IOException {
        String other = kept(dir, "run.files", "00");
        String name = kept(dir, "run.files", "ab");
        String large = kept(dir, "run.files", "cd");
        String missing = "ef".repeat(32) + ".png";
        Files.write(dir.resolve("run.jsonl.gz"), gzip(utf8(text(START, spanStart("a1", stub(other)), END))));
        Path raw = write(
                dir,
                "run.jsonl",
                text(
                        START,
                        spanStart("a1", stub(name) + "{garbage"),
                        spanStart("a2", "[" + string(20_000) + "," + stub(large).replace(":", " : ") + "]"),
                        spanStart("a3", stub(missing)),
                        spanStart("a4", "{\"_file\":\"../run.jsonl\",\"_file\":\"run.jsonl\",\"_file\":"),
                        END));

        Archive.Result result = Archive.write(raw);

        assertThat(result.events()).isEqualTo(dir.resolve("run-2.jsonl.gz"));
        assertThat(result.content()).isNotNull();
        assertThat(result.files()).isEqualTo(dir.resolve("run-2.files"));
        try (var files = Files.list(dir.resolve("run-2.files"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(name, large);
        }
        assertThat(dir.resolve("run-2.files").resolve(name)).hasContent("picture");
        assertThat(Archive.write(raw)).isEqualTo(result);
    }

    @Test
    void write_intoAnotherFolder_takesFilesAlong() throws IOException {
        String name = kept(dir, "run.files", "ab");
        Files.createSymbolicLink(dir.resolve("run.files").resolve("12".repeat(32) + ".png"), dir.resolve("secret"));
        Path raw = write(
                dir,
                "run.jsonl",
                text(START, spanStart("a1", stub(name)), spanStart("a2", stub("12".repeat(32) + ".png")), END));

        Archive.Result result = Archive.write(raw, dir.resolve("archive"));

        assertThat(result.files()).isEqualTo(dir.resolve("archive/run.files"));
        assertThat(dir.resolve("archive/run.files").resolve(name)).hasContent("picture");
        try (var files = Files.list(dir.resolve("archive/run.files"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void write_traceWithoutFiles_makesNoFolder() throws IOException {
        Path raw = write(dir, "run.jsonl", text(START, spanStart("a1", stub("ab".repeat(32) + ".png")), END));

        assertThat(Archive.write(raw, dir.resolve("archive")).files()).isNull();
        assertThat(dir.resolve("archive/run.files")).doesNotExist();
    }
}
