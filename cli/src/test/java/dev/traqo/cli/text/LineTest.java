package dev.traqo.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void render_colour_onlyWhereAsked() {
        Line line = Line.of("a", Ink.RED).add(" b");
        assertThat(line.render(true)).isEqualTo("\u001b[31ma\u001b[0m b");
        assertThat(line.render(false)).isEqualTo("a b");
    }

    @Test
    void render_withoutTrailingSpaces() {
        assertThat(Line.of("a").padTo(5).render(false)).isEqualTo("a");
        assertThat(Line.of("a ").render(false)).isEqualTo("a");
    }

    @Test
    void cut_acrossPieces() {
        Line line = Line.of("abc", Ink.RED).add("def", Ink.BLUE).add("ghi");
        assertThat(line.cut(9).toString()).isEqualTo("abcdefghi");
        assertThat(line.cut(8).toString()).isEqualTo("abcdefg…");
        assertThat(line.cut(6).toString()).isEqualTo("abcde…");
        assertThat(line.cut(3).toString()).isEqualTo("ab…");
        assertThat(line.cut(4).width()).isEqualTo(4);
    }

    @Test
    void foreign_isHarmless() {
        assertThat(new Line().foreign("\u001b[2J", Ink.RED).render(true)).isEqualTo("\u001b[31m␛[2J\u001b[0m");
    }
}
