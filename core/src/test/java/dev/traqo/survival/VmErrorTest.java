package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.Span;
import dev.traqo.Tracer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The virtual machine runs out of stack, memory or threads while something is recorded. */
class VmErrorTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:+TieredCompilation"})
    void recordingGoesOn_stackOverflows(String mode) throws Exception {
        Path trace = folder.resolve("run.jsonl");
        ChildJvm.of(StackOverflow.class)
                .jvm(mode)
                .args(trace, mode.equals("-Xint") ? 60 : 300)
                .run();
        TraceLines lines = TraceLines.whole(trace);
        lines.assertClosed("ok");
        assertThat(lines.names("span_end")).contains("after", "on another thread");
    }

    /** Recursion that records at every depth until the stack ends, from many starting points. */
    static final class StackOverflow {
        private static int deepest;

        public static void main(String[] args) throws Exception {
            try (Tracer tracer = Tracer.builder(Path.of(args[0])).open()) {
                int times = Integer.parseInt(args[1]);
                for (int i = 0; i < times; i++) {
                    int skew = i;
                    Thread thread = new Thread(null, () -> overflow(tracer, skew), "deep", 200_000);
                    thread.start();
                    thread.join();
                }
                Thread other =
                        new Thread(() -> tracer.span("on another thread").open().close());
                other.start();
                other.join(10_000);
                tracer.span("after").open().close();
            }
            System.out.println("deepest " + deepest);
        }

        private static void overflow(Tracer tracer, int skew) {
            try {
                skewed(tracer, skew, 0);
            } catch (StackOverflowError e) {
                tracer.span("after an overflow").open().close();
            }
        }

        /** Frames of another size first, so that the stack ends somewhere else in the recording each time. */
        private static void skewed(Tracer tracer, int skew, long padding) {
            if (skew > 0) {
                skewed(tracer, skew - 1, padding + 1);
            } else {
                deeper(tracer, 0);
            }
        }

        private static void deeper(Tracer tracer, int depth) {
            deepest = Math.max(deepest, depth);
            Span span = tracer.span("deep").input("in").open();
            try {
                deeper(tracer, depth + 1);
            } finally {
                span.close();
            }
        }
    }

    @Test
    void recordingGoesOn_memoryIsFull() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        String printed =
                ChildJvm.of(MemoryFull.class).jvm("-Xmx48m").args(trace).run();
        assertThat(printed).contains("memory was full");
        TraceLines lines = TraceLines.whole(trace);
        lines.assertClosed("ok");
        assertThat(lines.names("span_end")).contains("after", "on another thread");
    }

    /** Records while every allocation may fail. */
    static final class MemoryFull {
        private static volatile boolean released;

        public static void main(String[] args) throws Exception {
            try (Tracer tracer = Tracer.builder(Path.of(args[0])).open()) {
                Thread[] recording = new Thread[4];
                for (int t = 0; t < recording.length; t++) {
                    recording[t] = new Thread(() -> record(tracer));
                    recording[t].start();
                }
                for (int round = 0; round < 20; round++) {
                    fill();
                }
                released = true;
                for (Thread thread : recording) {
                    thread.join();
                }
                Thread other =
                        new Thread(() -> tracer.span("on another thread").open().close());
                other.start();
                other.join(10_000);
                tracer.span("after").open().close();
            }
            System.out.println("memory was full");
        }

        private static void fill() {
            List<byte[]> hoard = new ArrayList<>();
            int size = 1 << 20;
            long until = System.nanoTime() + 50_000_000;
            while (System.nanoTime() < until) {
                try {
                    hoard.add(new byte[size]);
                } catch (OutOfMemoryError e) {
                    size = Math.max(16, size / 2);
                }
            }
        }

        private static void record(Tracer tracer) {
            byte[] text = new byte[20_000];
            String large = new String(text);
            while (!released) {
                try {
                    tracer.span("s").input(large).open().output(large).close();
                    tracer.log("list", List.of(large, large, large, large));
                } catch (OutOfMemoryError e) {
                    LockSupport.parkNanos(100_000); // of the application's own: the objects it asked for
                }
            }
        }
    }

    @Test
    void recordingGoesOn_noMoreThreads() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
        Path trace = folder.resolve("run.jsonl");
        String printed = ChildJvm.of(NoThreads.class)
                .under("/usr/bin/prlimit", "--as=3000000000")
                .jvm("-Xmx64m", "-XX:ReservedCodeCacheSize=32m", "-XX:CompressedClassSpaceSize=64m")
                .args(trace)
                .run();
        assertThat(printed).contains("no more threads");
        TraceLines lines = TraceLines.whole(trace);
        lines.assertClosed("ok");
        assertThat(lines.ofType("span_end")).hasSize(NoThreads.SPANS);
    }

    /** Fills the address space with stacks, then records. */
    static final class NoThreads {
        static final int SPANS = 2000;

        public static void main(String[] args) throws Exception {
            System.getLogger("dev.traqo").log(System.Logger.Level.WARNING, "loads what logging needs");
            Path first = Path.of(args[0]).resolveSibling("first.jsonl");
            try (Tracer tracer = Tracer.builder(first).open()) {
                tracer.span("loads what recording needs").input("in").open().close();
            }
            Thread.sleep(3000); // until the flusher has ended: the next one cannot be started
            for (long size = 256L << 20; size >= 64 << 10; ) {
                try {
                    Thread thread = new Thread(null, LockSupport::park, "sleeper", size);
                    thread.setDaemon(true);
                    thread.start();
                } catch (OutOfMemoryError e) {
                    size /= 2;
                }
            }
            System.out.println("no more threads");
            try (Tracer tracer = Tracer.builder(Path.of(args[0])).open()) {
                for (int i = 0; i < SPANS; i++) {
                    tracer.span("s").input("in").open().close();
                }
            }
        }
    }
}
