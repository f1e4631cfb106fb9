package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCacheTest {

    private static final String SPAN =
            "{\"type\":\"span_end\",\"id\":\"a\",\"name\":\"n\",\"ts\":\"2026-11-22T10:00:00Z\",\"duration_s\":1,\"status\":\"ok\",\"kind\":\"llm\","
                    + "\"metadata\":{\"model\":\"gpt-4o\",\"token_usage\":{\"input_tokens\":1000000}},\"output\":\"TEXT\"}\n";
    private static final String END = "{\"type\":\"trace_end\",\"ts\":\"2026-11-22T10:00:00Z\",\"status\":\"ok\"}\n";

    @TempDir
    Path folder;

    private Path root;
    private Path kept;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        kept = folder.resolve("cache/traqo/index");
        file = root.resolve("run.jsonl");
        Files.writeString(file, SPAN.replace("TEXT", "x".repeat(1 << 20)).repeat(5) + END);
    }

    @Test
    void secondServer_answersFromTheCache() throws Exception {
        byte[] first = open();
        Path entry = entry();
        assertThat(root.relativize(file).toString())
                .isNotEqualTo(entry.getFileName().toString());
        // What the cache says is what is sent: a mark in it shows.
        try (Served served = new Served(root, cache());
                KeptIndex found = cache().find(file.toRealPath(), Stamp.of(file))) {
            assertThat(found).isNotNull();
            HttpResponse<byte[]> second = served.get("index", "file", "run.jsonl");
            assertThat(second.body()).isEqualTo(first);
            assertThat(served.json("span", "file", "run.jsonl", "row", "4")).containsEntry("cost", 2.5);
        }
    }

    @Test
    void etag_isTheSame_withAndWithoutTheCache() throws Exception {
        String fromIndex;
        try (Served served = new Served(root, new IndexCache(null, 0))) {
            fromIndex = served.get("index", "file", "run.jsonl")
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
        }
        open();
        entry();
        try (Served served = new Served(root, cache())) {
            assertThat(served.get("index", "file", "run.jsonl").headers().firstValue("ETag"))
                    .hasValue(fromIndex);
        }
    }

    @Test
    void changedFile_isIndexedAgain() throws Exception {
        open();
        entry();
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, SPAN.replace("TEXT", "y".repeat(1 << 20)).repeat(6) + END);
        Files.setLastModifiedTime(file, time);
        assertThat(new Tqc(open()).n()).isEqualTo(6);
        Files.writeString(
                file,
                SPAN.replace("\"n\"", "\"m\"")
                                .replace("TEXT", "y".repeat(1 << 20))
                                .repeat(6)
                        + END);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5));
        assertThat(new Tqc(open()).name(0)).isEqualTo("m");
    }

    @Test
    void damagedCacheFile_isNotUsed() throws Exception {
        byte[] first = open();
        Path entry = entry();
        byte[] good = Files.readAllBytes(entry);
        for (int cut : List.of(0, 3, 100, good.length / 2, good.length - 1)) {
            Files.write(entry, java.util.Arrays.copyOf(good, cut));
            assertThat(open()).as("cut at " + cut).isEqualTo(first);
            entry();
        }
        for (int at : List.of(0, 50, good.length / 2, good.length - 20, good.length - 1)) {
            byte[] bad = good.clone();
            bad[at] ^= 0x40;
            Files.write(entry, bad);
            assertThat(cache().find(file.toRealPath(), Stamp.of(file)))
                    .as("changed at " + at)
                    .isNull();
        }
    }

    @Test
    void cacheFiles_areTheOwnersAlone() throws Exception {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        open();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rwx------");
    }

    @Test
    void oldestFiles_areDeleted_whenThereIsTooMuch() throws Exception {
        open();
        Path old = entry();
        Files.setLastModifiedTime(old, FileTime.fromMillis(1));
        Path other = root.resolve("other.jsonl");
        Files.copy(file, other);
        try (Served served = new Served(root, new IndexCache(kept, Files.size(old) * 3 / 2))) {
            served.index("other.jsonl");
            awaitThat(() -> !Files.exists(old));
        }
        assertThat(entry()).isNotEqualTo(old);
    }

    @Test
    void unfinishedFiles_andSmallOnes_areNotKept() throws Exception {
        Files.writeString(
                file,
                "{\"type\":\"trace_start\",\"ts\":\"2099-01-01T00:00:00Z\",\"pid\":"
                        + ProcessHandle.current().pid() + ",\"host\":\"" + dev.traqo.internal.Machine.host() + "\"}\n"
                        + SPAN.replace("TEXT", "x".repeat(1 << 20)).repeat(5));
        Files.writeString(root.resolve("small.jsonl"), SPAN + END);
        Files.copy(file, root.resolve("ended.jsonl"));
        Files.writeString(root.resolve("ended.jsonl"), END, java.nio.file.StandardOpenOption.APPEND);
        try (Served served = new Served(root, cache())) {
            assertThat(served.index("run.jsonl").header).containsEntry("live", true);
            served.index("small.jsonl");
            served.index("ended.jsonl");
            // Only the last one is kept; the others would have been first.
            assertThat(entry()).isRegularFile();
            assertThat(entries()).hasSize(1);
        }
    }

    @Test
    void folderThatCannotBeWritten_isDoneWithout() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "");
        try (Served served = new Served(root, new IndexCache(blocked.resolve("traqo"), 1 << 30))) {
            assertThat(served.index("run.jsonl").n()).isEqualTo(5);
            assertThat(served.index("run.jsonl").n()).isEqualTo(5);
        }
        assertThat(blocked).isRegularFile();
    }

    @Test
    void folder_isWhereTheUserKeepsSuchThings() {
        assertThat(IndexCache.folder("Linux", "/home/u", Map.of())).isEqualTo(Path.of("/home/u/.cache/traqo/index"));
        assertThat(IndexCache.folder("Linux", "/home/u", Map.of("XDG_CACHE_HOME", "/c")))
                .isEqualTo(Path.of("/c/traqo/index"));
        assertThat(IndexCache.folder("Linux", "/home/u", Map.of("XDG_CACHE_HOME", "relative")))
                .isEqualTo(Path.of("/home/u/.cache/traqo/index"));
        assertThat(IndexCache.folder("Linux", null, Map.of())).isNull();
        assertThat(IndexCache.folder("Windows 11", "C:\\Users\\u", Map.of())).isNull();
    }

    private IndexCache cache() {
        return new IndexCache(kept, 1L << 30);
    }

    /** Opens the file with a new server that uses the cache. */
    private byte[] open() throws IOException {
        try (Served served = new Served(root, cache())) {
            HttpResponse<byte[]> answer = served.get("index", "file", "run.jsonl");
            while (answer.statusCode() == 202) {
                answer = served.get("index", "file", "run.jsonl");
            }
            assertThat(answer.statusCode()).isEqualTo(200);
            entry();
            return answer.body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The newest cache file; it is written behind the answer. */
    private Path entry() throws IOException, InterruptedException {
        awaitThat(() -> !entries().isEmpty());
        return entries().get(0);
    }

    private List<Path> entries() throws IOException {
        if (!Files.isDirectory(kept)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(kept)) {
            return all.filter(path -> path.toString().endsWith(".tqi")).toList();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void awaitThat(Condition condition) throws IOException, InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("it must happen at some time").isLessThan(until);
            Thread.sleep(5);
        }
    }
}
