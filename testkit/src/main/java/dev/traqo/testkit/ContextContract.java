package dev.traqo.testkit;

import static dev.traqo.testkit.ContextRun.check;
import static dev.traqo.testkit.ContextRun.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.read.TraceTree;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * That a span keeps its parent wherever the work goes: one test for each {@link ContextRow} of the matrix, to be
 * implemented by each way of tracing, which is a column.
 *
 * <p>Every test reads the trace back and compares all its spans, and their parents, with what they must be; and checks
 * that nothing is left current on any thread it used. A row that a column {@linkplain #notCovered does not cover} is
 * run all the same: then what happens {@link ContextRow.Instead} is asserted.
 *
 * <p>Rows need Reactor and Micrometer's context propagation on the class path; {@link ContextRow#STRUCTURED_TASK_SCOPE} needs
 * Java 25 with {@code --enable-preview}.
 */
@Timeout(120)
public interface ContextContract {

    // ---- the column ---------------------------------------------------------------------------------------------

    /** Does the work in a span called {@code outer}, whose exception is recorded and thrown on. */
    <T> T outer(Callable<T> work) throws Exception;

    /** Does the work in a span called {@code inner}, whose exception is recorded and thrown on. */
    <T> T inner(Callable<T> work) throws Exception;

    /** Does the work in a span called {@code leaf}, whose exception is recorded and thrown on. */
    <T> T leaf(Callable<T> work) throws Exception;

    /** Does the work in a span called {@code async} that ends when the future completes; returns that very future. */
    <T> CompletableFuture<T> async(Callable<CompletableFuture<T>> work) throws Exception;

    /** Does the work in a span called {@code stream} that ends with the stream, or when it is closed. */
    <T> Stream<T> stream(Callable<Stream<T>> work) throws Exception;

    /**
     * Whether tasks and executors are given to {@code Traqo.wrap}, and Reactor is told to propagate the context. False
     * for a column that does this without code.
     */
    default boolean wraps() {
        return true;
    }

    /** The rows that the column does not cover, and what happens there. */
    default Map<ContextRow, ContextRow.Instead> notCovered() {
        return Map.of();
    }

    /** What a table says about a row in this column: ✓, what has to be written, or what happens instead. */
    default String cell(ContextRow row) {
        ContextRow.Instead instead = notCovered().get(row);
        if (instead == ContextRow.Instead.STAYS_OPEN) {
            return "stays open unless closed";
        }
        String wrapping = row.wrapping().isEmpty() ? "" : "`" + row.wrapping() + "`";
        return instead != null ? wrapping : wraps() ? ("✓ " + wrapping).strip() : "✓";
    }

    private String work() {
        try {
            return inner(() -> leaf(() -> "done"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String outerOf(int times) {
        return "outer(" + times(times, ">inner(leaf)") + ")";
    }

    // ---- threads ------------------------------------------------------------------------------------------------

    @Test
    default void sync(@TempDir Path folder) throws Exception {
        check(this, ContextRow.SYNC, folder, run -> {
            assertThat(outer(() -> {
                        IllegalStateException failure = new IllegalStateException("no");
                        assertThatThrownBy(() -> inner(() -> {
                                    throw failure;
                                }))
                                .isSameAs(failure);
                        return work();
                    }))
                    .isEqualTo("done");
            return "outer(inner!, inner(leaf))";
        });
    }

    @Test
    default void executor(@TempDir Path folder) throws Exception {
        check(this, ContextRow.EXECUTOR, folder, run -> {
            ExecutorService pool = run.pool();
            // its thread starts below a span, with a task of the application, and outlives the span
            ExecutorService young = Executors.newFixedThreadPool(1, worker -> new Thread(() -> worker.run()));
            outer(() -> {
                useAll(pool);
                assertThat(pool.invokeAny(List.<Callable<String>>of(this::work)))
                        .isEqualTo("done");
                assertThat(run.executor(young).submit(this::work).get()).isEqualTo("done");
                return "";
            });
            run.nothingLeft(young);
            young.shutdown();
            return outerOf(ContextRun.USES + 2);
        });
    }

    private void useAll(ExecutorService pool) throws Exception {
        CountDownLatch executed = new CountDownLatch(1);
        pool.execute(() -> {
            work();
            executed.countDown();
        });
        executed.await();
        Runnable runnable = this::work;
        Callable<String> callable = this::work;
        pool.submit(runnable).get();
        assertThat(pool.submit(callable).get()).isEqualTo("done");
        for (Future<String> one : pool.invokeAll(List.of(callable, callable))) {
            assertThat(one.get()).isEqualTo("done");
        }
    }

    @Test
    default void forkJoinPool(@TempDir Path folder) throws Exception {
        check(this, ContextRow.FORK_JOIN_POOL, folder, run -> {
            ForkJoinPool forks = new ForkJoinPool(2);
            ExecutorService pool = run.executor(forks);
            outer(() -> {
                useAll(pool);
                return "";
            });
            run.nothingLeft(forks);
            forks.shutdown();
            return outerOf(ContextRun.USES);
        });
    }

    @Test
    default void scheduled(@TempDir Path folder) throws Exception {
        check(this, ContextRow.SCHEDULED, folder, run -> {
            ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
            ScheduledExecutorService pool = run.scheduled(timer);
            Callable<String> callable = this::work;
            Runnable runnable = this::work;
            CountDownLatch rate = new CountDownLatch(2);
            CountDownLatch delay = new CountDownLatch(2);
            outer(() -> {
                pool.schedule(callable, 1, TimeUnit.MILLISECONDS).get();
                pool.schedule(runnable, 1, TimeUnit.MILLISECONDS).get();
                Future<?> first = pool.scheduleAtFixedRate(() -> workUntil(rate), 0, 1, TimeUnit.MILLISECONDS);
                rate.await();
                first.cancel(false);
                Future<?> second = pool.scheduleWithFixedDelay(() -> workUntil(delay), 0, 1, TimeUnit.MILLISECONDS);
                delay.await();
                second.cancel(false);
                return "";
            });
            run.nothingLeft(timer);
            timer.shutdown();
            return outerOf(6);
        });
    }

    private void workUntil(CountDownLatch done) {
        if (done.getCount() > 0) {
            work();
            done.countDown();
        }
    }

    @Test
    default void completableFuture(@TempDir Path folder) throws Exception {
        check(this, ContextRow.COMPLETABLE_FUTURE, folder, run -> {
            ExecutorService pool = run.pool();
            outer(() -> CompletableFuture.supplyAsync(this::work, pool)
                    .thenApplyAsync(done -> work(), pool)
                    .thenCompose(done -> CompletableFuture.supplyAsync(this::work, pool))
                    .get());
            return outerOf(3);
        });
    }

    @Test
    default void commonPool(@TempDir Path folder) throws Exception {
        check(this, ContextRow.COMMON_POOL, folder, run -> {
            outer(() -> CompletableFuture.supplyAsync(run.supplier(this::work))
                    .thenApplyAsync(run.function(done -> work()))
                    .thenCompose(run.function(done -> CompletableFuture.supplyAsync(run.supplier(this::work))))
                    .get());
            return outerOf(3);
        });
    }

    @Test
    default void thread(@TempDir Path folder) throws Exception {
        check(this, ContextRow.THREAD, folder, run -> {
            outer(() -> {
                Thread thread = new Thread(run.runnable(this::work));
                thread.start();
                thread.join();
                return "";
            });
            return outerOf(1);
        });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    default void virtualExecutor(@TempDir Path folder) throws Exception {
        check(this, ContextRow.VIRTUAL_EXECUTOR, folder, run -> {
            ExecutorService threads = NewerThreads.virtualExecutor();
            outer(() -> {
                useAll(run.executor(threads));
                return "";
            });
            threads.shutdown();
            return outerOf(ContextRun.USES);
        });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    default void virtualThread(@TempDir Path folder) throws Exception {
        check(this, ContextRow.VIRTUAL_THREAD, folder, run -> {
            outer(() -> {
                NewerThreads.startVirtual(run.runnable(this::work)).join();
                Thread later = NewerThreads.unstartedVirtual(run.runnable(this::work));
                later.start();
                later.join();
                return "";
            });
            return outerOf(2);
        });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    default void structuredTaskScope(@TempDir Path folder) throws Exception {
        check(this, ContextRow.STRUCTURED_TASK_SCOPE, folder, run -> {
            outer(() -> {
                NewerThreads.forkAll(List.of(() -> run.callable(this::work), () -> run.callable(this::work)));
                return "";
            });
            return outerOf(2);
        });
    }

    @Test
    default void parallelStream(@TempDir Path folder) throws Exception {
        check(this, ContextRow.PARALLEL_STREAM, folder, run -> {
            Thread caller = Thread.currentThread();
            CountDownLatch helped = new CountDownLatch(1);
            AtomicInteger here = new AtomicInteger();
            AtomicInteger elsewhere = new AtomicInteger();
            Function<Integer, String> work = i -> {
                if (Thread.currentThread() == caller) {
                    here.incrementAndGet();
                    await(helped); // so that another thread has to take part
                } else {
                    elsewhere.incrementAndGet();
                    helped.countDown();
                }
                return work();
            };
            outer(() -> IntStream.range(0, 32)
                    .boxed()
                    .parallel()
                    .map(run.function(work))
                    .toList());
            return "outer(" + times(here.get(), "inner(leaf)") + ", " + times(elsewhere.get(), ">inner(leaf)") + ")";
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- Reactor and callbacks ----------------------------------------------------------------------------------

    @Test
    default void reactor_publishOn(@TempDir Path folder) throws Exception {
        check(this, ContextRow.REACTOR_PUBLISH_ON, folder, run -> {
            outer(() -> ReactorHops.publishOn(run, this::work));
            return outerOf(3);
        });
    }

    @Test
    default void reactor_flatMap(@TempDir Path folder) throws Exception {
        check(this, ContextRow.REACTOR_FLAT_MAP, folder, run -> {
            outer(() -> ReactorHops.flatMap(run, this::work));
            return outerOf(3);
        });
    }

    @Test
    default void reactor_delay(@TempDir Path folder) throws Exception {
        check(this, ContextRow.REACTOR_DELAY, folder, run -> {
            outer(() -> ReactorHops.delay(run, this::work));
            return outerOf(3);
        });
    }

    @Test
    default void foreignThread_completesAFuture(@TempDir Path folder) throws Exception {
        check(this, ContextRow.FOREIGN_FUTURE, folder, run -> {
            outer(() -> {
                CompletableFuture<String> answer = new CompletableFuture<>();
                CompletableFuture<String> done = answer.thenApply(run.function(text -> work()));
                run.foreign().run(() -> answer.complete("answer"));
                return done.get();
            });
            return outerOf(1);
        });
    }

    @Test
    default void foreignThread_callsAListener(@TempDir Path folder) throws Exception {
        check(this, ContextRow.FOREIGN_CALLBACK, folder, run -> {
            outer(() -> {
                Consumer<String> listener = run.consumer(text -> work());
                run.foreign().run(() -> listener.accept("answer"));
                return "";
            });
            return outerOf(1);
        });
    }

    // ---- several traces -----------------------------------------------------------------------------------------

    @Test
    default void nestedTracers(@TempDir Path folder) throws Exception {
        check(this, ContextRow.NESTED_TRACERS, folder, run -> {
            ExecutorService pool = run.pool();
            outer(() -> {
                try (Tracer second =
                        Tracer.builder(folder.resolve("second.jsonl")).open()) {
                    assertThat(Tracer.current()).isSameAs(second);
                    inner(() -> pool.submit(this::work).get());
                }
                return inner(() -> pool.submit(this::work).get());
            });
            return "outer(inner(>inner(leaf))) | inner(>inner(leaf))";
        });
    }

    @Test
    default void childTracers(@TempDir Path folder) throws Exception {
        check(this, ContextRow.CHILD_TRACERS, folder, run -> {
            ExecutorService pool = run.pool();
            List<Path> files = List.of(folder.resolve("sub1.jsonl"), folder.resolve("sub2.jsonl"));
            outer(() -> {
                List<Future<?>> children = files.stream()
                        .<Future<?>>map(file -> pool.submit(
                                () -> Tracer.current().child("sub", file).run(child -> work())))
                        .toList();
                for (Future<?> child : children) {
                    child.get();
                }
                for (Path file : files) {
                    assertThat(TraceTree.read(file).get(0).parentSpanId())
                            .as("the span in which the child was started")
                            .isEqualTo(run.covered() ? Span.current().id() : null);
                }
                return "";
            });
            return "outer | inner(leaf) | inner(leaf)";
        });
    }

    // ---- ends ---------------------------------------------------------------------------------------------------

    @Test
    default void exception(@TempDir Path folder) throws Exception {
        check(this, ContextRow.EXCEPTION, folder, run -> {
            ExecutorService pool = run.pool();
            IllegalStateException failure = new IllegalStateException("no");
            assertThatThrownBy(() -> outer(() -> {
                        Future<String> failed = pool.submit(() -> inner(() -> {
                            throw failure;
                        }));
                        assertThatThrownBy(failed::get).hasCause(failure);
                        pool.submit(this::work).get();
                        throw failure;
                    }))
                    .isSameAs(failure);
            return "outer!(>inner!, >inner(leaf))";
        });
    }

    @Test
    default void cancel(@TempDir Path folder) throws Exception {
        check(this, ContextRow.CANCEL, folder, run -> {
            ExecutorService pool = run.pool();
            outer(() -> {
                CompletableFuture<String> answer = new CompletableFuture<>();
                CountDownLatch worked = new CountDownLatch(1);
                CompletableFuture<String> seen = async(() -> {
                    pool.execute(() -> workUntil(worked));
                    return answer;
                });
                worked.await();
                assertThat(seen.cancel(true)).isTrue();
                assertThat(answer).isCancelled();
                return leaf(() -> "");
            });
            return "outer(async!(>inner(leaf)), leaf)";
        });
    }

    @Test
    default void timeout(@TempDir Path folder) throws Exception {
        check(this, ContextRow.TIMEOUT, folder, run -> {
            ExecutorService pool = run.pool();
            outer(() -> {
                CountDownLatch started = new CountDownLatch(1);
                CountDownLatch interrupted = new CountDownLatch(1);
                Future<?> endless = pool.submit(() -> endless(started, interrupted));
                started.await(); // one that is cancelled before would never run
                assertThatThrownBy(() -> endless.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                endless.cancel(true);
                interrupted.await();

                CompletableFuture<String> never = new CompletableFuture<>();
                CompletableFuture<Boolean> last = never.handle((text, failure) -> true); // first in, so called last
                CompletableFuture<String> late = async(() -> never).orTimeout(1, TimeUnit.MILLISECONDS);
                assertThatThrownBy(late::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(TimeoutException.class);
                assertThat(last.get()).isTrue();
                return leaf(() -> "");
            });
            return "outer(>inner!, async!, leaf)";
        });
    }

    private void endless(CountDownLatch started, CountDownLatch ended) {
        try {
            inner(() -> {
                started.countDown();
                return new CountDownLatch(1).await(1, TimeUnit.DAYS);
            });
        } catch (Exception e) {
            assertThat(e).isInstanceOf(InterruptedException.class);
        } finally {
            ended.countDown();
        }
    }

    @Test
    default void abandonedFuture(@TempDir Path folder) throws Exception {
        check(this, ContextRow.ABANDONED_FUTURE, folder, run -> {
            outer(() -> {
                assertThat(async(CompletableFuture::new)).isNotDone();
                return leaf(() -> "");
            });
            return "outer(async…, leaf)";
        });
    }

    @Test
    default void abandonedStream(@TempDir Path folder) throws Exception {
        check(this, ContextRow.ABANDONED_STREAM, folder, run -> {
            outer(() -> {
                assertThat(firstOfMany()).isEqualTo("a");
                if (run.covered()) {
                    run.awaitEnd("stream");
                }
                return leaf(() -> "");
            });
            return "outer(>stream, leaf)";
        });
    }

    private String firstOfMany() throws Exception {
        Iterator<String> texts = stream(() -> Stream.of("a", "b", "c")).iterator();
        return texts.next();
    }
}
