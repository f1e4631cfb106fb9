package dev.traqo.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Lines;
import dev.traqo.Tracer;
import dev.traqo.internal.Context;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that call woven methods inside a trace, and leave nothing behind. */
class InTrace {

    @TempDir
    Path folder;

    private final Object before = Context.current();
    Tracer tracer;

    @BeforeEach
    void open() {
        tracer = Tracer.builder(folder.resolve("run.jsonl")).open();
    }

    @AfterEach
    void nothingStaysCurrent() {
        tracer.close();
        assertThat(Context.current()).isSameAs(before);
        assertThat(TracedCall.active).isZero();
    }

    /** The trace, which is closed by that. */
    Lines lines() {
        tracer.close();
        return Lines.of(tracer.path());
    }
}
