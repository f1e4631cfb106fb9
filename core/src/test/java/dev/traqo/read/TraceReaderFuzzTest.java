package dev.traqo.read;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.traqo.store.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * No bytes make a reader throw. Runs the seeds in an ordinary build; with {@code JAZZER_FUZZ=1} it searches for more.
 */
class TraceReaderFuzzTest {

    private static final byte[] STUB = TraceFileSamples.utf8(TraceFileSamples.text(
            "{\"type\":\"span_start\",\"id\":\"a\",\"input\":{\"_ref\":\"a\",\"_size\":20000}}",
            "{\"type\":\"span_start\",\"id\":\"b\",\"input\":{\"_ref\":\"b\",\"_size\":20000}}"));

    @TempDir
    static Path dir;

    @FuzzTest
    void file(byte[] bytes) throws IOException {
        Path file = Files.write(dir.resolve("file.jsonl"), bytes);

        readAll(file);
        checkSource(file);
    }

    @FuzzTest
    void gzip(byte[] bytes) throws IOException {
        byte[] file = new byte[bytes.length + 2];
        file[0] = 0x1f;
        file[1] = (byte) 0x8b;
        System.arraycopy(bytes, 0, file, 2, bytes.length);
        Path gzip = Files.write(dir.resolve("file.jsonl.gz"), file);

        readAll(gzip);
        checkSource(gzip);
    }

    @FuzzTest
    void content(byte[] bytes) throws IOException {
        Path file = Files.write(dir.resolve("stub.jsonl"), STUB);
        Files.write(dir.resolve("stub.content.jsonl.zst"), bytes);

        if (TraceFileSamples.events(file).size() != 2) {
            throw new AssertionError("an event was lost");
        }
    }

    @FuzzTest
    void archive(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory(dir, "archive");
        Path raw = Files.write(folder.resolve("raw.jsonl"), bytes);
        if (bytes.length >= 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
            return;
        }
        Path archive = Archive.write(raw).events();

        List<String> expected = TraceFileSamples.contents(raw);
        if (!expected.equals(TraceFileSamples.contents(archive))) {
            throw new AssertionError("the archive reads differently");
        }
    }

    @FuzzTest
    void json(byte[] bytes) {
        Object value;
        try {
            value = Json.parse(bytes, 0, bytes.length);
        } catch (JsonException e) {
            return;
        }
        String written = Json.write(value);
        byte[] utf8 = written.getBytes(StandardCharsets.UTF_8);
        if (!written.equals(Json.write(Json.parse(utf8, 0, utf8.length)))) {
            throw new AssertionError("not the same a second time: " + written);
        }
    }

    private static void readAll(Path file) throws IOException {
        TraceFileSamples.events(file);
        TraceFileSamples.skipped(file);
        for (TraceSummary summary : TraceSummary.read(file)) {
            summary.duration();
            summary.start();
            summary.children().forEach(TraceSummary.Child::resolved);
        }
    }

    /** What is read in pieces is what is read at once. */
    private static void checkSource(Path file) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            int length = (int) Math.min(source.length(), 1 << 20);
            byte[] whole = new byte[length];
            int n = source.read(0, whole, 0, length);
            byte[] half = new byte[length / 2];
            int m = source.read(length - half.length, half, 0, half.length);
            if (length > 1
                    && (n != length
                            || m != half.length
                            || !Arrays.equals(half, Arrays.copyOfRange(whole, length - half.length, length)))) {
                throw new AssertionError("different text in pieces");
            }
        }
    }
}
