package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.store.LocalStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only traces, only inside of the folder. */
class RootsTest {

    @TempDir
    Path dir;

    private Path root;
    private Roots roots;

    @BeforeEach
    void makeFolder() throws IOException {
        root = Files.createDirectories(dir.resolve("root")).toRealPath();
        Samples.write(root.resolve("sub/run.jsonl"), Samples.trace("run"));
        Samples.write(dir.resolve("outside.jsonl"), Samples.trace("outside"));
        roots = new Roots(root, null);
    }

    private void assertRefused(String relative) {
        assertThatThrownBy(() -> roots.resolve(relative))
                .as(relative)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
    }

    @Test
    void traceInside_isResolved_andBack() {
        Path file = roots.resolve("sub/run.jsonl");
        assertThat(file).isEqualTo(root.resolve("sub/run.jsonl"));
        assertThat(roots.relative(file)).isEqualTo("sub/run.jsonl");
        assertThat(roots.relative(root)).isEmpty();
        assertThat(roots.folder("sub")).isEqualTo(root.resolve("sub"));
        assertThat(roots.folder("sub/")).isEqualTo(root.resolve("sub"));
        assertThat(roots.folder("")).isEqualTo(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "../outside.jsonl",
                "sub/../../outside.jsonl",
                "sub/../sub/run.jsonl",
                "./sub/run.jsonl",
                "sub//run.jsonl",
                "/sub/run.jsonl",
                "sub/run.jsonl/",
                "sub",
                "none.jsonl",
                "%2e%2e/outside.jsonl",
                "/etc/passwd",
                "sub/run.jsonl\0",
                "sub\\..\\..\\outside.jsonl"
            })
    void everythingElse_isNotThere(String relative) {
        assertRefused(relative);
        if (!relative.isEmpty() && !relative.equals("sub") && !relative.equals("/")) {
            assertThatThrownBy(() -> roots.folder(relative)).isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> roots.resolve(dir.resolve("outside.jsonl").toString()))
                .isInstanceOf(Refusal.class);
    }

    /** S2. */
    @Test
    void filesThatAreNoTraces_areRefused() throws IOException {
        String secrets = "{\"type\":\"service_account\",\"private_key\":\"x\"}\n";
        for (String name : new String[] {
            "secrets.json",
            ".env.json",
            ".env.jsonl",
            "secrets.jsonl",
            "secrets.jsonl.gz",
            "run.content.jsonl.zst",
            "run.jsonl.bak",
            ".hidden/run.jsonl"
        }) {
            Samples.write(root.resolve(name), name.contains("hidden") ? Samples.trace("x") : secrets);
            assertRefused(name);
        }
        Samples.write(root.resolve("package.json.jsonl"), "{\n  \"name\": \"x\",\n  \"type\": \"module\"\n}\n");
        Samples.write(root.resolve("clicks.jsonl"), "{\"type\":\"event\",\"user\":\"somebody\"}\n");
        Samples.write(root.resolve("text.jsonl"), "no JSON\n{\"message\":\"{\\\"type\\\":\\\"trace_start\\\"}\"}\n");
        Samples.write(
                root.resolve("inner.jsonl"), "{\"a\":{\"type\":\"trace_start\"}}\n[{\"type\":\"trace_start\"}]\n");
        Samples.write(root.resolve("blank.jsonl"), "\n\n");
        for (String name : new String[] {"package.json", "clicks", "text", "inner", "blank"}) {
            assertRefused(name + ".jsonl");
        }
        Files.write(root.resolve("zipped.jsonl.gz"), gzip(secrets));
        assertRefused("zipped.jsonl.gz");
    }

