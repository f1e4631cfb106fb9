package dev.traqo.agent.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.testkit.ContextRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documentation says about the woven columns of the matrix is what the tests say. */
class ContextTableTest {

    @Test
    void table_hasTheColumnsOfPluginAndAgent() throws Exception {
        PluginContextTest plugin = new PluginContextTest();
        AgentContextIT agent = new AgentContextIT();

        assertThat(table().stream().map(cells -> cells[1].strip() + ": " + cells[3].strip() + ", " + cells[4].strip()))
                .containsExactlyElementsOf(Arrays.stream(ContextRow.values())
                        .map(row -> row.title() + ": " + plugin.cell(row) + ", " + agent.cell(row))
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
