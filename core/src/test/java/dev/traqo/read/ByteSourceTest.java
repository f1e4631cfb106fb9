package dev.traqo.read;

import static dev.traqo.read.TraceFileSamples.gzip;
import static dev.traqo.read.TraceFileSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.store.Archive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ByteSourceTest {

    enum Form {
        RAW,
        ARCHIVE,
        GZIP
    }

    @TempDir
    Path dir;

    private final Random random = new Random(11);

    private byte[] text(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("{\"type\":\"event\",\"name\":\"")
                    .append(Long.toHexString(random.nextLong()))
                    .append("\"}\n");
        }
        return utf8(text.toString());
    }

    private Path file(Form form, byte[] text) throws IOException {
        Path raw = Files.write(dir.resolve("run.jsonl"), text);
        return switch (form) {
            case RAW -> raw;
            case ARCHIVE -> Archive.write(raw).events();
            case GZIP -> Files.write(dir.resolve("foreign.jsonl.gz"), gzip(text));
        };
    }

    @ParameterizedTest
    @EnumSource
    void read_anyPosition_givesTheText(Form form) throws IOException {
        byte[] text = text(40_000);
        try (ByteSource source = ByteSource.open(file(form, text))) {
            assertThat(source.length()).isEqualTo(text.length);
            for (int i = 0; i < 300; i++) {
                int position = random.nextInt(text.length);
                byte[] into = new byte[random.nextInt(400_000) + 2];
                int n = source.read(position, into, 1, into.length - 1);

                assertThat(n).isEqualTo(Math.min(into.length - 1, text.length - position));
                assertThat(Arrays.copyOfRange(into, 1, n + 1))
                        .isEqualTo(Arrays.copyOfRange(text, position, position + n));
            }
            assertThat(source.read(text.length, new byte[1], 0, 1)).isEqualTo(-1);
            assertThat(source.read(text.length + 9, new byte[1], 0, 1)).isEqualTo(-1);
            assertThat(source.read(0, new byte[1], 0, 0)).isZero();
            assertThat(source.truncated()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_emptyText_hasNoBytes(Form form) throws IOException {
        try (ByteSource source = ByteSource.open(file(form, new byte[0]))) {
            assertThat(source.length()).isZero();
            assertThat(source.read(0, new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_fromSeveralThreads_givesEachItsPart(Form form) throws Exception {
        byte[] text = text(40_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ByteSource source = ByteSource.open(file(form, text))) {
            List<Callable<Boolean>> parts = IntStream.range(0, 64)
                    .<Callable<Boolean>>mapToObj(part -> () -> {
                        int from = (int) ((long) text.length * part / 64);
                        byte[] into = new byte[(int) ((long) text.length * (part + 1) / 64) - from];
                        return source.read(from, into, 0, into.length) == into.length
                                && Arrays.equals(into, Arrays.copyOfRange(text, from, from + into.length));
                    })
                    .toList();
            for (Future<Boolean> part : threads.invokeAll(parts)) {
                assertThat(part.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void open_largeForeignGzip_leavesNoTemporaryFile() throws IOException {
        byte[] text = new byte[20 << 20];
        Arrays.fill(text, (byte) 'x');
        text[15 << 20] = 'y';
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = traqoFiles(temporary);
        try (ByteSource source = ByteSource.open(file(Form.GZIP, text))) {
            byte[] into = new byte[2];
            assertThat(source.read((15 << 20) - 1, into, 0, 2)).isEqualTo(2);
            assertThat(into).containsExactly('x', 'y');
        }
        assertThat(traqoFiles(temporary)).isLessThanOrEqualTo(before);
    }

    private static long traqoFiles(Path dir) throws IOException {
        try (var files = Files.list(dir)) {
            return files.filter(file -> file.getFileName().toString().startsWith("traqo-")
                            && file.toString().endsWith(".jsonl"))
                    .count();
        }
    }

    @Test
    void open_gzipCut_givesWhatIsThereAndSaysSo() throws IOException {
        byte[] text = text(1_000);
        byte[] compressed = gzip(text);
        Path file = Files.write(dir.resolve("cut.jsonl.gz"), Arrays.copyOf(compressed, compressed.length / 2));
        try (ByteSource source = ByteSource.open(file)) {
            assertThat(source.truncated()).isTrue();
            assertThat(source.length()).isBetween(1L, text.length - 1L);
            byte[] head = new byte[(int) source.length()];
            assertThat(source.read(0, head, 0, head.length)).isEqualTo(head.length);
            assertThat(head).isEqualTo(Arrays.copyOf(text, head.length));
        }
    }

    @Test
    void read_archiveWithADamagedMember_keepsTheOthersInPlace() throws IOException {
        byte[] text = text(60_000);
        Path archive = file(Form.ARCHIVE, text);
        byte[] bytes = Files.readAllBytes(archive);
        int middle = bytes.length / 2;
        Arrays.fill(bytes, middle, middle + 2000, (byte) 0x55);
        Files.write(archive, bytes);
        try (ByteSource source = ByteSource.open(archive)) {
            byte[] read = new byte[text.length];
            assertThat(source.read(0, read, 0, read.length)).isEqualTo(text.length);
            assertThat(source.truncated()).isTrue();
            assertThat(Arrays.copyOf(read, 1 << 18)).isEqualTo(Arrays.copyOf(text, 1 << 18));
            int tail = text.length - (1 << 17);
            assertThat(Arrays.copyOfRange(read, tail, text.length))
                    .isEqualTo(Arrays.copyOfRange(text, tail, text.length));
        }
    }

    @Test
    void read_archiveCutBehindTheText_isInflatedAsAnyGzip() throws IOException {
        byte[] text = text(20_000);
        Path archive = file(Form.ARCHIVE, text);
        byte[] bytes = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(bytes, bytes.length - 20));
        try (ByteSource source = ByteSource.open(archive)) {
            byte[] read = new byte[text.length];
            assertThat(source.read(0, read, 0, read.length)).isEqualTo(text.length);
            assertThat(read).isEqualTo(text);
            assertThat(source.truncated()).isTrue();
        }
    }

    @Test
    void textStream_plainGzip_matchesTheJdk() throws IOException {
        byte[] text = text(3_000);
        try (TextStream stream = new TextStream(new ByteArrayInputStream(gzip(text)))) {
            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(text, StandardCharsets.UTF_8));
            assertThat(stream.truncated()).isFalse();
        }
    }
}