    @Test
    void whateverATraceBeginsWith_isRecognised() throws IOException {
        String line = "{\"type\":\"span_end\",\"id\":\"a\"}\n";
        Samples.write(root.resolve("empty.jsonl"), "");
        Samples.write(root.resolve("mark.jsonl"), "\uFEFF" + Samples.trace("x"));
        Samples.write(root.resolve("garbage.jsonl"), "garbage\r\n\r\nnull\n" + line);
        Samples.write(root.resolve("late.jsonl"), "{\"input\":{\"type\":\"x\"},\"type\":\"trace_start\"}");
        Samples.write(
                root.resolve("large.jsonl"),
                "{\"type\":\"trace_start\",\"name\":\"x\",\"input\":\"" + "é".repeat(1 << 20) + "\"}\n");
        Samples.write(root.resolve("plain.jsonl.gz"), line);
        Files.write(root.resolve("zipped.jsonl.gz"), gzip(line));
        for (String name : new String[] {
            "empty.jsonl",
            "mark.jsonl",
            "garbage.jsonl",
            "late.jsonl",
            "large.jsonl",
            "plain.jsonl.gz",
            "zipped.jsonl.gz"
        }) {
            assertThat(roots.resolve(name)).as(name).isEqualTo(root.resolve(name));
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void links_leadNowhereElse() throws IOException {
        Path outside = Samples.write(dir.resolve("other/run.jsonl"), Samples.trace("x"));
        Samples.write(root.resolve(".private/run.jsonl"), Samples.trace("x"));
        Files.createSymbolicLink(root.resolve("link.jsonl"), outside);
        Files.createSymbolicLink(root.resolve("folder"), outside.getParent());
        Files.createSymbolicLink(root.resolve("hidden"), root.resolve(".private"));
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        Files.createSymbolicLink(root.resolve("inside.jsonl"), root.resolve("sub/run.jsonl"));

        assertRefused("link.jsonl");
        assertRefused("folder/run.jsonl");
        assertRefused("hidden/run.jsonl");
        assertRefused("loop/run.jsonl");
        assertThatThrownBy(() -> roots.folder("folder")).isInstanceOf(Refusal.class);
        assertThat(roots.resolve("inside.jsonl")).isEqualTo(root.resolve("sub/run.jsonl"));
        assertThat(roots.relative(outside)).isNull();
        assertThat(LocalStore.of(root).list()).containsExactly(root.resolve("sub/run.jsonl"));
    }

    @Test
    void rootThatIsALink_isWhereItLeads() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        Roots throughLink = new Roots(link, null);

        assertThat(throughLink.resolve("sub/run.jsonl")).isEqualTo(root.resolve("sub/run.jsonl"));
        assertThat(throughLink.relative(link.resolve("sub/run.jsonl"))).isEqualTo("sub/run.jsonl");
    }

    /** A person named it: it is served whatever it is called. */
    @Test
    void namedFile_isServed() throws IOException {
        Path named = Samples.write(root.resolve("trace.txt"), Samples.trace("x"));
        Samples.write(root.resolve("other.txt"), Samples.trace("x"));
        roots = new Roots(root, named);

        assertThat(roots.resolve("trace.txt")).isEqualTo(named);
        assertRefused("other.txt");
    }

    /** Issue 5: every file that the Python package wrote opens. Its input, a transcript, is no trace. */
    @Test
    void referenceTraces_areAllServed() throws IOException {
        String shared = System.getProperty("TRAQO_SHARED_DATA", System.getenv("TRAQO_SHARED_DATA"));
        Path traces = null;
        for (String place : new String[] {shared, "../shared/data", "../../shared/data"}) {
            Path candidate = place == null ? null : Path.of(place).resolve("reference-traces");
            traces = traces == null && candidate != null && Files.isDirectory(candidate) ? candidate : traces;
        }
        assumeTrue(traces != null, "the reference traces are not here");
        roots = new Roots(traces, null);
        int served = 0;
        for (Path file : LocalStore.of(traces.toRealPath()).list()) {
            String relative = roots.relative(file);
            if (relative.contains("/transcript/")) {
                assertRefused(relative);
            } else {
                assertThat(roots.resolve(relative)).isEqualTo(file);
                served++;
            }
        }
        assertThat(served).isGreaterThan(40);
    }
}
