package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutJsonTest {

    private static final String WHOLE =
            "{\"a\": \"x\\\"\\u00e9é\", \"b\":[1, {\"c\":null},\"y\"] ,\"d\":-1.5e3,\"e\":{}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":\"some te | {\"a\":1,\"b\":\"some te\"}",
                "{\"a\":1,\"b\":\"x\\ | {\"a\":1,\"b\":\"x\"}",
                "{\"a\":1,\"b\":\"x\\u00 | {\"a\":1,\"b\":\"x\"}",
                "{\"a\":1,\"b | {\"a\":1}",
                "{\"a\":1,\"b\" | {\"a\":1}",
                "{\"a\":1,\"b\": | {\"a\":1}",
                "{\"a\":1,\"b\":tr | {\"a\":1}",
                "{\"a\":[1,[\"x\",{\"b\":\"y | {\"a\":[1,[\"x\",{\"b\":\"y\"}]]}",
                "{ | {}",
                "{\"a\":{\"b\":1}} and more | {\"a\":{\"b\":1}}"
            })
    void beginning_isReadAsFarAsItGoes(String text, String expected) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Map<?, ?> read = CutJson.object(bytes, 0, bytes.length);
        if (expected.isEmpty() || text.endsWith("more")) {
            // More text behind the object is no JSON.
            assertThat(read).isNull();
        } else {
            assertThat(read).isNotNull();
            assertThat(Json.write(read)).isEqualTo(expected);
        }
    }

    @Test
    void cutAnywhere_itIsAnObject() {
        byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int end = 1; end <= bytes.length; end++) {
            assertThat(CutJson.object(bytes, 0, end)).as("cut at " + end).isNotNull();
        }
        assertThat(CutJson.object(bytes, 0, bytes.length)).isEqualTo(Json.parse(WHOLE));
    }

    @ParameterizedTest
    @CsvSource(value = {"[1]", "null", "text", "''", "'{\"a\":}'", "'{]'"})
    void whatIsNoObject_isNull(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(CutJson.object(bytes, 0, bytes.length)).isNull();
    }
}
