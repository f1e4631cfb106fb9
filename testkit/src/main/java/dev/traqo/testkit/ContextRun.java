package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceTree;
import dev.traqo.testkit.ContextRow.Instead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One row of the matrix for one column: a trace, and threads that are older than the trace. Checks what the row has
 * recorded, and that nothing stays current on any of the threads.
 */
final class ContextRun {

    /** How often the contract's {@code useAll} does the work. */
    static final int USES = 5;

    private static final int THREADS = 2;
    /** How often to look for something that the garbage collector has to find first; every 20 ms. */
    private static final int LOOKS = 500;

    private final ContextContract column;
    private final ContextRow row;
    private final Path folder;
    private final ForeignThread foreign;
    private final ExecutorService pool;

    private ContextRun(
            ContextContract column, ContextRow row, Path folder, ForeignThread foreign, ExecutorService pool) {
        this.column = column;
        this.row = row;
        this.folder = folder;
        this.foreign = foreign;
        this.pool = pool;
    }

    /** What a row does inside its trace. */
    @FunctionalInterface
    interface Body {
        /**
         * Returns the outlines of the traces in the folder, in the order of the files' names. What depends on the row
         * being covered is marked with {@code >}.
         */
        String run(ContextRun run) throws Exception;
    }

    static void check(ContextContract column, ContextRow row, Path folder, Body body) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try (ForeignThread foreign = new ForeignThread()) {
            ContextRun run = new ContextRun(column, row, folder, foreign, pool);
            run.recordsOnPool(); // its threads exist now
            String expected;
            try (Tracer tracer = Tracer.builder(folder.resolve("run.jsonl")).open()) {
                expected = body.run(run);
                assertThat(Span.current().isRecording())
                        .as("a span is current after the row")
                        .isFalse();
                assertThat(Tracer.current()).isSameAs(tracer);
                run.nothingLeft(run.recordsOnPool(), "the pool");
            }
            assertThat(Tracer.current().isRecording())
                    .as("a trace is current after the row")
                    .isFalse();
            assertThat(run.recorded()).as(row + " " + row.title()).isEqualTo(run.adjusted(expected));
        } finally {
            pool.shutdownNow();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Whether anything is current on a thread of the pool. Asked from the foreign thread, which has nothing current. */
    private boolean recordsOnPool() throws Exception {
        CyclicBarrier all = new CyclicBarrier(THREADS);
        Callable<Boolean> look = () -> {
            all.await(30, TimeUnit.SECONDS);
            return Tracer.current().isRecording();
        };
        AtomicBoolean recording = new AtomicBoolean();
        foreign.run(() -> {
            try {
                for (Future<Boolean> one : pool.invokeAll(List.of(look, look))) {
                    recording.compareAndSet(false, one.get());
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        return recording.get();
    }

    /** For a pool whose threads began below a span that has ended. */
    void nothingLeft(ExecutorService younger) throws Exception {
        AtomicBoolean recording = new AtomicBoolean();
        foreign.run(() -> {
            try {
                recording.set(
                        younger.submit(() -> Tracer.current().isRecording()).get());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        nothingLeft(recording.get(), "a pool that was started in the trace");
    }

    void nothingLeft(boolean recording, String where) {
        assertThat(recording)
                .as("something stayed current on a thread of " + where)
                .isFalse();
    }

    // ---- what was recorded --------------------------------------------------------------------------------------

    private String recorded() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
        List<String> outlines = new ArrayList<>();
        for (Path file : files) {
            outlines.add(Outline.of(file));
        }
        return String.join(" | ", outlines);
    }

    /** What has to be recorded, by a column that may not cover the row. */
    private String adjusted(String expected) {
        Instead instead = column.notCovered().get(row);
        List<List<OutlineNode>> traces = new ArrayList<>(OutlineNode.parse(expected));
        List<OutlineNode> lost = new ArrayList<>();
        if (instead == Instead.STAYS_OPEN) {
            traces.replaceAll(OutlineNode::open);
        } else if (instead != null) {
            traces.replaceAll(trace -> OutlineNode.unmarked(trace, lost));
        }
        if (instead == Instead.AT_THE_TOP) {
            traces.get(0).addAll(lost);
        }
        return String.join(" | ", traces.stream().map(OutlineNode::render).toList());
    }

    /** Waits until this span has ended, which may take a garbage collection. */
    void awaitEnd(String span) throws Exception {
        for (int i = 0; i < LOOKS && !ended(span); i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    private boolean ended(String name) throws IOException {
        for (SpanNode span : TraceTree.read(folder.resolve("run.jsonl")).get(0).spans()) {
            if (span.name().equals(name)) {
                return !span.openEnded();
            }
        }
        return false;
    }

    static String times(int n, String outline) {
        return String.join(", ", Collections.nCopies(n, outline));
    }

    // ---- what a row is made of ----------------------------------------------------------------------------------

    Path folder() {
        return folder;
    }

    boolean covered() {
        return !column.notCovered().containsKey(row);
    }

    boolean wraps() {
        return column.wraps();
    }

    ForeignThread foreign() {
        return foreign;
    }

    /** Two threads that are older than the trace. */
    ExecutorService pool() {
        return executor(pool);
    }

    ExecutorService executor(ExecutorService executor) {
        return wraps() ? Traqo.wrap(executor) : executor;
    }

    ScheduledExecutorService scheduled(ScheduledExecutorService executor) {
        return wraps() ? Traqo.wrap(executor) : executor;
    }

    Runnable runnable(Runnable task) {
        return wraps() ? Traqo.wrap(task) : task;
    }

    <T> Callable<T> callable(Callable<T> task) {
        return wraps() ? Traqo.wrap(task) : task;
    }

    <T> Supplier<T> supplier(Supplier<T> task) {
        return wraps() ? Traqo.wrap(task) : task;
    }

    <T, R> Function<T, R> function(Function<T, R> task) {
        return wraps() ? Traqo.wrap(task) : task;
    }

    <T> Consumer<T> consumer(Consumer<T> task) {
        return wraps() ? Traqo.wrap(task) : task;
    }
}
