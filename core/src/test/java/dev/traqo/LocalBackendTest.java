package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBackendTest {

    @TempDir
    Path folder;

    private LocalBackend backend() {
        // late in the evening west of Greenwich: the day is UTC's
        return new LocalBackend(
                folder.resolve("copies"), Clock.fixed(Instant.parse("2026-11-22T23:30:00Z"), ZoneOffset.ofHours(-8)));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve("traces").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static FinishedTrace trace(Path file, Path content) {
        return new FinishedTrace("0".repeat(31) + "1", "n", "ok", file, content, null);
    }

    private List<String> copies() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("copies"))) {
            return files.filter(Files::isRegularFile)
                    .map(f -> folder.resolve("copies").relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void copy_underTheDayAndTheOriginalStays() throws IOException {
        Path file = write("run.jsonl", "one\n");
        backend().onTraceComplete(trace(file, null));

        assertThat(copies()).containsExactly("2026-11-22/run.jsonl");
        assertThat(folder.resolve("copies/2026-11-22/run.jsonl")).hasContent("one\n");
        assertThat(file).hasContent("one\n");
    }

    @Test
    void copy_takenNamesGetNumbersAndAllAreListed() throws IOException {
        LocalBackend backend = backend();
        for (int i = 1; i <= 3; i++) {
            backend.onTraceComplete(trace(write("run.jsonl", "run " + i + "\n"), null));
        }

        assertThat(copies())
                .containsExactly("2026-11-22/run-2.jsonl", "2026-11-22/run-3.jsonl", "2026-11-22/run.jsonl");
        assertThat(folder.resolve("copies/2026-11-22/run-2.jsonl")).hasContent("run 2\n");
        assertThat(LocalStore.of(folder.resolve("copies")).list()).hasSize(3);
    }

    @Test
    void copy_archivePairStaysAPair() throws IOException {
        LocalBackend backend = backend();
        for (int i = 1; i <= 2; i++) {
            Path events = write("run.jsonl.gz", "events " + i);
            Path content = write("run.content.jsonl.zst", "content " + i);
            backend.onTraceComplete(trace(events, content));
        }

        assertThat(copies())
                .containsExactly(
                        "2026-11-22/run-2.content.jsonl.zst",
                        "2026-11-22/run-2.jsonl.gz",
                        "2026-11-22/run.content.jsonl.zst",
                        "2026-11-22/run.jsonl.gz");
        assertThat(folder.resolve("copies/2026-11-22/run-2.content.jsonl.zst")).hasContent("content 2");
        assertThat(folder.resolve("copies/2026-11-22/run-2.jsonl.gz")).hasContent("events 2");
    }

    @Test
    void copy_rawAndArchiveOfTheSameNameDoNotHideEachOther() throws IOException {
        LocalBackend backend = backend();
        backend.onTraceComplete(trace(write("run.jsonl", "raw\n"), null));
        backend.onTraceComplete(trace(write("run.jsonl.gz", "gz"), null));
        backend.onTraceComplete(trace(write("other.jsonl.gz", "gz"), null));
        backend.onTraceComplete(trace(write("other.jsonl", "raw\n"), null));

        assertThat(copies())
                .containsExactly(
                        "2026-11-22/other-2.jsonl",
                        "2026-11-22/other.jsonl.gz",
                        "2026-11-22/run-2.jsonl.gz",
                        "2026-11-22/run.jsonl");
        assertThat(LocalStore.of(folder.resolve("copies")).list()).hasSize(4);
    }

    @Test
    void copy_fromManyThreadsKeepsEveryTrace() throws Exception {
        LocalBackend backend = backend();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Path file = folder.resolve("from/" + i + "/run.jsonl");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "run " + i + "\n");
            threads.add(new Thread(() -> backend.onTraceComplete(trace(file, null))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        List<String> texts = new ArrayList<>();
        for (String copy : copies()) {
            texts.add(Files.readString(folder.resolve("copies").resolve(copy)));
        }
        assertThat(texts).hasSize(16).doesNotHaveDuplicates();
    }

    @Test
    void copy_thatFailsSaysSoAndLeavesNothingBehind() throws IOException {
        Path missing = folder.resolve("gone.jsonl.gz");
        Path content = write("gone.content.jsonl.zst", "content");

        assertThatThrownBy(() -> backend().onTraceComplete(trace(missing, content)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("could not be copied")
                .hasMessageContaining("gone.jsonl.gz");
        assertThat(copies()).isEmpty();
        assertThatThrownBy(() -> backend().onTraceComplete(trace(write("x.jsonl.gz", "x"), folder.resolve("no.zst"))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no.zst");
        assertThat(copies()).isEmpty();
    }

    @Test
    void backend_ofATracer() throws Exception {
        LocalBackend backend = new LocalBackend(folder.resolve("copies"));
        for (int i = 0; i < 2; i++) {
            Tracer.builder(folder.resolve("t" + i + "/run.jsonl"))
                    .backends(backend)
                    .run(tracer -> tracer.log("e", 1));
        }
        assertThat(Traqo.shutdownBackends(Duration.ofSeconds(30))).isTrue();

        List<Path> listed = LocalStore.of(folder.resolve("copies")).list();
        assertThat(listed)
                .hasSize(2)
                .allSatisfy(copy ->
                        assertThat(Lines.of(copy).story()).containsExactly("trace_start", "event e", "trace_end"));
        assertThat(folder.resolve("t0/run.jsonl")).isRegularFile();
    }

    @Test
    void backend_withoutAFolderIsRefused() {
        assertThatThrownBy(() -> new LocalBackend(null)).hasMessage("folder == null");
        assertThat(new LocalBackend(Path.of("x"))).hasToString("LocalBackend[x]");
    }

    @Test
    void files_areCopiedWithTheTrace() throws IOException {
        String name = "ab".repeat(32) + ".png";
        Path file = write("run.jsonl", "one\n");
        Path kept = write("run.files/" + name, "picture");
        write("run.files/.half.tmp", "pic");
        write("run.files/notes.txt", "mine");
        Files.createSymbolicLink(kept.resolveSibling("cd".repeat(32) + ".png"), file);
        FinishedTrace trace = new FinishedTrace("1".repeat(32), "n", "ok", file, null, kept.getParent());

        backend().onTraceComplete(trace);
        backend().onTraceComplete(trace);

        assertThat(copies())
                .containsExactly(
                        "2026-11-22/run-2.files/" + name,
                        "2026-11-22/run-2.jsonl",
                        "2026-11-22/run.files/" + name,
                        "2026-11-22/run.jsonl");
        assertThat(folder.resolve("copies/2026-11-22/run-2.files").resolve(name))
                .hasContent("picture");
        assertThat(LocalStore.of(folder.resolve("copies")).list()).hasSize(2);
    }
}
