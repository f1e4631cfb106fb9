package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    /** Remembers what it is told. */
    private static class Recorder implements Backend {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<String> eventThreads = new CopyOnWriteArrayList<>();
        final List<FinishedTrace> traces = new CopyOnWriteArrayList<>();
        final List<String> traceThreads = new CopyOnWriteArrayList<>();
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public void onEvent(String traceId, String line) {
            events.add(line);
            eventThreads.add(Thread.currentThread().getName());
        }

        @Override
        public void onTraceComplete(FinishedTrace trace) {
            traces.add(trace);
            traceThreads.add(Thread.currentThread().getName());
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @AfterEach
    void closeBackends() throws InterruptedException {
        assertThat(Traqo.shutdownBackends(LONG)).isTrue();
    }

    private Path trace(String name, Backend... backends) {
        Path file = folder.resolve(name);
        try (Tracer tracer = Tracer.builder(file).name(name).backends(backends).open()) {
            tracer.span("s").input("in").run(span -> span.event("e", 1));
        }
        return file;
    }

    @Test
    void onEvent_everyLineAsItStandsInTheFile() throws Exception {
        Recorder recorder = new Recorder();
        Path file = trace("a.jsonl", recorder);

        assertThat(recorder.events).isEqualTo(Files.readAllLines(file)).hasSize(5);
        assertThat(recorder.eventThreads).containsOnly(Thread.currentThread().getName());
    }

    @Test
    void onTraceComplete_inTheBackgroundWithTheCompleteFile() throws Exception {
        List<String> lastLine = new CopyOnWriteArrayList<>();
        Recorder recorder = new Recorder() {
            @Override
            public void onTraceComplete(FinishedTrace trace) {
                super.onTraceComplete(trace);
                Lines lines = Lines.of(trace.file());
                lastLine.add(lines.last().get("type").asString());
            }
        };
        Path file = trace("a.jsonl", recorder);
        assertThat(Traqo.flushBackends(LONG)).isTrue();

        assertThat(lastLine).containsExactly("trace_end");
        FinishedTrace finished = recorder.traces.get(0);
        assertThat(finished.file()).isEqualTo(file);
        assertThat(finished.name()).isEqualTo("a.jsonl");
        assertThat(finished.status()).isEqualTo("ok");
        assertThat(finished.content()).isNull();
        assertThat(finished.traceId())
                .isEqualTo(Lines.of(file).get(0).get("trace_id").asString());
        assertThat(recorder.traceThreads).doesNotContain(Thread.currentThread().getName());
    }

    @Test
    void onTraceComplete_childrenKeepTheBackendsOfTheirParent() throws Exception {
        Recorder recorder = new Recorder();
        try (Tracer tracer =
                Tracer.builder(folder.resolve("root.jsonl")).backends(recorder).open()) {
            tracer.child("c").run(child -> {});
        }
        Traqo.flushBackends(LONG);

        assertThat(recorder.traces).extracting(FinishedTrace::name).containsExactlyInAnyOrder("c", null);
    }

    /** Throws whatever it is asked. */
    private static final class Failing implements Backend {
        @Override
        public void onEvent(String traceId, String line) {
            throw new AssertionError("event");
        }

        @Override
        public void onTraceComplete(FinishedTrace trace) {
            throw new IllegalStateException("upload refused");
        }

        @Override
        public void close() {
            throw new IllegalStateException("close");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("text");
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("equals");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("hash");
        }
    }

    @Test
    void failingBackend_leavesTheFileTheApplicationAndTheOthersAlone() throws Exception {
        Recorder recorder = new Recorder();
        try (Warnings warnings = new Warnings()) {
            Path file = trace("a.jsonl", new Failing(), recorder);
            assertThat(Traqo.flushBackends(LONG)).isTrue();

            assertThat(Lines.of(file).story()).hasSize(5);
            assertThat(recorder.events).hasSize(5);
            assertThat(recorder.traces).hasSize(1);
            assertThat(warnings.messages()).anyMatch(m -> m.contains("upload refused"));
            assertThatCode(() -> Traqo.shutdownBackends(LONG)).doesNotThrowAnyException();
            assertThat(recorder.closed).hasValue(1);
        }
    }

    @Test
    void failingBackend_neverDeletesAnAutomaticallyNamedTrace() throws Exception {
        System.setProperty("traqo.trace.dir", folder.toString());
        Path file;
        try (Warnings warnings = new Warnings();
                Tracer tracer = Tracer.builder("auto").backends(new Failing()).open()) {
            file = tracer.path();
        } finally {
            System.clearProperty("traqo.trace.dir");
        }
        Traqo.flushBackends(LONG);

        assertThat(file).isRegularFile();
    }

    @Test
    void flush_givesUpAfterItsTimeout() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Backend slow = new Backend() {
            @Override
            public void onTraceComplete(FinishedTrace trace) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        trace("a.jsonl", slow);

        assertThat(Traqo.flushBackends(Duration.ofMillis(20))).isFalse();
        assertThat(Traqo.flushBackends(Duration.ZERO)).isFalse();
        go.countDown();
        assertThat(Traqo.flushBackends(LONG)).isTrue();
    }

    @Test
    void shutdown_waitsThenClosesEachOnce() throws Exception {
        Recorder recorder = new Recorder();
        for (int i = 0; i < 20; i++) {
            trace("t" + i + ".jsonl", recorder);
        }
        assertThat(Traqo.shutdownBackends(LONG)).isTrue();
        assertThat(Traqo.shutdownBackends(LONG)).isTrue();

        assertThat(recorder.traces).hasSize(20);
        assertThat(recorder.closed).hasValue(1);
        trace("again.jsonl", recorder);
        assertThat(Traqo.flushBackends(LONG)).isTrue();
        assertThat(recorder.traces).hasSize(21);
    }

    /** Ends the process with an open trace and a finished one whose backend is slow. */
    static final class Exits {
        public static void main(String[] args) {
            Backend backend = new Backend() {
                @Override
                public void onTraceComplete(FinishedTrace trace) {
                    try {
                        Thread.sleep(300);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    System.out.println("took " + trace.name() + " " + trace.status());
                }

                @Override
                public void close() {
                    System.out.println("closed");
                }
            };
            Path folder = Path.of(args[0]);
            Tracer.builder(folder.resolve("done.jsonl"))
                    .name("done")
                    .backends(backend)
                    .run(t -> {});
            Tracer open = Tracer.builder(folder.resolve("open.jsonl"))
                    .name("open")
                    .backends(backend)
                    .open();
            open.span("running").open();
            System.exit(3);
        }
    }

    @Test
    void exit_endsOpenTracesAndWaitsForBackends() throws Exception {
        Fork.Result result = Fork.of(Exits.class, folder).run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder("took done ok", "took open interrupted", "closed")
                .endsWith("closed");
        Lines lines = Lines.of(folder.resolve("open.jsonl"));
        assertThat(lines.last().get("status").asString()).isEqualTo("interrupted");
        assertThat(lines.story()).containsExactly("trace_start open", "span_start running", "trace_end");
    }
}
