package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.traqo.internal.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFileTest {

    private static final byte[] BYTES = "picture".getBytes(StandardCharsets.US_ASCII);

    private static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    Path folder;

    private Path trace() {
        return folder.resolve("run.jsonl");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String output(Path trace) {
        return Lines.of(trace).end("draw").get("output").toString();
    }

    @Test
    void file_standsBesideTheTraceAndItsStubInTheEvent() throws IOException {
        TraceFile file;
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            file = tracer.file(BYTES, "image/png");
            tracer.span("draw").run(span -> span.output(Map.of("images", List.of(file))));
        }

        assertThat(file.name()).isEqualTo(file.sha256() + ".png");
        assertThat(file.mediaType()).isEqualTo("image/png");
        assertThat(file.size()).isEqualTo(BYTES.length);
        assertThat(folder.resolve("run.files").resolve(file.name())).hasBinaryContent(BYTES);
        assertThat(output(trace()))
                .isEqualTo("{\"images\":[{\"_file\":\"" + file.name() + "\",\"_type\":\"image/png\",\"_size\":7,"
                        + "\"_sha256\":\"" + file.sha256() + "\"}]}");
    }

    @Test
    void value_aloneIsTheStub() {
        try (Tracer tracer = Tracer.builder(trace())
                .input(Tracer.current().file(BYTES, "a/b"))
                .open()) {
            TraceFile file = tracer.file(BYTES, "text/plain");
            tracer.span("draw").run(span -> span.output(file).metadata("thumbnail", file));
        }

        assertThat(output(trace())).startsWith("{\"_file\":\"").endsWith("\"}");
        assertThat(Lines.of(trace())
                        .end("draw")
                        .get("metadata")
                        .get("thumbnail")
                        .toString())
                .isEqualTo(output(trace()));
        assertThat(Lines.of(trace()).get(0).get("input").toString()).startsWith("{\"_type\":\"a/b\",\"_size\":7,");
    }

    @Test
    void sameBytes_areWrittenOnce() throws IOException {
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            TraceFile one = tracer.file(BYTES, "image/png");
            Files.writeString(kept(one), "changed"); // of the same length, to see whether it is written again
            TraceFile two = tracer.file(BYTES.clone(), "image/png");
            assertThat(two.name()).isEqualTo(one.name());
            assertThat(kept(one)).hasContent("changed");
        }
        try (Tracer again = Tracer.builder(trace()).open()) {
            assertThat(kept(again.file(BYTES, "image/png"))).hasContent("changed");
        }

        assertThat(names(folder)).containsExactly("run.files", "run.jsonl");
        assertThat(names(folder.resolve("run.files"))).hasSize(1);
    }

    private Path kept(TraceFile file) {
        return folder.resolve("run.files").resolve(String.valueOf(file.name()));
    }

    @Test
    void truncatedFile_isWrittenAgain() throws IOException {
        TraceFile file;
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            file = tracer.file(BYTES, "image/png");
        }
        Files.writeString(kept(file), "pict");
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            tracer.file(BYTES, "image/png");
        }

        assertThat(kept(file)).hasBinaryContent(BYTES);
    }

    @Test
    void numberedSibling_hasAFolderOfItsOwn() {
        try (Tracer tracer = Tracer.builder(trace()).open();
                Tracer sibling = Tracer.builder(trace()).open()) {
            assertThat(sibling.path()).isEqualTo(folder.resolve("run-2.jsonl"));
            TraceFile file = sibling.file(BYTES, "audio/wav");

            assertThat(folder.resolve("run-2.files").resolve(file.name())).hasBinaryContent(BYTES);
            assertThat(folder.resolve("run.files")).doesNotExist();
            assertThat(tracer.isRecording()).isTrue();
        }
    }

    @Test
    void emptyFile_isKept() {
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            TraceFile file = tracer.file(new byte[0], "text/plain");

            assertThat(file.name()).isEqualTo(EMPTY_HASH + ".txt");
            assertThat(kept(file)).isEmptyFile();
        }
    }

    @Test
    void contentOff_nothingIsWritten() throws IOException {
        String hash;
        try (Tracer tracer = Tracer.builder(trace()).captureContent(false).open()) {
            TraceFile file = tracer.file(BYTES, "image/png");
            hash = file.sha256();
            assertThat(file.name()).isNull();
            tracer.span("draw").run(span -> span.output(file));
        }

        assertThat(hash).hasSize(64);
        assertThat(names(folder)).containsExactly("run.jsonl");
        assertThat(output(trace())).isEqualTo("{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"" + hash + "\"}");
    }

    @Test
    void noRecording_aStubWithoutAFile() throws IOException {
        TraceFile none = Tracer.current().file(BYTES, "image/PNG; q=1");
        Tracer closed = Tracer.builder(trace()).open();
        closed.close();
        TraceFile late = closed.file(BYTES, "image/png");

        assertThat(none.name()).isNull();
        assertThat(none.mediaType()).isEqualTo("image/png");
        assertThat(late.name()).isNull();
        assertThat(late.sha256()).isEqualTo(none.sha256()).hasSize(64);
        assertThat(late).hasToString("image/png, 7 bytes");
        assertThat(names(folder)).containsExactly("run.jsonl");
    }

    @Test
    void nulls_areTaken() {
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            TraceFile untyped = tracer.file(BYTES, null);
            assertThat(untyped.mediaType()).isEqualTo("application/octet-stream");
            assertThat(untyped.name()).endsWith(".bin");

            TraceFile nothing = tracer.file(null, null);
            assertThat(nothing.name()).isNull();
            assertThat(nothing.size()).isZero();
            assertThat(nothing.sha256()).isEqualTo(EMPTY_HASH);
        }
    }

    @Test
    void fileInPlaceOfTheFolder_oneWarningAndNoFile() throws IOException {
        Files.writeString(folder.resolve("run.files"), "mine");
        try (Warnings warnings = new Warnings();
                Tracer tracer = Tracer.builder(trace()).open()) {
            TraceFile file = tracer.file(BYTES, "image/png");
            TraceFile other = tracer.file(new byte[] {1}, "image/png");
            tracer.span("draw").run(span -> span.output(file));

            assertThat(other.name()).isNull();
            assertThat(warnings.messages()).hasSize(1).first().asString().contains("run.files", "can be written");
            assertThat(output(trace())).startsWith("{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"");

            Files.delete(folder.resolve("run.files"));
            assertThat(tracer.file(BYTES, "image/png").name()).isNotNull();
        }
        assertThat(names(folder)).containsExactly("run.files", "run.jsonl");
    }

    @Test
    void failure_isLoggedAfterTheOthersWereLetGo() throws IOException {
        Files.writeString(folder.resolve("run.files"), "mine");
        List<String> names = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("dev.traqo");
        try (Warnings warnings = new Warnings();
                Tracer tracer = Tracer.builder(trace()).open()) {
            Handler again = new Handler() { // a logger that sends what it gets through a traced model
                        @Override
                        public void publish(LogRecord record) {
                            names.add(String.valueOf(
                                    tracer.file(BYTES, "image/png").name()));
                        }

                        @Override
                        public void flush() {}

                        @Override
                        public void close() {}
                    };
            logger.addHandler(again);
            try {
                assertThat(tracer.file(BYTES, "image/png").name()).isNull();
            } finally {
                logger.removeHandler(again);
            }
            assertThat(warnings.messages()).hasSize(1);
        }
        assertThat(names).containsExactly("null");
    }

    @Test
    void linkInPlaceOfTheFolder_isNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("run.files"), elsewhere);
        try (Warnings warnings = new Warnings();
                Tracer tracer = Tracer.builder(trace()).open()) {
            assertThat(tracer.file(BYTES, "image/png").name()).isNull();
            assertThat(warnings.messages()).hasSize(1);
        }

        assertThat(names(elsewhere)).isEmpty();
    }

    @Test
    void interruptedThread_writesAndStaysInterrupted() {
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            Thread.currentThread().interrupt();
            TraceFile file = tracer.file(BYTES, "image/png");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(kept(file)).hasBinaryContent(BYTES);
        }
    }

    @Test
    void thousandThreads_oneFile() throws Exception {
        byte[] large = new byte[300_000];
        List<String> names = new CopyOnWriteArrayList<>();
        try (Tracer tracer = Tracer.builder(trace()).open()) {
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = IntStream.range(0, 1000)
                    .mapToObj(i -> new Thread(() -> {
                        try {
                            start.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                        names.add(tracer.file(large, "image/png").name());
                    }))
                    .toList();
            threads.forEach(Thread::start);
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(names).hasSize(1000).doesNotContainNull();
        assertThat(List.copyOf(new java.util.HashSet<>(names))).isEqualTo(names(folder.resolve("run.files")));
        assertThat(folder.resolve("run.files").resolve(names.get(0))).hasSize(300_000);
    }

    @Test
    void mask_doesNotSeeTheFileNorItsStub() {
        TraceFile file;
        try (Tracer tracer = Tracer.builder(trace()).mask((field, text) -> null).open()) {
            file = tracer.file(BYTES, "image/png");
            tracer.span("draw").run(span -> span.output(List.of(file, Map.of("_file", "secret"))));
        }

        assertThat(kept(file)).hasBinaryContent(BYTES);
        assertThat(Lines.of(trace())
                        .ofType("span_end")
                        .findFirst()
                        .orElseThrow()
                        .get("output")
                        .toString())
                .isEqualTo("[{\"_file\":\"" + file.name() + "\",\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\""
                        + file.sha256() + "\"},{\"<masked>\":\"<masked>\"}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_file\":\"secret\",\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"%h\"}",
                "{\"_file\":\"%h.png\",\"_type\":\"my secret\",\"_size\":7,\"_sha256\":\"%h\"}",
                "{\"_file\":\"%h.png\",\"_type\":\"image/png\",\"_size\":12345678901,\"_sha256\":\"%h\"}",
                "{\"_file\":\"%h.png\",\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"secret\"}",
                "{\"_file\":\"%h.png\",\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"%h\",\"and\":\"secret\"}",
                "{\"_type\":\"image/png\",\"_size\":7,\"_sha256\":\"%H\"}",
                "{\"_type\":\"image/png\",\"_size\":7}",
                "{}"
            })
    void mask_seesWhatOnlyLooksLikeAStub(String value) {
        String json = value.replace("%h", EMPTY_HASH).replace("%H", EMPTY_HASH.toUpperCase(java.util.Locale.ROOT));
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Tracer tracer = Tracer.builder(trace())
                .mask((field, text) -> {
                    seen.add(field);
                    return text;
                })
                .open()) {
            tracer.span("draw").run(span -> span.output(dev.traqo.read.Json.parse(json)));
        }

        assertThat(output(trace())).isEqualTo(json);
        assertThat(seen.contains("_type")).isEqualTo(!json.equals("{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "image/png,image/png,png",
        "IMAGE/JPEG,image/jpeg,jpg",
        "'text/plain; charset=utf-8',text/plain,txt",
        "audio/L16;codec=pcm;rate=24000,audio/l16,pcm",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document,"
                + "application/vnd.openxmlformats-officedocument.wordprocessingml.document,docx",
        "application/x-unheard-of,application/x-unheard-of,bin",
        "../../etc/passwd,application/octet-stream,bin",
        "image/../../x,application/octet-stream,bin",
        "'image/png\n',image/png,png",
        "'image/p\nng',application/octet-stream,bin",
        "'image/\"png',application/octet-stream,bin",
        "png,application/octet-stream,bin",
        "'',application/octet-stream,bin",
        "image/,application/octet-stream,bin",
        "ﬁ/ﬂ,application/octet-stream,bin",
    })
    void mediaType_isMadeSafe(String given, String clean, String ending) {
        assertThat(MediaTypes.clean(given)).isEqualTo(clean);
        assertThat(MediaTypes.ending(MediaTypes.clean(given))).isEqualTo(ending);
    }

    @Test
    void mediaType_ofHugeLengthIsNone() {
        assertThat(MediaTypes.clean("a/" + "b".repeat(10_000_000))).isEqualTo("application/octet-stream");
        assertThatCode(() -> MediaTypes.clean("a/b;" + "c".repeat(10_000_000))).doesNotThrowAnyException();
        assertThat(MediaTypes.clean("a/b;" + "c".repeat(10_000_000))).isEqualTo("a/b");
    }

    private static FinishedTrace finished(TraceBuilder builder, java.util.function.Consumer<Tracer> body)
            throws InterruptedException {
        List<FinishedTrace> traces = new CopyOnWriteArrayList<>();
        Backend backend = new Backend() {
            @Override
            public void onTraceComplete(FinishedTrace trace) {
                traces.add(trace);
            }
        };
        try (Tracer tracer = builder.backends(backend).open()) {
            body.accept(tracer);
        }
        Traqo.flushBackends(java.time.Duration.ofSeconds(30));
        return traces.get(0);
    }

    @Test
    void finishedTrace_saysWhereItsFilesAre() throws InterruptedException {
        FinishedTrace raw = finished(Tracer.builder(trace()), tracer -> tracer.file(BYTES, "image/png"));
        FinishedTrace archived = finished(
                Tracer.builder(folder.resolve("packed.jsonl")).archive(true),
                tracer -> tracer.span("draw").run(span -> span.output(tracer.file(BYTES, "image/png"))));
        FinishedTrace none = finished(Tracer.builder(folder.resolve("none.jsonl")), tracer -> {});

        assertThat(raw.files()).isEqualTo(folder.resolve("run.files")).isDirectory();
        assertThat(archived.file()).isEqualTo(folder.resolve("packed.jsonl.gz"));
        assertThat(archived.files()).isEqualTo(folder.resolve("packed.files")).isNotEmptyDirectory();
        assertThat(none.files()).isNull();
    }

    @Test
    void sameNameArchivedTwice_eachArchiveHasItsFiles() throws Exception {
        finished(Tracer.builder(trace()).archive(true), tracer -> tracer.output(tracer.file(BYTES, "image/png")));
        FinishedTrace second = finished(
                Tracer.builder(trace()).archive(true),
                tracer -> tracer.output(tracer.file(new byte[] {1}, "image/png")));

        assertThat(names(folder)).containsExactly("run-2.files", "run-2.jsonl.gz", "run.files", "run.jsonl.gz");
        assertThat(second.files()).isEqualTo(folder.resolve("run-2.files"));
        assertThat(names(folder.resolve("run-2.files"))).hasSize(1);
        assertThat(names(folder.resolve("run.files"))).hasSize(2);
    }
}
