package dev.traqo.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Table table() {
        return new Table()
                .flexible("NAME", 4)
                .right("N")
                .left("NEVER")
                .droppable("TAGS", 3)
                .row(Line.of("a long name"), Line.of("1"), new Line(), Line.of("one two three"))
                .row(Line.of("漢字"), Line.of("1,000"), new Line(), new Line());
    }

    private static String print(Table table, int width) {
        return table.lines(width).stream().map(Line::toString).collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void lines_alignColumnsAndLeaveEmptyOnesOut() {
        assertThat(print(table(), 80)).isEqualTo("""
                        NAME             N  TAGS
                        a long name      1  one two three
                        漢字         1,000
                        """);
    }

    @Test
    void lines_shrinkWhatMayShrink() {
        assertThat(print(table(), 26)).isEqualTo("""
                        NAME            N  TAGS
                        a long na…      1  one tw…
                        漢字        1,000
                        """);
    }

    @Test
    void lines_dropWhatDoesNotFit() {
        assertThat(print(table(), 12)).isEqualTo("""
                        NAME       N
                        a lo…      1
                        漢字   1,000
                        """);
    }
}
