package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documentation says about the matrix is what the tests say. */
class ContextTableTest {

    @Test
    void table_hasTheRows_andTheFirstColumn() throws Exception {
        List<String[]> table = table();
        ExplicitContextTest byHand = new ExplicitContextTest();

        assertThat(table.stream().map(cells -> cells[1].strip() + ": " + cells[2].strip()))
                .containsExactlyElementsOf(Arrays.stream(ContextRow.values())
                        .map(row -> row.title() + ": " + byHand.cell(row))
                        .toList());
    }

    private static List<String[]> table() throws Exception {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("docs/context.md"))) {
            folder = folder.getParent();
        }
        return Files.readAllLines(folder.resolve("docs/context.md")).stream()
                .filter(line -> line.startsWith("| "))
                .skip(1) // the headings
                .map(line -> line.split("\\|"))
                .toList();
    }
}
