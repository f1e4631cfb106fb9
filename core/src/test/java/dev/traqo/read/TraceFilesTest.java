package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TraceFile;
import dev.traqo.Tracer;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFilesTest {

    private static final byte[] BYTES = "picture".getBytes(StandardCharsets.US_ASCII);
    private static final String HASH = "ab".repeat(32);

    @TempDir
    Path dir;

    private Path trace() {
        return dir.resolve("run.jsonl");
    }

    private TraceFile recorded(Object padding) {
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            TraceFile file = tracer.file(BYTES, "image/png");
            tracer.span("draw")
                    .input(List.of("draw", padding, Map.of("image", file)))
                    .run(span -> span.output(file));
            return file;
        }
    }

    @Test
    void stub_leadsToTheFile_rawAndArchived() throws IOException {
        TraceFile file = recorded("");
        Object output = TraceTree.read(trace()).get(0).spans().iterator().next().output();

        TraceFiles.Stub stub = TraceFiles.stub(output);
        assertThat(stub).isEqualTo(new TraceFiles.Stub(file.name(), "image/png", 7, file.sha256()));

        Path archive = Archive.write(trace()).events();
        for (Path trace : List.of(trace(), archive)) {
            TraceFiles files = TraceFiles.of(trace);
            assertThat(files.resolve(stub.name())).hasBinaryContent(BYTES);
            assertThat(files.list()).containsExactly(dir.resolve("run.files").resolve(stub.name()));
        }
    }

    @Test
    void noFolder_noFiles() throws IOException {
        TraceFiles files = TraceFiles.of(trace());

        assertThat(files.folder()).isEqualTo(dir.resolve("run.files"));
        assertThat(files.list()).isEmpty();
        assertThat(files.resolve(HASH + ".png")).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../secret",
                "/etc/passwd",
                "secret",
                HASH_IN_CAPITALS,
                "abababababababababababababababababababababababababababababababab",
                "abababababababababababababababababababababababababababababababab.",
                "abababababababababababababababababababababababababababababababab.png/../../secret",
                "abababababababababababababababababababababababababababababababab.pn\u0000",
                "abababababababababababababababababababababababababababababababab.ninechars",
                "abababababababababababababababababababababababababababababababab.png\n",
            })
    void resolve_otherNames_areRefused(String name) throws IOException {
        Files.createDirectory(dir.resolve("run.files"));
        Files.writeString(dir.resolve("secret"), "secret");
        Files.writeString(dir.resolve("run.files/secret"), "secret");
        Files.writeString(dir.resolve("run.files").resolve(HASH), "secret");

        assertThat(TraceFiles.of(trace()).resolve(name)).isNull();
        assertThat(TraceFiles.of(trace()).list()).isEmpty();
    }

    private static final String HASH_IN_CAPITALS =
            "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB.png";

    @Test
    void resolve_links_areNotFollowed() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "secret");
        Path folder = Files.createDirectory(dir.resolve("run.files"));
        Files.createSymbolicLink(folder.resolve(HASH + ".png"), secret);
        Files.createDirectory(folder.resolve(HASH + ".txt"));
        Files.writeString(folder.resolve(HASH + ".bin"), "here");
        Files.createSymbolicLink(dir.resolve("linked.files"), folder);

        assertThat(TraceFiles.of(trace()).resolve(HASH + ".png")).isNull();
        assertThat(TraceFiles.of(trace()).resolve(HASH + ".txt")).isNull();
        assertThat(TraceFiles.of(trace()).resolve(HASH + ".bin")).hasContent("here");
        assertThat(TraceFiles.of(trace()).list()).hasSize(1);
        assertThat(TraceFiles.of(dir.resolve("linked.jsonl")).resolve(HASH + ".bin"))
                .isNull();
        assertThat(TraceFiles.of(dir.resolve("linked.jsonl")).list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"_file\"",
                "[]",
                "{}",
                "{\"_type\":\"image/png\",\"_size\":7}",
                "{\"_type\":\"image/png\",\"_size\":-1,\"_sha256\":\"%h\"}",
                "{\"_type\":\"image/png\",\"_size\":7.5,\"_sha256\":\"%h\"}",
                "{\"_type\":\"image\",\"_size\":7,\"_sha256\":\"%h\"}",
                "{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"abc\"}",
                "{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"%h\",\"more\":1}",
                "{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"%h\",\"_file\":null}",
                "{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"%h\",\"_file\":\"../%h.png\"}",
                "{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"%h\","
                        + "\"_file\":\"00ababababababababababababababababababababababababababababababab.png\"}",
            })
    void stub_otherValues_areNone(String json) {
        assertThat(TraceFiles.stub(Json.parse(json.replace("%h", HASH)))).isNull();
    }

    @Test
    void stub_withoutFile() {
        assertThat(TraceFiles.stub(
                        Json.parse("{\"_sha256\":\"" + HASH + "\",\"_size\":7,\"_type\":\"application/pdf\"}")))
                .isEqualTo(new TraceFiles.Stub(null, "application/pdf", 7, HASH));
    }

    private static List<String> problems(Path trace) throws IOException {
        List<String> problems = new ArrayList<>();
        TraceCheck.of(trace, problem -> problems.add(problem.line() + ": " + problem.what()));
        return problems;
    }

    /** A small input stays in its line, a large one leaves the archive's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 50_000})
    void check_missingTruncatedAndChangedFiles_areFoundOnce(int padding) throws IOException {
        TraceFile file = recorded("x".repeat(padding));
        Path kept = dir.resolve("run.files").resolve(file.name());
        Path archive = Archive.write(trace()).events();
        for (Path trace : List.of(trace(), archive)) {
            Files.write(kept, BYTES);
            assertThat(problems(trace)).isEmpty();

            Files.writeString(kept, "Picture");
            assertThat(problems(trace))
                    .containsExactly("2: run.files/" + file.name()
                            + " was changed: it does not have the hash that its name says");

            Files.writeString(kept, "pict");
            assertThat(problems(trace)).containsExactly("2: run.files/" + file.name() + " has 4 bytes instead of 7");

            Files.delete(kept);
            assertThat(problems(trace)).containsExactly("2: the file run.files/" + file.name() + " is missing");

            Files.createSymbolicLink(kept, Files.write(dir.resolve("elsewhere"), BYTES));
            assertThat(problems(trace))
                    .containsExactly("2: run.files/" + file.name() + " is a link, or no regular file");
            Files.delete(kept);
        }
    }

    @Test
    void check_stubThatLeadsOut_isNamed() throws IOException {
        Files.write(dir.resolve("secret"), BYTES);
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            tracer.log(
                    "seen",
                    Json.parse("{\"_file\":\"../secret\",\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"" + HASH
                            + "\"}"));
            tracer.log("other", Map.of("_file", "anything"));
            tracer.log("off", Tracer.current().file(BYTES, "image/png"));
        }

        assertThat(problems(trace())).containsExactly("2: _file \"../secret\" is not the name of a file of this hash");
    }

    @Test
    void check_stubWithoutFile_isNoProblem() throws IOException {
        try (Tracer tracer = Tracer.builder(trace()).captureContent(false).open()) {
            tracer.output(tracer.file(BYTES, "image/png"));
        }

        assertThat(problems(trace())).isEmpty();
    }
}
