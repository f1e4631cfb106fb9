package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import dev.traqo.Span;
import dev.traqo.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at a random moment: what is in the file, compared with what the process knew to have returned. */
class KillTest {

    private static final int KILLS = 20;
    /** In the mapped file: how many spans had been started and ended, how late the timer was, then per thread. */
    private static final int STARTED = 0;

    private static final int ENDED = 1;
    private static final int WOKEN = 2;
    private static final int LATEST = 3;
    private static final int HEADER = 16;
    private static final int RING = 1 << 16;
    private static final int THREADS = 3;

    private static final long MILLISECOND = 1_000_000;
    /** The flusher itself may be kept waiting in the middle of a write, which nothing in the child can see. */
    private static final long UNSEEN_STARVATION = 100 * MILLISECOND;

    @TempDir
    Path folder;

    @Test
    void nothingThatReturnedIsMissing_oneSpanASecond() throws Exception {
        killPaced(1, KILLS, 4000);
    }

    @Test
    void nothingThatReturnedIsMissing_aHundredSpansASecond() throws Exception {
        killPaced(100, KILLS, 1500);
    }

    @Test
    void nothingThatReturnedIsMissing_tenThousandSpansASecond() throws Exception {
        killPaced(10_000, 2, 700);
    }

    private void killPaced(int rate, int atOnce, int longest) throws Exception {
        List<Long> counted = inParallel(atOnce, n -> {
            Path trace = folder.resolve("paced-" + n + ".jsonl");
            SharedLongs shared = SharedLongs.map(folder.resolve("paced-" + n + ".longs"), HEADER);
            try (ChildJvm child = ChildJvm.of(Paced.class)
                    .args(trace, folder.resolve("paced-" + n + ".longs"), rate)
                    .start()) {
                child.await(ChildJvm.READY);
                Thread.sleep(new Random().nextInt(longest / 10, longest));
                child.kill();
            }
            TraceLines lines = TraceLines.of(trace);
            long started = shared.at(STARTED);
            long ended = shared.at(ENDED);
            assertThat(lines.names("span_start")).containsAll(names("", started));
            assertThat(lines.names("span_end")).containsAll(names("", ended));
            return ended;
        });
        System.out.println(rate + " spans/s: " + counted + " spans had ended when the process was killed");
        assertThat(counted).hasSize(KILLS);
    }

    @Test
    void nothingThatReturnedIsMissing_strictModeAtFullSpeed() throws Exception {
        List<Long> counted = inParallel(2, n -> {
            Killed killed = killAtFullSpeed("strict-" + n, Duration.ZERO);
            assertThat(killed.oldestMissing).isEqualTo(-1);
            return killed.returned;
        });
        System.out.println("strict: " + counted + " spans had returned, none is missing");
    }

    @Test
    void nothingOlderThanAMillisecondIsMissing_fullSpeedOnSeveralThreads() throws Exception {
        List<Long> excess = inParallel(1, n -> {
            Killed killed = killAtFullSpeed("fast-" + n, Duration.ofMillis(1));
            System.out.println("full speed: " + killed);
            return killed.oldestMissing - MILLISECOND - killed.starved;
        });
        assertThat(excess.stream().filter(nanos -> nanos <= 0)).hasSizeGreaterThanOrEqualTo(KILLS * 3 / 4);
        assertThat(excess).allMatch(nanos -> nanos <= UNSEEN_STARVATION);
    }

    /**
     * What a kill left behind; times in nanoseconds.
     *
     * @param oldestMissing how long before the kill the oldest missing line's call had returned; -1 if none is missing
     * @param starved how long the operating system kept threads waiting: the latest wake-up of a thread that sleeps half
     *     a millisecond as the flusher does, and the time since the last call of each recording thread returned, for one
     *     of them may be the writer
     */
    private record Killed(long returned, long missing, long oldestMissing, long starved) {}

