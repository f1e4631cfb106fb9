package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void parse_everyType_givesPlainJavaValues() {
        Object value = Json.parse(
                "{\"s\":\"ü\\u00e4\\n\",\"i\":1,\"d\":1.5,\"t\":true,\"f\":false,\"n\":null,\"l\":[1,[]],\"o\":{}}");

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("s", "üä\n");
        expected.put("i", 1L);
        expected.put("d", 1.5);
        expected.put("t", true);
        expected.put("f", false);
        expected.put("n", null);
        expected.put("l", List.of(1L, List.of()));
        expected.put("o", Map.of());
        assertThat(value).isEqualTo(expected);
        assertThat(((Map<?, ?>) value).keySet().stream().map(Object::toString))
                .containsExactly("s", "i", "d", "t", "f", "n", "l", "o");
    }

    @Test
    void parse_integers_areUnbounded() {
        String digits = "9".repeat(100_000);

        assertThat(Json.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Json.parse("-9223372036854775809")).isEqualTo(new BigInteger("-9223372036854775809"));
        assertThat(Json.write(Json.parse(digits))).isEqualTo(digits);
    }

    @Test
    void parse_decimals_loseNoDigit() {
        assertThat(Json.parse("0.1")).isEqualTo(0.1);
        assertThat(Json.parse("0.30000000000000004")).isEqualTo(0.30000000000000004);
        assertThat(Json.parse("1e-07")).isEqualTo(1e-7);
        assertThat(Json.parse("-0.0")).isEqualTo(-0.0);
        assertThat(Json.parse("0.1000000000000000000001")).isEqualTo(new BigDecimal("0.1000000000000000000001"));
        assertThat(Json.parse("1e400")).isEqualTo(new BigDecimal("1e400"));
    }

    @Test
    void parse_exponentBeyondEveryType_isNullOrZero() {
        assertThat(Json.parse("[1e99999999999]")).isEqualTo(Arrays.asList((Object) null));
        assertThat(Json.parse("[1e-99999999999]")).isEqualTo(List.of(0.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
    void parse_notANumber_isNull(String text) {
        assertThat(Json.parse("{\"a\":" + text + "}")).isEqualTo(Json.parse("{\"a\":null}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\":1}}",
                "{} {}",
                "nul",
                "{'a':1}",
                "{\"a\":1,}",
                "\"\t\"",
                "01",
                "{\"a\" 1}"
            })
    void parse_notOneCompleteValue_throwsOneLine(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(JsonException.class)
                .message()
                .hasLineCount(1);
        assertThatThrownBy(() -> Json.parse(utf8, 0, utf8.length)).isInstanceOf(JsonException.class);
    }

    @Test
    void parse_garbageInTheMiddle_saysWhere() {
        byte[] utf8 = "{\"a\":1,oops}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Json.parse(utf8, 0, utf8.length))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.position()).isBetween(6L, 12L));
    }

    @Test
    void parse_invalidUtf8_isReadAsReplacementCharacter() {
        byte[] bytes = "{\"a\":\"x?y\"}".getBytes(StandardCharsets.UTF_8);
        bytes[7] = (byte) 0xFF;

        assertThat(Json.parse(bytes, 0, bytes.length)).isEqualTo(Map.of("a", "x\uFFFDy"));
    }

    @Test
    void parse_partOfAnArray_readsNothingElse() {
        byte[] bytes = "xx[1]yy".getBytes(StandardCharsets.UTF_8);

        assertThat(Json.parse(bytes, 2, 3)).isEqualTo(List.of(1L));
    }

    @Test
    void parse_repeatedKey_lastCounts() {
        assertThat(Json.parse("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void parse_withoutKeys_skipsThemAtTheTopOnly() {
        byte[] utf8 = "{\"input\":{\"x\":[1,{}]},\"a\":{\"input\":1},\"output\":\"é\",\"b\":2}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(Json.parse(utf8, 0, utf8.length, Set.of("input", "output")))
                .isEqualTo(Map.of("a", Map.of("input", 1L), "b", 2L));
    }

    @Test
    void parseAndWrite_deepNesting_needsNoStack() {
        int depth = 200_000;
        String text = "[".repeat(depth) + "{\"a\":1}" + "]".repeat(depth);

        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
        assertThat(Json.pretty(Json.parse("[".repeat(10_000) + "]".repeat(10_000)))
                        .length())
                .isLessThan(3_000_000);
    }

    @Test
    void parse_longStringAndName_areNotRefused() {
        String text = "{\"" + "k".repeat(100_000) + "\":\"" + "v".repeat(25_000_000) + "\"}";

        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void parse_manyNames_areNotTakenForAnAttack() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 200_000; i++) {
            text.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":").append(i);
        }

        assertThat((Map<?, ?>) Json.parse(text.append('}').toString())).hasSize(200_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\"|\"\\\"\"", "\\|\"\\\\\"", "ü\u2028|\"ü\u2028\"", "\uD83D\uDE00|\"\uD83D\uDE00\""})
    void write_string_escapesWhatJsonDemands(String value, String expected) {
        assertThat(Json.write(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.000012, 0.000012",
        "1.2E-5, 0.000012",
        "-1.2E-5, -0.000012",
        "1.0E-6, 0.0000010",
        "1.0E-7, 1.0E-7",
        "1.0E7, 10000000.0",
        "9.5E14, 950000000000000.0",
        "1.0E15, 1.0E15",
        "0.1, 0.1"
    })
    void write_double_isPlainUnlessItIsVerySmallOrLarge(double value, String expected) {
        assertThat(Json.write(value)).isEqualTo(expected);
        assertThat(Json.parse(expected)).isEqualTo(value);
    }

    @Test
    void write_controlCharacters_areEscaped() {
        assertThat(Json.write("\n\r\t\b\f\u0000\u001f\u007f")).isEqualTo("\"\\n\\r\\t\\b\\f\\u0000\\u001f\u007f\"");
    }

    @Test
    void write_loneSurrogates_areReplaced() {
        assertThat(Json.write("a\uD83D")).isEqualTo("\"a\uFFFD\"");
        assertThat(Json.write("\uDE00\uD83Db")).isEqualTo("\"\uFFFD\uFFFDb\"");
    }

    @Test
    void write_valuesThatAreNoJson_areWrittenAsNullOrText() {
        assertThat(Json.write(
                        Arrays.asList(Double.NaN, Float.POSITIVE_INFINITY, StringBuilder.class, new Object[] {1})))
                .isEqualTo("[null,null,\"class java.lang.StringBuilder\",[1]]");
    }

    @Test
    void pretty_nested_indentsByTwo() {
        assertThat(Json.pretty(Json.parse("{\"a\":[1,{}],\"b\":[]}"))).isEqualTo("""
                        {
                          "a": [
                            1,
                            {}
                          ],
                          "b": []
                        }""");
    }

    @Test
    void writeAndParse_randomValues_comeBackEqual() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Object value = randomValue(random, 4);
            String compact = Json.write(value);
            byte[] utf8 = compact.getBytes(StandardCharsets.UTF_8);

            assertThat(Json.parse(compact)).isEqualTo(value);
            assertThat(Json.parse(utf8, 0, utf8.length)).isEqualTo(value);
            assertThat(Json.parse(Json.pretty(value))).isEqualTo(value);
            assertThat(compact).doesNotContain("\n");
        }
    }

    static Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> new BigInteger(200, random).add(BigInteger.TWO.pow(70));
            case 4 -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
            case 5 -> (double) random.nextInt(100);
            case 6 -> randomString(random);
            case 7 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(randomValue(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(randomString(random), randomValue(random, depth - 1));
                }
                yield map;
            }
        };
    }

    static String randomString(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int point = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> "\"\\/\u007f\u2028\u2029\uFEFF".codePointAt(random.nextInt(7));
                case 2 -> 0x20 + random.nextInt(0x60);
                default -> random.nextInt(0x110000);
            };
            text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
        }
        return text.toString();
    }
}
