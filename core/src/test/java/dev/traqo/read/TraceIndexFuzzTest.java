package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Whatever a file holds, it can be indexed, and the same spans are found wherever its pieces begin. */
class TraceIndexFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void index_neverFails(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("fuzz", ".jsonl");
        try {
            Files.write(file, bytes);
            TraceIndex whole;
            try (TraceIndex index = TraceIndex.open(file, 1)) {
                whole = index;
                for (TraceTree tree : index.traces()) {
                    tree.spans().forEach(span -> assertThat(span.depth()).isLessThan(index.size()));
                    tree.totals();
                    tree.children();
                }
            }
            int piece = 1 + Math.floorMod(Arrays.hashCode(bytes), 300);
            try (ByteSource source = ByteSource.open(file);
                    TraceIndex pieces =
                            new TraceIndex(file, source, new IndexBuilder(source, 2, piece, 64, (done, total) -> {}))) {
                assertThat(pieces.size()).isEqualTo(whole.size());
                assertThat(pieces.skipped().counts()).isEqualTo(whole.skipped().counts());
            }
            if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("format")) {
                assertThat(whole.size()).isEqualTo(spansRead(file));
            }
        } finally {
            Files.delete(file);
        }
    }

    /** What the line-by-line reader makes of it: starts, and ends that no start is left for. */
    private static int spansRead(Path file) throws IOException {
        Map<String, Integer> open = new HashMap<>();
        int spans = 0;
        try (TraceReader reader = TraceReader.open(file)) {
            for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
                if (event.type().equals("trace_start")) {
                    open.clear();
                } else if (event.type().equals("span_start")) {
                    spans++;
                    open.merge(String.valueOf(event.id()), 1, Integer::sum);
                } else if (event.type().equals("span_end")
                        && open.merge(String.valueOf(event.id()), -1, Integer::sum) < 0) {
                    spans++;
                    open.put(String.valueOf(event.id()), 0);
                }
            }
        }
        return spans;
    }
}
