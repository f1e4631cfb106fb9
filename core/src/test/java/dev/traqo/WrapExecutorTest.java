package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.internal.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WrapExecutorTest {

    @TempDir
    Path folder;

    private final ScheduledExecutorService plain = Executors.newScheduledThreadPool(2);
    private Object before;
    private Tracer tracer;

    @BeforeEach
    void open() throws Exception {
        before = Context.swap(null);
        // the pool's threads exist before anything is traced
        CountDownLatch both = new CountDownLatch(2);
        Callable<Void> meet = () -> {
            both.countDown();
            both.await();
            return null;
        };
        plain.invokeAll(List.of(meet, meet));
        tracer = Tracer.builder(folder.resolve("run.jsonl")).open();
    }

    @AfterEach
    void nothingStaysCurrent() throws Exception {
        tracer.close();
        assertThat(Context.swap(before)).isNull();
        for (int i = 0; i < 4 && !plain.isShutdown(); i++) {
            assertThat(plain.submit(Context::current).get()).isNull();
        }
        plain.shutdown();
        assertThat(plain.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void step(String name) {
        Tracer.current().span(name).run(span -> {});
    }

    private static Callable<String> task(String name) {
        return () -> {
            step(name);
            return name;
        };
    }

    private List<String> parents(String... spans) {
        tracer.close();
        Lines lines = Lines.of(tracer.path());
        return Arrays.stream(spans).map(lines::parentOf).toList();
    }

    @Test
    void executor_everyWayToHandOverATask() throws Exception {
        ScheduledExecutorService pool = Traqo.wrap(plain);
        tracer.span("outer").run(span -> {
            CountDownLatch executed = new CountDownLatch(1);
            pool.execute(() -> {
                step("execute");
                executed.countDown();
            });
            executed.await();
            assertThat(pool.submit(task("callable")).get()).isEqualTo("callable");
            pool.submit(() -> step("runnable")).get();
            assertThat(pool.submit(() -> step("result"), 7).get()).isEqualTo(7);
            assertThat(pool.invokeAll(List.of(task("all1"), task("all2"))))
                    .extracting(Future::get)
                    .containsExactly("all1", "all2");
            assertThat(pool.invokeAll(List.of(task("timed")), 20, TimeUnit.SECONDS))
                    .extracting(Future::get)
                    .containsExactly("timed");
            assertThat(pool.invokeAny(List.of(task("any")))).isEqualTo("any");
            assertThat(pool.invokeAny(List.of(task("anyTimed")), 20, TimeUnit.SECONDS))
                    .isEqualTo("anyTimed");
            assertThat(pool.schedule(task("later"), 1, TimeUnit.MILLISECONDS).get())
                    .isEqualTo("later");
            pool.schedule(() -> step("laterRunnable"), 1, TimeUnit.MILLISECONDS).get();
        });

        assertThat(parents(
                        "execute",
                        "callable",
                        "runnable",
                        "result",
                        "all1",
                        "all2",
                        "timed",
                        "any",
                        "anyTimed",
                        "later",
                        "laterRunnable"))
                .containsOnly("outer");
    }

    @Test
    void periodicTask_belongsToWhereItWasScheduled() throws Exception {
        ScheduledExecutorService pool = Traqo.wrap(plain);
        tracer.span("outer").run(span -> {
            periodic(stop -> pool.scheduleAtFixedRate(stop, 0, 1, TimeUnit.MILLISECONDS), "rate");
            periodic(stop -> pool.scheduleWithFixedDelay(stop, 0, 1, TimeUnit.MILLISECONDS), "delay");
        });

        tracer.close();
        Lines lines = Lines.of(tracer.path());
        String outer = lines.id("outer");
        assertThat(lines.ofType("span_start")
                        .filter(e -> !e.get("name").asString().equals("outer"))
                        .map(e -> e.get("name").asString() + " "
                                + e.get("parent_id").asString()))
                .containsExactly("rate " + outer, "rate " + outer, "delay " + outer, "delay " + outer);
    }

    /** Lets it run twice. */
    private static void periodic(java.util.function.Function<Runnable, ScheduledFuture<?>> schedule, String name)
            throws InterruptedException {
        CountDownLatch twice = new CountDownLatch(2);
        Future<?> running = schedule.apply(() -> {
            if (twice.getCount() > 0) {
                step(name);
                twice.countDown();
            }
        });
        twice.await();
        running.cancel(false);
    }

    @Test
    void executor_takesTheContextOfEachSubmission() throws Exception {
        ExecutorService pool = Traqo.wrap(plain);
        tracer.span("first").run(span -> pool.submit(task("a")).get());
        tracer.span("second").run(span -> pool.submit(task("b")).get());

        assertThat(parents("a", "b")).containsExactly("first", "second");
    }

    @Test
    void executor_outsideATrace_handsOnTheTaskItself() {
        tracer.close();
        List<Runnable> taken = new ArrayList<>();
        Executor executor = Traqo.wrap((Executor) taken::add);
        Runnable task = () -> {};
        executor.execute(task);

        assertThat(taken).singleElement().isSameAs(task);
    }

    @Test
    void executor_wrappedTask_keepsItsContext() throws Exception {
        ExecutorService pool = Traqo.wrap(plain);
        tracer.span("first").run(first -> {
            Callable<String> wrapped = Traqo.wrap(task("inner"));
            tracer.span("second").run(second -> pool.submit(wrapped).get());
        });

        assertThat(parents("inner", "second")).containsExactly("first", "first");
    }

    @Test
    void executor_wrappedTwice_isTheSame() {
        Executor executor = Traqo.wrap((Executor) Runnable::run);
        ExecutorService service = Traqo.wrap(Executors.newSingleThreadExecutor());
        ScheduledExecutorService scheduled = Traqo.wrap(plain);
        service.shutdown();

        assertThat(Traqo.wrap(executor)).isSameAs(executor);
        assertThat(Traqo.wrap(service)).isSameAs(service);
        assertThat(Traqo.wrap((Executor) service)).isSameAs(service);
        assertThat(Traqo.wrap(scheduled)).isSameAs(scheduled);
    }

    @Test
    void executor_staysWhatItIs() {
        assertThat(Traqo.wrap((Executor) plain)).isInstanceOf(ScheduledExecutorService.class);
        assertThat(Traqo.wrap((ExecutorService) plain)).isInstanceOf(ScheduledExecutorService.class);
        assertThat(Traqo.wrap((Executor) Runnable::run)).isNotInstanceOf(ExecutorService.class);
        assertThat(Traqo.wrap(plain)).hasToString("Traqo.wrap(" + plain + ")");
    }

    @Test
    void executor_null_isRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> Traqo.wrap((Executor) null))
                .withMessage("executor == null");
        assertThatNullPointerException()
                .isThrownBy(() -> Traqo.wrap((ExecutorService) null))
                .withMessage("executor == null");
        assertThatNullPointerException()
                .isThrownBy(() -> Traqo.wrap((ScheduledExecutorService) null))
                .withMessage("executor == null");
        assertThatNullPointerException().isThrownBy(() -> Traqo.wrap(plain).execute(null));
    }

    @Test
    void executor_fails_asTheDelegateDoes() {
        ExecutorService pool = Traqo.wrap(plain);
        IllegalStateException failure = new IllegalStateException("no");
        tracer.span("outer").run(span -> {
            Future<?> failed = pool.submit((Runnable) () -> {
                throw failure;
            });
            assertThatThrownBy(failed::get).hasCause(failure);
        });
    }

    @Test
    void shutdown_isTheDelegates() throws InterruptedException {
        ExecutorService pool = Traqo.wrap(plain);
        assertThat(pool.isShutdown()).isFalse();
        pool.shutdown();

        assertThat(plain.isShutdown()).isTrue();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThatThrownBy(() -> pool.execute(() -> {}))
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    }

    @Test
    void shutdownNow_returnsWhatWaits_stillCarried() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        ExecutorService pool = Traqo.wrap(one);
        CountDownLatch never = new CountDownLatch(1);
        List<Runnable> waiting = new ArrayList<>();
        tracer.span("outer").run(span -> {
            pool.execute(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    // that is what ends it
                }
            });
            pool.execute(() -> step("waiting"));
            waiting.addAll(pool.shutdownNow());
            assertThat(waiting).hasSize(1);
            Thread other = new Thread(waiting.get(0));
            other.start();
            other.join();
        });

        assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(parents("waiting")).containsExactly("outer");
    }

    /** {@code close} came with Java 19. */
    @Test
    void close_isTheDelegates() throws Exception {
        ExecutorService pool = Traqo.wrap(plain);
        ExecutorService common = Traqo.wrap((ExecutorService) ForkJoinPool.commonPool());
        if (pool instanceof AutoCloseable closeable) {
            closeable.close();
            assertThat(plain.isTerminated()).isTrue();
            ((AutoCloseable) common).close(); // of a pool that cannot be closed: returns
        }
        assertThat(common.submit(() -> "still there").get()).isEqualTo("still there");
    }

    @Test
    void completableFuture_onAWrappedExecutor() throws Exception {
        ExecutorService pool = Traqo.wrap(plain);
        tracer.span("outer")
                .run(span -> CompletableFuture.supplyAsync(
                                () -> tracer.span("a").call(s -> 1), pool)
                        .thenApplyAsync(n -> tracer.span("b").call(s -> n + 1), pool)
                        .thenCompose(n -> CompletableFuture.runAsync(() -> step("c"), pool))
                        .get());

        assertThat(parents("a", "b", "c")).containsOnly("outer");
    }
}
