package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads and one tracer. */
class ThreadsTest {

    @TempDir
    Path folder;

    @Test
    void everyLineIsThere_64Threads() throws Exception {
        int threads = 64;
        int spans = 1000;
        Path trace = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(trace).open()) {
            run(threads, thread -> {
                for (int i = 0; i < spans; i++) {
                    tracer.span(thread + "-" + i)
                            .input("x".repeat(i % 500))
                            .open()
                            .close();
                }
            });
        }
        TraceLines lines = TraceLines.whole(trace);
        lines.assertClosed("ok");
        assertThat(lines.names("span_start")).hasSize(threads * spans);
        assertThat(lines.names("span_end")).hasSize(threads * spans);
        assertThat(lines.stats()).containsEntry("spans", (long) threads * spans);
    }

    @Test
    void whatCameBeforeIsThere_closedWhileEightThreadsRecord() throws Exception {
        for (int attempt = 0; attempt < 50; attempt++) {
            Path trace = folder.resolve(attempt + ".jsonl");
            Tracer tracer = Tracer.builder(trace).open();
            CountDownLatch begun = new CountDownLatch(8);
            AtomicInteger before = new AtomicInteger();
            CountDownLatch closed = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(8);
            for (int t = 0; t < 8; t++) {
                int thread = t;
                pool.submit(() -> {
                    for (int i = 0; closed.getCount() > 0 && i < 10_000; i++) {
                        tracer.span(thread + "-" + i).input("in").open().close();
                        if (i == 5) {
                            before.addAndGet(6);
                            begun.countDown();
                        }
                    }
                    closed.await();
                    tracer.span("late").open().output("late").close();
                    tracer.log("late", "late");
                    return null;
                });
            }
            begun.await();
            tracer.close();
            closed.countDown();
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            TraceLines lines = TraceLines.whole(trace);
            lines.assertClosed("ok");
            assertThat(lines.names("span_end")).hasSizeGreaterThanOrEqualTo(before.get());
            for (int thread = 0; thread < 8; thread++) {
                assertThat(lines.names("span_end")).contains(thread + "-5");
            }
        }
    }

    @Test
    void interruptStaysAndNothingIsLost_threadsAreInterrupted() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        int spans = 500;
        AtomicInteger stillInterrupted = new AtomicInteger();
        try (Tracer tracer = Tracer.builder(trace).open()) {
            run(8, thread -> {
                for (int i = 0; i < spans; i++) {
                    Thread.currentThread().interrupt();
                    tracer.span(thread + "-" + i).input("in").open().close();
                    if (Thread.interrupted()) {
                        stillInterrupted.incrementAndGet();
                    }
                }
            });
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stillInterrupted).hasValue(8 * spans);
        Thread.currentThread().interrupt();
        record(folder.resolve("opened-while-interrupted.jsonl"));
        assertThat(Thread.interrupted()).isTrue();
        TraceLines lines = TraceLines.whole(trace);
        lines.assertClosed("ok");
        assertThat(lines.names("span_end")).hasSize(8 * spans);
        TraceLines.whole(folder.resolve("opened-while-interrupted.jsonl")).assertClosed("ok");
    }

    private static void record(Path trace) {
        try (Tracer tracer = Tracer.builder(trace).open()) {
            tracer.span("s").open().close();
        }
    }

    @Test
    void everySpanIsThere_aHundredThousandVirtualThreads() throws Exception {
        Path java = javaWithVirtualThreads();
        assumeTrue(java != null, "needs a JDK of 21 or later; TRAQO_JDK25 may name one");
        Path trace = folder.resolve("run.jsonl");
        String printed = ChildJvm.of(VirtualThreads.class)
                .java(java)
                .jvm("-Xmx1g")
                .args(trace)
                .run();
        assertThat(printed).doesNotContain("Exception");
        TraceLines lines = TraceLines.whole(trace);
        lines.assertClosed("ok");
        assertThat(lines.names("span_end")).hasSize(2 * VirtualThreads.COUNT);
        List<Map<String, @Nullable Object>> starts = lines.ofType("span_start");
        assertThat(starts.stream()
                        .filter(start -> String.valueOf(start.get("name")).startsWith("inner")))
                .allMatch(start -> start.get("parent_id") != null);
    }

    private static @Nullable Path javaWithVirtualThreads() throws IOException {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        if (System.getenv("TRAQO_JDK25") != null) {
            homes.add(0, Path.of(System.getenv("TRAQO_JDK25")));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> found = Files.list(installed)) {
                homes.addAll(found.toList());
            }
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.exists(release)
                    && Files.readString(release).matches("(?s).*JAVA_VERSION=\"(2[1-9]|[3-9]\\d).*")) {
                return home.resolve("bin/java");
            }
        }
        return null;
    }

    /** Each has a span of its own with one below it, and sleeps in between. */
    static final class VirtualThreads {
        static final int COUNT = 100_000;

        public static void main(String[] args) throws Exception {
            ExecutorService pool = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            try (Tracer tracer = Tracer.builder(Path.of(args[0])).open()) {
                for (int i = 0; i < COUNT; i++) {
                    int n = i;
                    pool.submit(() -> tracer.span("outer " + n).input(n).call(span -> {
                        Thread.sleep(10);
                        return Tracer.current().span("inner " + n).call(inner -> n);
                    }));
                }
                pool.shutdown();
                pool.awaitTermination(1, TimeUnit.MINUTES);
            }
        }
    }

    private interface Work {
        void of(int thread);
    }

    private static void run(int threads, Work work) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Thread next = new Thread(() -> {
                try {
                    work.of(thread);
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            all.add(next);
            next.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }
}
