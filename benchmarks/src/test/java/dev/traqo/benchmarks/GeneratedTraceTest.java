package dev.traqo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedTraceTest {

    @TempDir
    Path dir;

    @Test
    void bigTrace_isTheSameEveryTimeAndAsLongAsAsked() throws Exception {
        Path first = dir.resolve("first.jsonl");
        Path second = dir.resolve("second.jsonl");
        TraceFiles.big(first, 5000);
        TraceFiles.big(second, 5000);
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        assertThat(Files.readAllLines(first)).hasSize(2 * 5000 + 2);
        assertThat(Files.size(first) / 5000.0).isBetween(550.0, 680.0);
    }

    @Test
    void peers_agreeOnTheSumOfDurations() throws Exception {
        Path file = dir.resolve("trace.jsonl");
        TraceFiles.big(file, 5000);
        List<JacksonColumns> columns = JacksonColumns.read(file, 2);
        assertThat(columns).extracting(JacksonColumns::size).allMatch(size -> size > 4000);
        assertThat(columns.stream().mapToInt(JacksonColumns::size).sum()).isEqualTo(2 * 5000 + 2);
        double jackson = columns.stream().mapToLong(JacksonColumns::totalMicros).sum() / 1e6;
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            assertThat(ReadBenchmark.sumOfDurations(duckDb, file)).isCloseTo(jackson, Offset.offset(0.001));
        }
    }
}
