package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"  two\\n\\tlines \\u0007 \" | two lines",
                "{\"question\":\"Why?\",\"limit\":3} | Why?",
                "{\"only\":\"this\"} | this",
                "{\"a\":1,\"b\":2} | {\"a\":1,\"b\":2}",
                "[{\"role\":\"system\",\"content\":\"Be kind.\"},{\"role\":\"user\",\"content\":\"first\"},"
                        + "{\"role\":\"assistant\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"last\"}] | last",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"in parts\"}]}]} | in parts",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"for Gemini\"}]}]} | for Gemini",
                "42 | 42",
                "[[[[[[[[[[1]]]]]]]]]] | [[[[1]]]]"
            })
    void value_inFewWords(String json, String expected) {
        assertThat(Preview.of(Json.parse(json))).isEqualTo(expected);
    }

    @Test
    void nothing_isNull() {
        assertThat(Preview.of(null)).isNull();
        assertThat(Preview.of(" \n ")).isNull();
    }

    @Test
    void longText_isCutBetweenCharacters() {
        assertThat(Preview.of("😀".repeat(500))).hasSize(199).endsWith("😀…");
        assertThat(Preview.of("a".repeat(500))).hasSize(200).endsWith("a…");
        assertThat(Preview.of("a".repeat(199))).isEqualTo("a".repeat(199));
    }
}
