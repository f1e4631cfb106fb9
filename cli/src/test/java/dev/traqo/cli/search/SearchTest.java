package dev.traqo.cli.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.read.Json;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {

    private static final String BEGIN =
            "{\"type\":\"trace_start\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"ts\":\"2026-11-22T10:00:00.000000Z\",\"name\":\"night run\",\"format\":1,\"thread_id\":\"conv-456\",\"tags\":[\"prod\"],\"input\":{\"question\":\"Where is it?\"}}\n";
    private static final String END =
            "{\"type\":\"trace_end\",\"ts\":\"2026-11-22T10:00:09.000000Z\",\"status\":\"error\",\"error\":{\"type\":\"java.io.IOException\",\"message\":\"disk full\"},\"output\":\"gave up\"}\n";

    @TempDir
    Path folder;

    private static String id(int n) {
        return "a%015x".formatted(n);
    }

    private static String start(int n, String more) {
        return "{\"type\":\"span_start\",\"id\":\"%s\",\"parent_id\":null,\"name\":\"step\",\"ts\":\"2026-11-22T10:00:00.000000Z\"%s}\n"
                .formatted(id(n), more);
    }

    private static String end(int n, String more) {
        return "{\"type\":\"span_end\",\"id\":\"%s\",\"parent_id\":null,\"name\":\"step\",\"ts\":\"2026-11-22T10:00:01.000000Z\",\"duration_s\":1.0,\"status\":\"ok\"%s}\n"
                .formatted(id(n), more);
    }

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("run.jsonl"), String.join("", lines));
    }

    private List<String> found(String word, String... lines) throws IOException {
        return Searched.of(word, file(lines)).outlines();
    }

    // ---- what is looked at

    @ParameterizedTest
    @CsvSource({
        "plan, 0 name [plan] a trip",
        "LLM, 0 kind [llm]",
        "paid, 0 tags [paid]",
        "house-model, 0 metadata [house-model]-7",
        "temperature, 0 metadata [temperature]",
        "lisbon, 0 input Fly to [Lisbon].",
        "destination, 0 input [destination]",
        "4217, 0 input [4217]",
        "true, 0 input [true]",
        "boarding, 0 output Now [boarding]",
        "too slow, 0 error was [too slow]",
        "Timeout, 0 error x.[Timeout]",
        "Trip.java, 0 error at x.Trip(Trip.java:7)|[Trip.java]",
        "first_token, 0 event [first_token]",
        "gate 9, 0 event [gate 9]",
        "night, -1 name [night] run",
        "conv-456, -1 metadata [conv-456]",
        "prod, -1 tags [prod]",
        "where is, -1 input [Where is] it?",
        "disk, -1 error [disk] full",
        "gave, -1 output [gave] up"
    })
    void namesAndContent_areFound(String word, String expected) throws IOException {
        String head = "\"id\":\"" + id(1)
                + "\",\"parent_id\":null,\"name\":\"plan a trip\",\"ts\":\"2026-11-22T10:00:00.000000Z\"";
        String meta =
                ",\"kind\":\"llm\",\"tags\":[\"paid\"],\"metadata\":{\"model\":\"house-model-7\",\"model_parameters\":{\"temperature\":0.5}}";
        List<String> found = found(
                word,
                BEGIN,
                "{\"type\":\"span_start\"," + head + meta
                        + ",\"input\":{\"destination\":\"Fly to Lisbon.\",\"n\":[4217,true,null]}}\n",
                "{\"type\":\"event\",\"id\":\"e1\",\"parent_id\":\"" + id(1)
                        + "\",\"name\":\"first_token\",\"ts\":\"2026-11-22T10:00:00.500000Z\",\"data\":{\"at\":\"gate 9\"}}\n",
                "{\"type\":\"span_end\"," + head
                        + ",\"duration_s\":1.0,\"status\":\"error\"" + meta
                        + ",\"error\":{\"type\":\"x.Timeout\",\"message\":\"was too slow\",\"traceback\":\"at Trip.java\"},\"output\":[\"Now boarding\"]}\n",
                END);

        String wanted = expected.startsWith("0 error at") ? "0 error at [Trip.java]" : expected;
        assertThat(found).containsExactly(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "span_start",
                "2026-11",
                "parent",
                "status",
                "duration",
                "format",
                "0af7651916",
                "message",
                "null",
                "{",
                "\":\"",
                "a00000000000"
            })
    void whatMakesALineALine_isNotFound(String word) throws IOException {
        assertThat(found(word, BEGIN, start(1, ",\"input\":null"), end(1, ",\"output\":\"x\""), END))
                .isEmpty();
    }

    @Test
    void theIdOfASpan_isFoundIfItIsWhole() throws IOException {
        assertThat(found(
                        id(2).toUpperCase(Locale.ROOT), BEGIN, start(1, ""), start(2, ""), end(2, ""), end(1, ""), END))
                .containsExactly("1 id [" + id(2) + "]");
    }

    @Test
    void whatTheEndSaysAgain_isFoundOnce() throws IOException {
        Searched searched = Searched.of("step", file(BEGIN, start(1, ""), start(2, ""), end(2, ""), end(1, ""), END));

        assertThat(searched.outlines()).containsExactly("0 name [step]", "1 name [step]");
        assertThat(searched.hits().get(1))
                .extracting(Hit::id, Hit::span, Hit::kind)
                .containsExactly(id(2), "step", null);
        assertThat(searched.found.get(0).name()).isEqualTo("night run");
    }

    @Test
    void oneHitAField() throws IOException {
        assertThat(found("ab", start(1, ",\"input\":[\"ab ab\",\"ab\"]"), end(1, ",\"output\":\"xab\"")))
                .containsExactly("0 input [ab] ab", "0 output x[ab]");
    }

    @Test
    void keysInAnyOrder() throws IOException {
        String line =
                "{\"input\":\"needle\",\"name\":\"n\",\"ts\":\"2026-11-22T10:00:00.000000Z\",\"parent_id\":null,\"id\":\"b1\",\"type\":\"span_start\"}\n";

        assertThat(found("needle", line)).containsExactly("0 input [needle]");
    }

    @Test
    void severalTracesInAFile_haveTheirOwnRows() throws IOException {
        assertThat(found("needle", BEGIN, start(1, ""), END, BEGIN, start(1, ",\"input\":\"needle\""), END))
                .containsExactly("1 input [needle]");
    }

    // ---- forms of a character

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a⏎b ~ a\\nb",
                "a⏎b ~ a\\u000ab",
                "a⏎b ~ a\\u000Ab",
                "say \"hi\" ~ say \\\"hi\\\"",
                "say \"hi\" ~ say \\u0022hi\\u0022",
                "c:\\dir ~ c:\\\\dir",
                "http://x ~ http://x",
                "http://x ~ http:\\/\\/x",
                "<b> ~ \\u003cb\\u003E",
                "a&b ~ a&b",
                "café ~ café",
                "café ~ caf\\u00e9",
                "café ~ CAF\\u00C9",
                "CAFÉ ~ café",
                "é ~ É",
                "é ~ \\u00E9",
                "Привет ~ ПРИВЕТ",
                "привет ~ \\u041f\\u0440\\u0418\\u0432\\u0435\\u0442",
                "漢字 ~ 漢字",
                "漢字 ~ \\u6f22\\u5b57",
                "漢字 ~ \\u6F22字",
                "😀 ~ 😀",
                "😀 ~ \\ud83d\\ude00",
                "😀 ~ \\uD83D\\uDE00",
                "𐐀 ~ 𐐨",
                "σ ~ ς",
                "straße ~ STRAßE",
                "␁ ~ \\u0001",
                "x⇥y ~ X\\ty",
                "k ~ K"
            })
    void everyFormOfACharacter(String word, String json) throws IOException {
        String wanted = word.strip().replace('⏎', '\n').replace('⇥', '\t').replace('␁', '\u0001');
        String text = json.strip();

        List<String> found = found(wanted, start(1, ",\"input\":\"..." + text + "...\""));

        Object decoded = Json.parse("\"" + text + "\"");
        assertThat(found).containsExactly("0 input ...[" + decoded + "]...");
    }

    @ParameterizedTest
    @CsvSource({"new, a\\\\new", "u00e9, a\\\\u00e9", "n, \\\\n", "tab, \\\\tab"})
    void lettersOfAnEscape_areNoText(String word, String json) throws IOException {
        assertThat(found(word, start(1, ",\"input\":\"" + json.replace("\\\\", "\\") + "\"")))
                .isEmpty();
    }

    @Test
    void capitals_countIfWanted() throws IOException {
        Path file = file(start(1, ",\"input\":\"Lisbon\""), start(2, ",\"input\":\"lisbon É\""));

        assertThat(new Searched(Query.text("lisbon", true), 10, List.of(file)).outlines())
                .containsExactly("1 input [lisbon] É");
        assertThat(new Searched(Query.text("é", true), 10, List.of(file)).outlines())
                .isEmpty();
        assertThat(new Searched(Query.expression("lis", true), 10, List.of(file)).total)
                .isEqualTo(1);
    }

    @Test
    void snippets_areCutBetweenCharacters() throws IOException {
        String around = "😀".repeat(200);

        String found = found("needle", start(1, ",\"input\":\"x" + around + "needle" + around + "\""))
                .get(0);

        assertThat(found).isEqualTo("0 input " + "😀".repeat(30) + "[needle]" + "😀".repeat(60));
    }

    // ---- regular expressions

    @Test
    void expressions_onTheDecodedText() throws IOException {
        Path file = file(
                start(1, ",\"input\":\"order 42\\nlate\""),
                start(2, ",\"input\":{\"k\":\"ORDER 7\"}"),
                end(2, ",\"output\":42"));

        assertThat(Searched.expression("order \\d+\\n", file).outlines()).containsExactly("0 input [order 42\n]late");
        assertThat(Searched.expression("^order \\d$", file).outlines()).containsExactly("1 input [ORDER 7]");
        assertThat(Searched.expression("^\\d+$", file).outlines()).containsExactly("1 output [42]");
        assertThat(Searched.expression("x*", file).outlines()).isEmpty();
    }

    @Test
    void anInvalidExpression_saysWhy() {
        assertThatThrownBy(() -> Query.expression("a(b", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Unclosed group");
    }

    @Test
    void anExpressionWithoutEnd_isGivenUp_andTheRestIsSearched() throws IOException {
        Path file = file(start(1, ",\"input\":\"" + "a".repeat(60) + "!\""), start(2, ",\"input\":\"aaac\""));

        Searched searched = Searched.expression("(a|aa)+\\1c", file);

        assertThat(searched.outlines()).containsExactly("1 input [aaac]");
        assertThat(searched.warnings).singleElement().asString().contains("took too long on one line");
    }

    @Test
    void anExpressionThatIsTooDeep_isGivenUp() throws IOException {
        Path file = file(start(1, ",\"input\":\"" + "ab".repeat(400_000) + "\""));

        Searched searched = Searched.expression("(a|b)*c", file);

        assertThat(searched.outlines()).isEmpty();
        assertThat(searched.warnings).hasSize(1);
    }

    @Test
    void anExpressionThatIsAlwaysSlow_isNotTriedForever() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 60; i++) {
            text.append(start(i, ",\"input\":\"" + "a".repeat(60) + "!\""));
        }

        Searched searched = Searched.expression("(a|aa)+\\1c", file(text.toString()));

        assertThat(searched.truncated).isTrue();
    }

    // ---- how much

    @Test
    void limit_saysThatThereIsMore() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 20; i++) {
            text.append(start(i, ",\"input\":\"needle\""));
        }
        Path file = file(text.toString());

        Searched some = new Searched(Query.text("needle", false), 7, List.of(file));
        Searched all = new Searched(Query.text("needle", false), 20, List.of(file));

        assertThat(some.total).isEqualTo(7);
        assertThat(some.hits()).extracting(Hit::row).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(some.truncated).isTrue();
        assertThat(all.total).isEqualTo(20);
        assertThat(all.truncated).isFalse();
    }

    @Test
    void largeFiles_inPieces_inOrder() throws IOException {
        StringBuilder text = new StringBuilder();
        List<Integer> rows = new ArrayList<>();
        Random random = new Random(7);
        int row = 0;
        while (text.length() < 40_000_000) {
            int length = random.nextInt(4) == 0 ? random.nextInt(400_000) : random.nextInt(3_000);
            boolean hit = random.nextInt(20) == 0;
            if (hit) {
                rows.add(row);
            }
            text.append(start(row, ",\"input\":\"" + "x".repeat(length) + (hit ? "needle" : "niddle") + "\""));
            row++;
        }

        Searched searched = new Searched(Query.text("needle", false), 10_000, List.of(file(text.toString())));

        assertThat(searched.hits()).extracting(Hit::row).containsExactlyElementsOf(rows);
        assertThat(searched.progress.bytes()).isGreaterThanOrEqualTo(text.length());
    }

    @Test
    void aLineLongerThanABuffer_whereverTheMatchIs() throws IOException {
        int size = 20_000_000;
        byte[] head = start(1, ",\"input\":[\"").replace("}\n", "").getBytes(StandardCharsets.UTF_8);
        for (int at : List.of(0, (1 << 20) - 7, (1 << 24) - 3, size - 6)) {
            byte[] text = new byte[head.length + size + 4];
            java.util.Arrays.fill(text, (byte) 'x');
            System.arraycopy(head, 0, text, 0, head.length);
            System.arraycopy("needle".getBytes(StandardCharsets.UTF_8), 0, text, head.length + at, 6);
            System.arraycopy("\"]}\n".getBytes(StandardCharsets.UTF_8), 0, text, text.length - 4, 4);
            Files.write(folder.resolve("long.jsonl"), text);

            assertThat(Searched.of("needle", folder.resolve("long.jsonl")).hits())
                    .as("at %s", at)
                    .extracting(Hit::row, Hit::field)
                    .containsExactly(org.assertj.core.api.Assertions.tuple(0, "input"));
        }
    }

    @Test
    void matchesWhereverPiecesBegin() throws IOException {
        String text = start(1, ",\"input\":\"needle\"")
                + start(2, ",\"input\":\"x\"")
                + start(3, ",\"input\":\"né ne needle\"");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TextScan scan = new TextScan(Query.text("needle", false), () -> false);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<Long> offsets = new ArrayList<>();
            for (int[] piece : new int[][] {{0, cut}, {cut, bytes.length}}) {
                int[] at = {Math.max(0, piece[0] - 1)};
                TextScan.Source source = (into, offset, length) -> {
                    int n = Math.min(length, Math.min(17, bytes.length - at[0]));
                    System.arraycopy(bytes, at[0], into, offset, n);
                    at[0] += n;
                    return n == 0 && length > 0 ? -1 : n;
                };
                scan.lines(source, piece[0], piece[1], 10).forEach(line -> offsets.add(line.offset()));
            }
            assertThat(offsets)
                    .as("cut at %s", cut)
                    .containsExactly(
                            0L,
                            (long) bytes.length
                                    - start(3, ",\"input\":\"né ne needle\"").getBytes(StandardCharsets.UTF_8).length);
        }
    }

    // ---- files of every state

    @Test
    void archives_withTheirSecondFile() throws IOException {
        String large = "word ".repeat(4000);
        Path raw = file(
                BEGIN,
                start(1, ",\"input\":\"" + large + "needle one\""),
                end(1, ",\"output\":\"needle two\""),
                start(2, ",\"input\":{\"a\":\"" + large + "NEEDLE three\"}"),
                end(2, ""),
                END);
        Archive.write(raw, folder.resolve("out"));

        Searched searched = Searched.of("needle", folder.resolve("out/run.jsonl.gz"));

        assertThat(Files.exists(folder.resolve("out/run.content.jsonl.zst"))).isTrue();
        assertThat(searched.hits())
                .extracting(hit ->
                        hit.row() + " " + hit.field() + " " + hit.snippet().after() + " " + hit.id())
                .containsExactly("0 output  two " + id(1), "0 input  one " + id(1), "1 input  three " + id(2));
    }

    @Test
    void gzipOfOthers_andPlainTextNamedSo() throws IOException {
        String text = BEGIN + start(1, ",\"input\":\"needle\"");
        Path gzip = folder.resolve("other.jsonl.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path plain = Files.writeString(folder.resolve("plain.jsonl.gz"), text);

        assertThat(Searched.of("needle", gzip, plain).outlines())
                .containsExactly("0 input [needle]", "0 input [needle]");
    }

    @Test
    void brokenLines_areNoHits_andHideNone() throws IOException {
        byte[] invalid = start(3, ",\"input\":\"n\u00ff needle\"").getBytes(StandardCharsets.ISO_8859_1);
        Path file = folder.resolve("run.jsonl");
        try (var out = Files.newOutputStream(file)) {
            out.write(("\uFEFF" + start(1, ",\"input\":\"needle\"")).getBytes(StandardCharsets.UTF_8));
            out.write(
                    "garbage \"needle\" {\n\n\r\n[\"needle\"]\n\"needle\"\n{\"type\":\"other\",\"input\":\"needle\"}\n"
                            .getBytes(StandardCharsets.UTF_8));
            out.write(start(2, ",\"input\":\"needle\"").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(invalid);
            out.write("{\"type\":\"span_start\",\"id\":\"x\",\"name\":\"needle\",\"input\":\"nee"
                    .getBytes(StandardCharsets.UTF_8));
        }

        assertThat(Searched.of("needle", file).outlines())
                .containsExactly("0 input [needle]", "1 input [needle]", "2 input n\uFFFD [needle]");
    }

    @Test
    void filesThatCannotBeRead_areNamed_andTheOthersSearched() throws IOException {
        Path file = file(start(1, ",\"input\":\"needle\""));

        Searched searched = Searched.of("needle", folder.resolve("gone.jsonl"), file);

        assertThat(searched.total).isEqualTo(1);
        assertThat(searched.warnings).singleElement().asString().contains("gone.jsonl");
        assertThat(searched.progress.files()).isEqualTo(2);
    }

    @Test
    void valuesNestedWithoutEnd() throws IOException {
        String deep = "{\"a\":[".repeat(20_000) + "\"needle\"" + "]}".repeat(20_000);

        assertThat(found("needle", start(1, ",\"input\":" + deep), start(2, ",\"input\":\"needle\"")))
                .containsExactly("0 input [needle]", "1 input [needle]");
    }

    @Test
    void anyWordInAnyText_asAnOracleFindsIt() throws IOException {
        Random random = new Random(11);
        String alphabet = "aAbB éÉßçΣσς漢😀\n\t\"\\/<&{}[]:,u0";
        int[] letters = alphabet.codePoints().toArray();
        for (int round = 0; round < 200; round++) {
            List<String> texts = new ArrayList<>();
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String text = word(random, letters, random.nextInt(12));
                texts.add(text);
                lines.append(start(i, ",\"input\":[" + written(text, random) + "]"));
            }
            String word = word(random, letters, 1 + random.nextInt(3));
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                if (contains(texts.get(i), word)) {
                    expected.add(i);
                }
            }
            assertThat(Searched.of(word, file(lines.toString())).hits().stream()
                            .map(Hit::row)
                            .toList())
                    .as("%s in %s", word, texts)
                    .isEqualTo(expected);
        }
    }

    private static String word(Random random, int[] letters, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return word.toString();
    }

    private static String written(String text, Random random) {
        if (random.nextBoolean()) {
            return Json.write(text);
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < 0x80 && c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '/') {
                out.append(c);
            } else if (c == '/') {
                out.append("\\/");
            } else {
                out.append(random.nextBoolean() ? "\\u%04x".formatted((int) c) : "\\u%04X".formatted((int) c));
            }
        }
        return out.append('"').toString();
    }

    private static boolean contains(String text, String word) {
        for (int i = 0; i + word.length() <= text.length(); i++) {
            if (text.substring(i, i + word.length()).equalsIgnoreCase(word)) {
                return true;
            }
        }
        return false;
    }
}