    private Killed killAtFullSpeed(String name, Duration interval) throws Exception {
        Path trace = folder.resolve(name + ".jsonl");
        Path longs = folder.resolve(name + ".longs");
        SharedLongs shared = SharedLongs.map(longs, HEADER + THREADS * RING);
        long killed;
        try (ChildJvm child =
                ChildJvm.of(FullSpeed.class).args(trace, longs, interval).start()) {
            child.await(ChildJvm.READY);
            Thread.sleep(new Random().nextInt(50, 500));
            killed = System.nanoTime();
            child.kill();
        }
        Set<String> present = TraceLines.of(trace).names("span_end");
        long returned = 0;
        long missing = 0;
        long oldest = -1;
        for (int thread = 0; thread < THREADS; thread++) {
            long count = shared.at(HEADER + thread * RING);
            returned += count;
            for (long i = 1; i <= count; i++) {
                if (!present.contains(thread + "-" + i)) {
                    missing++;
                    long at = i + RING - 2 < count ? 0 : shared.at(slot(thread, i));
                    oldest = Math.max(oldest, Math.max(0, killed - at));
                }
            }
        }
        Files.delete(trace);
        return new Killed(returned, missing, oldest, starved(shared, killed));
    }

    private static long starved(SharedLongs shared, long killed) {
        long late = Math.max(shared.at(LATEST), killed - shared.at(WOKEN) - MILLISECOND / 2);
        long stalled = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            long count = shared.at(HEADER + thread * RING);
            stalled = Math.max(stalled, count == 0 ? 0 : killed - shared.at(slot(thread, count)));
        }
        return late + stalled;
    }

    private static int slot(int thread, long i) {
        return HEADER + thread * RING + 1 + (int) (i % (RING - 1));
    }

    private static List<String> names(String prefix, long count) {
        List<String> names = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            names.add(prefix + i);
        }
        return names;
    }

    private interface Attempt {
        long at(int n) throws Exception;
    }

    private static List<Long> inParallel(int atOnce, Attempt attempt) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<Long>> results = new ArrayList<>();
            for (int n = 0; n < KILLS; n++) {
                int number = n;
                results.add(pool.submit(() -> attempt.at(number)));
            }
            List<Long> values = new ArrayList<>();
            for (Future<Long> result : results) {
                values.add(result.get());
            }
            return values;
        } finally {
            pool.shutdownNow();
        }
    }

    /** Spans at a steady rate: never faster, whatever was missed. */
    static final class Paced {
        public static void main(String[] args) throws IOException {
            SharedLongs shared = SharedLongs.map(Path.of(args[1]), HEADER);
            long period = 1_000_000_000L / Integer.parseInt(args[2]);
            Tracer tracer = Tracer.builder(Path.of(args[0])).open();
            System.out.println(ChildJvm.READY);
            long next = System.nanoTime() + Math.min(period, 50 * MILLISECOND);
            for (long i = 1; true; i++) {
                await(next);
                next = System.nanoTime() + period;
                Span span = tracer.span(Long.toString(i))
                        .kind(Kind.LLM)
                        .input("what was asked")
                        .open();
                shared.put(STARTED, i);
                span.output("what was answered");
                span.close();
                shared.put(ENDED, i);
            }
        }

        private static void await(long next) {
            while (true) {
                long left = next - System.nanoTime();
                if (left <= 0) {
                    return;
                } else if (left > MILLISECOND) {
                    LockSupport.parkNanos(left - MILLISECOND / 2);
                } else {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Several threads as fast as they can; another measures how late a thread that sleeps half a millisecond wakes up. */
    static final class FullSpeed {
        public static void main(String[] args) throws IOException {
            SharedLongs shared = SharedLongs.map(Path.of(args[1]), HEADER + THREADS * RING);
            Tracer tracer = Tracer.builder(Path.of(args[0]))
                    .flushInterval(Duration.parse(args[2]))
                    .open();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                new Thread(() -> spans(tracer, shared, thread)).start();
            }
            new Thread(() -> measure(shared)).start();
            System.out.println(ChildJvm.READY);
        }

        private static void spans(Tracer tracer, SharedLongs shared, int thread) {
            for (long i = 1; true; i++) {
                tracer.span(thread + "-" + i).input("in").open().close();
                shared.put(slot(thread, i), System.nanoTime());
                shared.put(HEADER + thread * RING, i);
            }
        }

        private static void measure(SharedLongs shared) {
            while (true) {
                long before = System.nanoTime();
                shared.put(WOKEN, before);
                LockSupport.parkNanos(MILLISECOND / 2);
                long late = System.nanoTime() - before - MILLISECOND / 2;
                shared.put(LATEST, Math.max(late, shared.at(LATEST) * 99 / 100));
            }
        }
    }
}
