package dev.traqo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Lines;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {

    private static final int CHUNK = 2048;
    private static final int SHORT_STRING = 48;
    private static final String PAIR = "😀";

    private static String written(Consumer<JsonWriter> use) {
        JsonWriter writer = JsonWriter.borrow();
        try {
            use.accept(writer);
            return new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8);
        } finally {
            writer.release();
        }
    }

    private static String string(String s) {
        return written(w -> w.string(s));
    }

    /** What a string is after it was written: the same, but for lone surrogates. */
    private static String expected(String s) {
        StringBuilder safe = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); ) {
            int point = s.codePointAt(i);
            safe.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point);
            i += Character.charCount(point);
        }
        return safe.toString();
    }

    private static void assertRoundTrip(String s) {
        String json = string(s);
        assertThat(json.chars().noneMatch(c -> c < 0x20))
                .as("control characters are escaped")
                .isTrue();
        assertThat(Lines.parse(json).asString()).isEqualTo(expected(s));
        assertThat(written(w -> w.name(s))).isEqualTo(json);
        assertThat(written(w -> w.value(s))).isEqualTo(json);
    }

    // ---- strings ------------------------------------------------------------------------------------------------

    @Test
    void string_everyCharacterAloneAndWithinShortAndLongText() {
        for (int c = 0; c <= 0xFFFF; c++) {
            String one = String.valueOf((char) c);
            String json = string(one);
            if (c < 0x20 || c == '"' || c == '\\') {
                assertThat(json).hasSizeGreaterThan(3).startsWith("\"\\");
            } else if (!Character.isSurrogate((char) c)) {
                assertThat(json).isEqualTo("\"" + one + "\"");
            } else {
                assertThat(json).isEqualTo("\"\uFFFD\"");
            }
        }
        String ascii = IntStream.range(0, 128)
                .collect(StringBuilder::new, (b, c) -> b.append((char) c), (a, b) -> {})
                .toString();
        String latin = IntStream.range(0, 256)
                .collect(StringBuilder::new, (b, c) -> b.append((char) c), (a, b) -> {})
                .toString();
        assertRoundTrip(ascii);
        assertRoundTrip(latin);
        assertRoundTrip(latin + "\u0100" + latin + "\u07FF\u0800\uFFFF" + latin);
    }

    @Test
    void string_escapesAsShortAsJsonAllows() {
        assertThat(string("\"\\\n\r\t\b\f\u0000\u001F\u007F/é\u2028\u2029\uFEFF"))
                .isEqualTo("\"\\\"\\\\\\n\\r\\t\\b\\f\\u0000\\u001f\u007F/é\u2028\u2029\uFEFF\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\n", "\u0001", "\u007F", "\u0080", "ÿ", "Ā", "€", "\uD83D", "\uDE00", PAIR})
    void string_specialCharacterAtEveryPositionOfEightBytesAndAroundTheBoundaries(String special) {
        for (int before = 0; before < 80; before++) {
            assertRoundTrip("x".repeat(before) + special);
            assertRoundTrip("x".repeat(before) + special + "y".repeat(70));
            assertRoundTrip("é".repeat(before) + special + special + "y".repeat(9));
        }
        for (int boundary : new int[] {SHORT_STRING, CHUNK, 2 * CHUNK, 2 * CHUNK - 1}) {
            for (int before = boundary - 10; before <= boundary + 3; before++) {
                assertRoundTrip("x".repeat(before) + special);
                assertRoundTrip("x".repeat(before) + special + "y".repeat(40));
                assertRoundTrip("x".repeat(before) + special + special + PAIR + "€".repeat(40));
                assertRoundTrip("€".repeat(before) + special + "y");
            }
        }
    }

    @Test
    void string_surrogatesOfEveryKindAtEveryOffsetOfAChunk() {
        List<String> endings = List.of(PAIR, "\uD83D", "\uDE00", "\uD83D\uD83D\uDE00", "\uDE00\uD83D", "\uD83Dx");
        for (int before = CHUNK - 5; before <= CHUNK + 5; before++) {
            for (String ending : endings) {
                assertRoundTrip("a".repeat(before) + ending);
                assertRoundTrip("a".repeat(before) + ending + "z");
                assertRoundTrip("a".repeat(before) + ending + "\uD83D".repeat(CHUNK) + "z");
                assertRoundTrip(PAIR.repeat(before / 2) + "a".repeat(before % 2) + ending);
            }
        }
    }

    @Test
    void string_randomTextParsesBackEqual() {
        Random random = new Random(20261122);
        for (int i = 0; i < 4000; i++) {
            int length = random.nextInt(4) == 0 ? random.nextInt(6000) : random.nextInt(120);
            int kind = random.nextInt(5);
            StringBuilder text = new StringBuilder(length);
            for (int j = 0; j < length; j++) {
                text.append((char)
                        switch (kind) {
                            case 0 -> random.nextInt(0x80);
                            case 1 -> random.nextInt(0x100);
                            case 2 -> random.nextInt(0x10000);
                            case 3 -> random.nextInt(40) == 0 ? random.nextInt(0x10000) : 'a' + random.nextInt(26);
                            default -> 0xD7F0 + random.nextInt(0x820);
                        });
            }
            assertRoundTrip(text.toString());
        }
    }

    @Test
    void string_veryLong() {
        assertRoundTrip("abc\n".repeat(300_000));
        assertRoundTrip("\u0001".repeat(500_000));
        assertRoundTrip("aé€😀".repeat(200_000));
    }

    // ---- the cache of names -------------------------------------------------------------------------------------

    @Test
    void name_isTheSameTheFirstSecondAndThirdTime() {
        for (String name : List.of("", "a", "gpt-4o", "quo\"te", "line\nbreak", "名前", "\uD83D", PAIR, "x".repeat(48))) {
            String first = written(w -> w.name(name));
            for (int i = 0; i < 5; i++) {
                assertThat(written(w -> w.name(name))).isEqualTo(first);
            }
            assertThat(Lines.parse(first).asString()).isEqualTo(expected(name));
        }
    }

    @Test
    void name_stringsWithTheSameHashStayApart() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        for (int i = 0; i < 10; i++) {
            assertThat(written(w -> w.name("Aa"))).isEqualTo("\"Aa\"");
            assertThat(written(w -> w.name("BB"))).isEqualTo("\"BB\"");
            assertThat(written(w -> w.name("Aa"))).isEqualTo("\"Aa\"");
        }
    }

    @Test
    void name_manyNamesEvictEachOther() {
        Random random = new Random(7);
        JsonWriter writer = JsonWriter.borrow();
        try {
            for (int i = 0; i < 50_000; i++) {
                String name = "name-" + random.nextInt(3000);
                writer.truncate(0);
                writer.name(name);
                assertThat(new String(writer.copy(), StandardCharsets.UTF_8)).isEqualTo("\"" + name + "\"");
            }
        } finally {
            writer.release();
        }
    }

    // ---- numbers ------------------------------------------------------------------------------------------------

    static Stream<Long> longs() {
        Stream<Long> edges = Stream.of(0L, 9L, 10L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L, -10L);
        LongPowers powers = new LongPowers();
        return Stream.concat(edges, powers.all());
    }

    /** Every power of ten and its neighbours. */
    private static final class LongPowers {
        Stream<Long> all() {
            return Stream.iterate(1L, p -> p * 10).limit(19).flatMap(p -> Stream.of(p - 1, p, p + 1, -p, 1 - p));
        }
    }

    @ParameterizedTest
    @MethodSource("longs")
    void number_longs(long n) {
        assertThat(written(w -> w.number(n))).isEqualTo(Long.toString(n));
    }

    @Test
    void number_randomLongsAndDoubles() {
        Random random = new Random(42);
        for (int i = 0; i < 100_000; i++) {
            long n = random.nextLong() >> random.nextInt(64);
            assertThat(written(w -> w.number(n))).isEqualTo(Long.toString(n));
            double d = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(d)) {
                assertThat(Double.parseDouble(written(w -> w.number(d)))).isEqualTo(d);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "-1, -1.0",
        "0.1, 0.1",
        "1e15, 1.0E15",
        "999999999999999, 999999999999999.0",
        "1e22, 1.0E22",
        "1e-7, 1.0E-7",
        "4.9E-324, 4.9E-324",
        "1.7976931348623157E308, 1.7976931348623157E308",
        "NaN, null",
        "Infinity, null",
        "-Infinity, null"
    })
    void number_doubles(double d, String json) {
        assertThat(written(w -> w.number(d))).isEqualTo(json);
        assertThat(Lines.parse(json).isNull()).isEqualTo(!Double.isFinite(d));
    }

    // ---- times and ids ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000000Z",
        "1, 1970-01-01T00:00:00.000001Z",
        "-1, 1969-12-31T23:59:59.999999Z",
        "-1000000, 1969-12-31T23:59:59.000000Z",
        "-62135596800000000, 0001-01-01T00:00:00.000000Z",
        "1795343069028902, 2026-11-22T10:24:29.028902Z",
        "951782400000000, 2000-02-29T00:00:00.000000Z",
        "253402300799999999, 9999-12-31T23:59:59.999999Z"
    })
    void timestamp_alwaysSixDigits(long micros, String text) {
        assertThat(written(w -> w.timestamp(micros))).isEqualTo("\"" + text + "\"");
    }

    @Test
    void timestamp_everySecondAnewAndBack() {
        JsonWriter writer = JsonWriter.borrow();
        try {
            Random random = new Random(3);
            for (int i = 0; i < 20_000; i++) {
                long micros = 1_795_343_069_000_000L + random.nextInt(4_000_000) - 2_000_000;
                writer.truncate(0);
                writer.timestamp(micros);
                String text = new String(writer.copy(), StandardCharsets.US_ASCII);
                java.time.Instant instant = java.time.Instant.parse(text.substring(1, text.length() - 1));
                assertThat(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000)
                        .isEqualTo(micros);
                assertThat(text).hasSize(29);
            }
        } finally {
            writer.release();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000000", "1, 0.000001", "999999, 0.999999", "1000000, 1.000000", "86400000001, 86400.000001"})
    void seconds_sixDigits(long micros, String text) {
        assertThat(written(w -> w.seconds(micros))).isEqualTo(text);
    }

    @Test
    void hex_sixteenLowerCaseDigits() {
        Random random = new Random(5);
        for (long id : new long[] {0, 1, -1, Long.MIN_VALUE, 0xABCDEF, random.nextLong(), random.nextLong()}) {
            assertThat(written(w -> w.hex(id)))
                    .isEqualTo(String.format("%016x", id))
                    .isEqualTo(Ids.hex(id));
        }
    }

    // ---- the buffer ---------------------------------------------------------------------------------------------

    @Test
    void write_growsAtAnyPosition() {
        JsonWriter writer = JsonWriter.borrow();
        try {
            StringBuilder expected = new StringBuilder();
            Random random = new Random(11);
            while (expected.length() < 3_000_000) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        writer.raw(',');
                        expected.append(',');
                    }
                    case 1 -> {
                        writer.number(Long.MAX_VALUE);
                        expected.append(Long.MAX_VALUE);
                    }
                    case 2 -> {
                        writer.timestamp(0);
                        expected.append("\"1970-01-01T00:00:00.000000Z\"");
                    }
                    case 3 -> {
                        writer.hex(-1);
                        expected.append("ffffffffffffffff");
                    }
                    case 4 -> {
                        String name = "n" + random.nextInt(3);
                        writer.name(name);
                        expected.append('"').append(name).append('"');
                    }
                    default -> {
                        String text = "t".repeat(random.nextInt(5000));
                        writer.string(text);
                        expected.append('"').append(text).append('"');
                    }
                }
            }
            assertThat(new String(writer.copy(), StandardCharsets.UTF_8)).isEqualTo(expected.toString());
        } finally {
            writer.release();
        }
    }

    @Test
    void borrow_twiceGivesTwoWriters() {
        JsonWriter outer = JsonWriter.borrow();
        JsonWriter inner = JsonWriter.borrow();
        try {
            outer.string("outer");
            inner.string("inner");

            assertThat(new String(outer.copy(), StandardCharsets.UTF_8)).isEqualTo("\"outer\"");
            assertThat(new String(inner.copy(), StandardCharsets.UTF_8)).isEqualTo("\"inner\"");
        } finally {
            inner.release();
            outer.release();
        }
        assertThat(written(w -> w.raw('x'))).isEqualTo("x");
    }
}
