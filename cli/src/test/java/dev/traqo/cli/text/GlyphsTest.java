package dev.traqo.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlyphsTest {

    @ParameterizedTest
    @CsvSource({
        "abc, 3",
        "żółć, 4",
        "漢字, 4",
        "ｆｕｌｌ, 8",
        "한글, 4",
        "😀, 2",
        "e\u0301, 1",
        "👩\u200D💻, 2",
        "👍🏽, 2",
        "🇩🇪, 2",
        "│├─━, 4",
        "…, 1"
    })
    void width_countsCells(String text, int cells) {
        assertThat(Glyphs.width(text)).isEqualTo(cells);
    }

    @ParameterizedTest
    @CsvSource({"abcdef, 6, abcdef", "abcdef, 5, abcd…", "abcdef, 1, …", "漢字漢字, 6, 漢字…", "漢字漢字, 5, 漢字…", "漢字漢字, 4, 漢…"})
    void cut_endsInAnEllipsis(String text, int cells, String expected) {
        assertThat(Glyphs.cut(text, cells)).isEqualTo(expected);
        assertThat(Glyphs.width(Glyphs.cut(text, cells))).isLessThanOrEqualTo(cells);
    }

    @Test
    void cut_keepsJoinedEmojiWhole() {
        assertThat(Glyphs.cut("👩\u200D💻👩\u200D💻👩\u200D💻", 5)).isEqualTo("👩\u200D💻👩\u200D💻…");
    }

    @Test
    void cut_nothingFits() {
        assertThat(Glyphs.cut("abc", 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31mred",
                "\u001b]0;title\u0007",
                "\u009b31m",
                "\u0008\u0008\u007f",
                "\u202Egnp.exe",
                "\u2066\u2069",
                "a\u2028b\u2029c",
                "\uFEFF\u200B\u00AD",
                "\uD800 alone",
                "a\r\nb\nc\td"
            })
    void line_leavesNothingThatATerminalObeys(String hostile) {
        assertThat(Glyphs.line(hostile).codePoints())
                .noneMatch(point -> Character.isISOControl(point)
                        || point >= 0x202A && point <= 0x202E
                        || point >= 0x2066 && point <= 0x2069
                        || point == 0x2028
                        || point == 0x2029
                        || point >= 0xD800 && point <= 0xDFFF);
    }

    @Test
    void line_showsControlsAsPictures() {
        assertThat(Glyphs.line("a\u001b[31m\nb")).isEqualTo("a␛[31m␊b");
    }

    @Test
    void line_leavesOrdinaryTextAlone() {
        String text = "наблюдение 漢字 😀 שלום e\u0301 👩\u200D💻";
        assertThat(Glyphs.line(text)).isEqualTo(text);
    }

    @Test
    void block_keepsLineEndsOnly() {
        assertThat(Glyphs.block("a\r\n\tb\rc\u001b[2J")).isEqualTo("a\n    b␍c␛[2J");
    }
}
