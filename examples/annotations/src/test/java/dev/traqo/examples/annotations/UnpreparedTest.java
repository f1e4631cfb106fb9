package dev.traqo.examples.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpreparedTest {

    @TempDir
    private Path folder;

    @Test
    void traceFolder_oneTraceForEachOutermostCall() throws Exception {
        Path traces = folder.resolve("traces");
        Build.Result result = Build.runWithAgent(
                Map.of("TRAQO_TRACE_DIR", traces.toString()), Build.plain(folder.resolve("plain")), Unprepared.class);

        assertThat(result.good().output()).isEqualToIgnoringNewLines("Answer: Update the app\n");
        List<String> outlines = outlines(traces);
        assertThat(outlines)
                .extracting(outline -> outline.lines().findFirst().orElseThrow())
                .containsExactlyInAnyOrder(
                        "login error, in {user=nora}",
                        "login ok, in {user=nora}, out true",
                        "pipeline ok, in {documents=[It crashes, always, How do I pay, and when]},"
                                + " out [It crashes., How do I pay.]",
                        "classify ok, in {text=It crashes.}, out bug",
                        "classify ok, in {text=How do I pay.}, out question",
                        "translate ok, in {text=Thank you}, out « Thank you »",
                        "answer ok, in {question=What should I do?}, out [Update, the, app]");
        assertThat(outlines.stream().flatMap(outline -> outline.lines().skip(1)))
                .containsExactlyInAnyOrderElementsOf(
                        ThreeWaysTest.EXPECTED.lines().skip(1).toList());
    }

    @Test
    void noTraceFolder_nothingIsWritten() throws Exception {
        Path plain = Build.plain(folder.resolve("plain"));

        Build.Result result = Build.runWithAgent(Map.of(), plain, Unprepared.class);

        assertThat(result.good().output()).isEqualToIgnoringNewLines("Answer: Update the app\n");
        assertThat(Path.of("traces")).doesNotExist();
    }

    private static List<String> outlines(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return Outline.of(file);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }
}
