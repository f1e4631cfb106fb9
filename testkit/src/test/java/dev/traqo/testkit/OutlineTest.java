package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.traqo.Tracer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutlineTest {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("run.jsonl");
    }

    @Test
    void outline_namesSorted_errorsAndOpenSpansMarked() throws Exception {
        Tracer.builder(file()).run(tracer -> {
            tracer.span("z").run(z -> {
                tracer.span("b").run(b -> tracer.span("c").run(c -> {}));
                tracer.span("a").start();
                catchThrowable(() -> tracer.span("b").run(b -> {
                    throw new IllegalStateException("no");
                }));
            });
            tracer.span("d").run(d -> {});
        });

        assertThat(Outline.of(file())).isEqualTo("d, z(a…, b!, b(c))");
    }

    @Test
    void outline_parentMissing_isMarked() throws Exception {
        Tracer.builder(file()).run(tracer -> tracer.span("a").run(a -> {}));
        String orphan = "{\"type\":\"span_start\",\"id\":\"00000000000000aa\",\"parent_id\":\"00000000000000bb\","
                + "\"name\":\"lost\",\"ts\":\"2026-01-01T00:00:00.000000Z\"}\n";
        Files.writeString(file(), orphan, StandardOpenOption.APPEND);

        assertThat(Outline.of(file())).contains("?lost…");
    }

    @Test
    void outline_noSpans_isEmpty() throws Exception {
        Tracer.builder(file()).run(tracer -> {});

        assertThat(Outline.of(file())).isEmpty();
    }

    @Test
    void parse_isTheReverse() {
        String outline = "d, z(a…, b!, b(c)) | inner(leaf)";

        assertThat(OutlineNode.parse(outline).stream().map(OutlineNode::render))
                .containsExactly("d, z(a…, b!, b(c))", "inner(leaf)");
    }
}
