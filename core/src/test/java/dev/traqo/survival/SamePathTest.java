package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Tracer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several tracers want the same file. */
class SamePathTest {

    private static final int THREADS = 16;

    @TempDir
    Path folder;

    @Test
    void secondTraceIsAppended_firstIsClosed() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        record(trace, "first");
        record(trace, "second");
        TraceLines lines = TraceLines.whole(trace);
        assertThat(lines.events()).hasSize(8);
        assertThat(lines.ofType("trace_end")).hasSize(2);
    }

    @Test
    void eachGetsAFileOfItsOwn_openAtTheSameTime() throws Exception {
        CyclicBarrier allOpen = new CyclicBarrier(THREADS);
        inThreads(n -> {
            try (Tracer tracer = Tracer.builder(folder.resolve("run.jsonl")).open()) {
                tracer.span("of " + n).open().close();
                allOpen.await();
                tracer.span("of " + n).open().close();
            }
        });
        List<Path> files = traces();
        assertThat(files).hasSize(THREADS);
        Set<String> seen = new HashSet<>();
        for (Path file : files) {
            TraceLines lines = TraceLines.whole(file);
            lines.assertClosed("ok");
            assertThat(lines.ofType("span_end")).hasSize(2);
            assertThat(lines.names("span_end")).hasSize(1);
            seen.addAll(lines.names("span_end"));
        }
        assertThat(seen).hasSize(THREADS);
    }

    @Test
    void tracesNeverMix_openedAndClosedAllTheTime() throws Exception {
        int times = 50;
        inThreads(n -> {
            for (int i = 0; i < times; i++) {
                record(folder.resolve("run.jsonl"), n + "." + i);
            }
        });
        Set<Object> names = new HashSet<>();
        for (Path file : traces()) {
            List<? extends Map<String, ?>> events = TraceLines.whole(file).events();
            for (int i = 0; i < events.size(); i += 4) {
                assertThat(events.get(i).get("type")).isEqualTo("trace_start");
                assertThat(events.get(i + 3).get("trace_id"))
                        .isEqualTo(events.get(i).get("trace_id"));
                assertThat(events.get(i + 1).get("name"))
                        .isEqualTo(events.get(i + 2).get("name"));
                names.add(events.get(i + 1).get("name"));
            }
        }
        assertThat(names).hasSize(THREADS * times);
    }

    @Test
    void siblingIsWritten_anotherProcessHasTheFile() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        try (ChildJvm child = ChildJvm.of(Holder.class).args(trace).start()) {
            child.await(ChildJvm.READY);
            record(trace, "ours");
            child.terminate();
            child.exitCode();
        }
        assertThat(TraceLines.whole(trace).names("span_end")).containsExactly("theirs");
        TraceLines ours = TraceLines.whole(folder.resolve("run-2.jsonl"));
        ours.assertClosed("ok");
        assertThat(ours.names("span_end")).containsExactly("ours");
    }

    @Test
    void nextTraceBeginsOnItsOwnLine_aProcessWasKilledInTheMiddleOfALine() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        try (ChildJvm child = ChildJvm.of(Holder.class).args(trace).start()) {
            child.await(ChildJvm.READY);
            child.kill();
        }
        int before = TraceLines.whole(trace).events().size();
        String torn = "{\"type\":\"span_start\",\"id\":\"0123";
        Files.writeString(trace, torn, StandardOpenOption.APPEND);
        record(trace, "after");
        List<String> lines = Files.readAllLines(trace);
        assertThat(lines.get(before)).isEqualTo(torn);
        assertThat(lines).hasSize(before + 1 + 4);
        Files.write(trace, lines.subList(before + 1, lines.size()));
        TraceLines.whole(trace).assertClosed("ok");
    }

    /** Has a trace open until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws InterruptedException {
            Tracer tracer = Tracer.builder(Path.of(args[0])).open();
            tracer.span("theirs").open().close();
            tracer.log("written", "yes");
            System.out.println(ChildJvm.READY);
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static void record(Path path, String name) {
        try (Tracer tracer = Tracer.builder(path).open()) {
            tracer.span(name).open().close();
        }
    }

    private List<Path> traces() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private interface Work {
        void of(int thread) throws Exception;
    }

    private static void inThreads(Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int n = 0; n < THREADS; n++) {
                int number = n;
                results.add(pool.submit(() -> {
                    work.of(number);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
