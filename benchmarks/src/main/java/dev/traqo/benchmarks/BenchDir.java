package dev.traqo.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where measured files go: below {@code -Dtraqo.bench.dir}, or the folder for temporary files. */
final class BenchDir {

    /** System property that names the folder. */
    static final String PROPERTY = "traqo.bench.dir";

    private BenchDir() {}

    static Path root() {
        return Path.of(System.getProperty(PROPERTY, System.getProperty("java.io.tmpdir")));
    }

    static Path create(String purpose) throws IOException {
        Files.createDirectories(root());
        return Files.createTempDirectory(root(), "traqo-bench-" + purpose + "-");
    }

    static void delete(Path dir) throws IOException {
        try (Stream<Path> paths = Files.walk(dir)) {
            paths.sorted(Comparator.reverseOrder()).forEach(BenchDir::deleteOne);
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
