package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every trace that the Python package left behind is indexed as the oracle reads it, the broken ones too. */
class ReferenceTracesIndexTest {

    @Test
    void everyReferenceTrace_agreesWithOracle() throws IOException {
        Path folder = folder();
        assumeTrue(Files.isDirectory(folder), "no reference traces");
        for (Path file : files(folder)) {
            try (TraceIndex index = TraceIndex.open(file);
                    ByteSource source = ByteSource.open(file)) {
                boolean cut = index.skipped().count(Skipped.Reason.TRUNCATED) > 0;
                if (!cut && Files.notExists(content(file))) {
                    IndexComparison.compare(index, new IndexOracle(text(source)), file.toString());
                }
                for (TraceTree tree : index.traces()) {
                    tree.spans().forEach(span -> assertThat(span.name()).isNotNull());
                    assertThat(tree.status()).isNotNull();
                }
            }
        }
    }

    @Test
    void externalisedInput_isPutBack() throws IOException {
        Path file = folder().resolve("children/out/grandchild.jsonl.gz");
        assumeTrue(Files.exists(file), "no reference traces");
        List<TraceTree> raw = TraceTree.read(folder().resolve("children/raw/grandchild.jsonl"));
        List<TraceTree> archived = TraceTree.read(file);
        for (SpanNode span : raw.get(0).spans()) {
            assertThat(archived.get(0).span(span.id()).orElseThrow().input()).isEqualTo(span.input());
        }
    }

    private static Path content(Path file) {
        return Path.of(file.toString().replace(".jsonl.gz", ".content.jsonl.zst"));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".jsonl")
                            || file.toString().endsWith(".jsonl.gz"))
                    .toList();
        }
    }

    private static byte[] text(ByteSource source) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        for (int n = source.read(0, part, 0, part.length); n > 0; n = source.read(all.size(), part, 0, part.length)) {
            all.write(part, 0, n);
        }
        return all.toByteArray();
    }

    private static Path folder() {
        String set = System.getProperty("TRAQO_SHARED_DATA", System.getenv("TRAQO_SHARED_DATA"));
        if (set != null) {
            return Path.of(set).resolve("reference-traces");
        }
        Path root = Path.of("").toAbsolutePath();
        while (root != null && Files.notExists(root.resolve("../shared/data"))) {
            root = root.getParent();
        }
        return root == null ? Path.of("absent") : root.resolve("../shared/data/reference-traces");
    }
}
