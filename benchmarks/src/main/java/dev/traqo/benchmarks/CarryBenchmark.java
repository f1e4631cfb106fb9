package dev.traqo.benchmarks;

import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One operation is one task, handed over and run. What carrying context adds is small against what the hand-over to
 * another thread costs and varies, so the first five are made on a single thread; the last two are as life is.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class CarryBenchmark {

    private static final int BATCH = 1000;

    /** {@code plain}: no agent; {@code idle}, {@code current}: with it; {@code wrapped}: by hand, a span current. */
    @Param({"plain", "idle", "current", "wrapped"})
    public String state = "plain";

    private final ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(16);
    private final ThreadPoolExecutor busy = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue);
    private final CountDownLatch held = new CountDownLatch(1);
    private final ExecutorService single = Executors.newFixedThreadPool(1);
    private final ForkJoinPool forkJoin = new ForkJoinPool(1);
    private final Executor inline = Runnable::run;
    private ExecutorService byHandBusy = busy;
    private ExecutorService byHandSingle = single;
    private int sum;

    @SuppressWarnings("NullAway.Init") // set before the first call
    private Path dir;

    private @Nullable Tracer tracer;
    private @Nullable Scope scope;

    @Setup
    public void open() throws Exception {
        dir = BenchDir.create("carry");
        boolean agent = state.equals("idle") || state.equals("current");
        if (agent != hasAgent()) {
            throw new IllegalStateException("state=" + state + " in a JVM with" + (agent ? "out" : "") + " the agent");
        }
        // its only worker is kept from the queue, which is emptied by the thread that fills it
        busy.execute(this::holdOn);
        single.submit(() -> {}).get();
        if (isRecorded()) {
            Tracer opened = Tracer.builder(dir.resolve("carry.jsonl")).open();
            Span run = opened.span("run").start();
            scope = run.makeCurrent();
            tracer = opened;
        }
        if (state.equals("wrapped")) {
            byHandBusy = Traqo.wrap(busy);
            byHandSingle = Traqo.wrap(single);
        }
        byHandSingle.submit(this::check).get();
    }

    private static boolean hasAgent() {
        try {
            Class.forName("dev.traqo.agent.boot.Carrier", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private boolean isRecorded() {
        return state.equals("current") || state.equals("wrapped");
    }

    /** Context has come with a task, or there is none: otherwise the row would measure something else. */
    private void check() {
        if (Tracer.current().isRecording() != isRecorded()) {
            throw new IllegalStateException(
                    "state=" + state + ", but context was " + (isRecorded() ? "lost" : "there"));
        }
    }

    private void holdOn() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- on a single thread -----------------------------------------------------------------------------------------

    @Benchmark
    public void execute() {
        int i = sum;
        byHandBusy.execute(() -> sum = i + 1);
        runQueued();
    }

    @Benchmark
    public Object submit() {
        int i = sum;
        Object future = byHandBusy.submit(() -> sum = i + 1);
        runQueued();
        return future;
    }

    private void runQueued() {
        Runnable queued = queue.poll();
        if (queued == null) {
            throw new IllegalStateException("the task is not in the queue");
        }
        queued.run();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void fork() {
        forkJoin.invoke(new Forks());
    }

    /** Forks and runs one task after the other in the pool's only worker. */
    private final class Forks extends RecursiveAction {
        private static final long serialVersionUID = 1;

        @Override
        protected void compute() {
            check();
            for (int i = 0; i < BATCH; i++) {
                new Leaf().fork().join();
            }
        }
    }

    private final class Leaf extends RecursiveAction {
        private static final long serialVersionUID = 1;

        @Override
        protected void compute() {
            sum++;
        }
    }

    @Benchmark
    @OperationsPerInvocation(2)
    public int stages() {
        int i = sum;
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> sum = i + 1, inline);
        return first.thenApply(value -> value + i).join();
    }

    /** One virtual thread starts others and waits for each; there is a single thread to carry them all. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void virtualThread() throws InterruptedException {
        VirtualThreads.start(this::startVirtualThreads).join();
    }

    private void startVirtualThreads() {
        check();
        try {
            for (int i = 0; i < BATCH; i++) {
                VirtualThreads.start(() -> sum++).join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- to another thread ------------------------------------------------------------------------------------------

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void pool() throws InterruptedException {
        handAll(byHandSingle);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void commonPool() throws InterruptedException {
        handAll(ForkJoinPool.commonPool());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the latch sees every task
    private static void handAll(ExecutorService executor) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(BATCH);
        for (int i = 0; i < BATCH; i++) {
            executor.submit(() -> left.countDown());
        }
        left.await();
    }

    @TearDown
    public void close() throws IOException {
        held.countDown();
        busy.shutdown();
        single.shutdown();
        forkJoin.shutdown();
        if (scope != null && tracer != null) {
            scope.close();
            tracer.close();
        }
        BenchDir.delete(dir);
    }
}
