package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Backend;
import dev.traqo.FinishedTrace;
import dev.traqo.Span;
import dev.traqo.Tracer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process ends while traces are open. */
class ExitTest {

    private static final int SIGTERM = 143;

    @TempDir
    Path folder;

    @Test
    void tracesEndAsInterrupted_terminated() throws Exception {
        try (ChildJvm child = ChildJvm.of(Busy.class).args(folder, "wait").start()) {
            child.await(ChildJvm.READY);
            child.terminate();
            assertThat(child.exitCode()).as(child.printed()).isEqualTo(SIGTERM);
            assertInterrupted(child.printed());
        }
    }

    @Test
    void tracesEndAsInterrupted_systemExitInsideASpan() throws Exception {
        try (ChildJvm child = ChildJvm.of(Busy.class).args(folder, "exit").start()) {
            assertThat(child.exitCode()).as(child.printed()).isEqualTo(3);
            assertInterrupted(child.printed());
        }
    }

    private void assertInterrupted(String printed) throws Exception {
        assertThat(printed).doesNotContain("Exception", "Error");
        List<Path> traces = traces();
        assertThat(traces).hasSize(Busy.TRACES);
        for (Path trace : traces) {
            TraceLines lines = TraceLines.whole(trace);
            lines.assertClosed("interrupted");
            assertThat(lines.names("span_start")).contains("never ends");
        }
    }

    @Test
    void tracesEndAsInterrupted_neverClosedAndMainReturns() throws Exception {
        String printed = ChildJvm.of(NeverClosed.class).args(folder).run();
        assertThat(printed).doesNotContain("Exception");
        List<Path> traces = traces();
        assertThat(traces).hasSize(NeverClosed.TRACES);
        for (Path trace : traces) {
            TraceLines lines = TraceLines.whole(trace);
            assertThat(lines.assertClosed("interrupted")).isNotEmpty();
            assertThat(lines.names("span_end")).contains("step");
        }
    }

    @Test
    void processEnds_backendHangs() throws Exception {
        try (ChildJvm taking = ChildJvm.of(Hanging.class)
                        .args(folder.resolve("taking.jsonl"), "take")
                        .start();
                ChildJvm closing = ChildJvm.of(Hanging.class)
                        .args(folder.resolve("closing.jsonl"), "close")
                        .start();
                ChildJvm terminated = ChildJvm.of(Hanging.class)
                        .args(folder.resolve("terminated.jsonl"), "wait")
                        .start()) {
            terminated.await(ChildJvm.READY);
            terminated.terminate();
            assertThat(taking.exitCode()).as(taking.printed()).isZero();
            assertThat(closing.exitCode()).as(closing.printed()).isZero();
            assertThat(terminated.exitCode()).as(terminated.printed()).isEqualTo(SIGTERM);
        }
        TraceLines.whole(folder.resolve("taking.jsonl")).assertClosed("ok");
        TraceLines.whole(folder.resolve("closing.jsonl")).assertClosed("ok");
        TraceLines.whole(folder.resolve("terminated.jsonl")).assertClosed("interrupted");
    }

    private List<Path> traces() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).toList();
        }
    }

    /** Several traces that threads write to as fast as they can, until somebody ends the process. */
    static final class Busy {
        static final int TRACES = 4;

        public static void main(String[] args) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(TRACES);
            for (int i = 0; i < TRACES; i++) {
                Tracer tracer =
                        Tracer.builder(Path.of(args[0], "busy-" + i + ".jsonl")).open();
                tracer.span("never ends").input("question").start();
                new Thread(() -> {
                            for (int n = 0; true; n++) {
                                tracer.span("n" + n).input(n).open().close();
                                if (n == 100) {
                                    begun.countDown();
                                }
                            }
                        })
                        .start();
            }
            begun.await();
            System.out.println(ChildJvm.READY);
            if (args[1].equals("exit")) {
                Tracer.current().span("exits").run(span -> System.exit(3));
            }
        }
    }

    /** Returns from main as if tracers closed themselves. */
    static final class NeverClosed {
        static final int TRACES = 100;

        public static void main(String[] args) {
            for (int i = 0; i < TRACES; i++) {
                Tracer tracer = Tracer.builder(Path.of(args[0], i + ".jsonl")).open();
                tracer.span("step").input("in").call(Span::id);
            }
        }
    }

    /** A backend that never returns. */
    static final class Hanging implements Backend {
        private final String where;

        Hanging(String where) {
            this.where = where;
        }

        public static void main(String[] args) {
            Tracer tracer = Tracer.builder(Path.of(args[0]))
                    .backends(new Hanging(args[1]))
                    .open();
            System.out.println(ChildJvm.READY);
            if (args[1].equals("wait")) {
                forever();
            }
            tracer.close();
        }

        private static void forever() {
            while (true) {
                LockSupport.park();
            }
        }

        @Override
        public void onTraceComplete(FinishedTrace trace) {
            if (!where.equals("close")) {
                forever();
            }
        }

        @Override
        public void close() {
            forever();
        }
    }
}
