package dev.traqo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RecorderTest {

    static final Iterable<String> RECORDERS = RecordBenchmark.RECORDERS;

    @ParameterizedTest
    @FieldSource("RECORDERS")
    void everyRecorder_writesEverySpan(String name) throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        assertThat(CheckPeers.check(name, 1200, nowhere)).isTrue();
    }

    @Test
    void standardSpan_hasTheStatedSize() {
        Payload payload = new Payload();
        for (int i = 0; i < Payload.DISTINCT; i++) {
            assertThat(payload.lines(i)).hasSize(Payload.SPAN_BYTES);
            assertThat(new String(payload.lines(i), StandardCharsets.UTF_8).indexOf('\n'))
                    .isEqualTo(331);
        }
    }
}
