package dev.traqo.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarrierTest {

    private static final String CONTEXT = "context";

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(current()).isNull();
    }

    private static Object current() {
        Object[] box = Carrier.BOXES.get();
        return box == null ? null : box[0];
    }

    /** What is handed over while something is current. */
    private static <T> T handedOver(Supplier<T> handing) {
        Object before = Carrier.swap(CONTEXT);
        try {
            return handing.get();
        } finally {
            Carrier.swap(before);
        }
    }

    private static final class Named implements Runnable {

        @Override
        public void run() {}
    }

    // ---- tasks that can be wrapped --------------------------------------------------------------------------------

    @Test
    void nothingCurrent_theTaskItself() {
        Runnable runnable = () -> {};
        Callable<Object> callable = () -> null;
        List<Callable<Object>> tasks = List.of(callable);
        assertThat(Carrier.carry(runnable)).isSameAs(runnable);
        assertThat(Carrier.carry(callable)).isSameAs(callable);
        assertThat((Object) Carrier.carry(tasks)).isSameAs(tasks);
    }

    @Test
    void eachKindSeesTheContext_andTheThreadItsOwnAfterwards() throws Exception {
        List<Object> seen = new ArrayList<>();
        Runnable runnable = handedOver(() -> Carrier.carry((Runnable) () -> seen.add(current())));
        Callable<Object> callable = handedOver(() -> Carrier.carry((Callable<Object>) CarrierTest::current));
        Supplier<Object> supplier = handedOver(() -> Carrier.carry((Supplier<Object>) CarrierTest::current));
        Function<String, Object> function =
                handedOver(() -> Carrier.carry((Function<String, Object>) text -> text + current()));
        BiFunction<String, String, Object> biFunction = handedOver(
                () -> Carrier.carry((BiFunction<String, String, Object>) (one, two) -> one + two + current()));
        Consumer<String> consumer =
                handedOver(() -> Carrier.carry((Consumer<String>) text -> seen.add(text + current())));
        BiConsumer<String, String> biConsumer = handedOver(
                () -> Carrier.carry((BiConsumer<String, String>) (one, two) -> seen.add(one + two + current())));

        Carrier.swap("other");
        runnable.run();
        assertThat(callable.call()).isEqualTo(CONTEXT);
        assertThat(supplier.get()).isEqualTo(CONTEXT);
        assertThat(function.apply("1")).isEqualTo("1context");
        assertThat(biFunction.apply("1", "2")).isEqualTo("12context");
        consumer.accept("3");
        biConsumer.accept("4", "5");
        assertThat(Carrier.swap(null)).isEqualTo("other");
        assertThat(seen).containsExactly(CONTEXT, "3context", "45context");
    }

    @Test
    void exception_theThreadGetsItsContextBack() {
        Runnable runnable = handedOver(() -> Carrier.carry((Runnable) () -> {
            throw new IllegalStateException("expected");
        }));
        Callable<Object> callable = handedOver(() -> Carrier.carry((Callable<Object>) () -> {
            throw new java.io.IOException("expected");
        }));
        Carrier.swap("other");
        assertThatThrownBy(runnable::run).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(callable::call).isInstanceOf(java.io.IOException.class);
        assertThat(Carrier.swap(null)).isEqualTo("other");
    }

    @Test
    void handedOnTwice_theFirstContextCounts() {
        List<Object> seen = new ArrayList<>();
        Runnable once = handedOver(() -> Carrier.carry((Runnable) () -> seen.add(current())));
        Carrier.swap("second");
        Runnable twice = Carrier.carry(once);
        Carrier.swap(null);
        twice.run();
        assertThat(twice).isSameAs(once);
        assertThat(seen).containsExactly(CONTEXT);
    }

    @Test
    void null_staysNull() {
        assertThat((Object) handedOver(() -> Carrier.carry((Runnable) null))).isNull();
        assertThat((Object) handedOver(() -> Carrier.carry((Callable<Object>) null)))
                .isNull();
        assertThat((Object) handedOver(() -> Carrier.carry((Collection<?>) null)))
                .isNull();
        assertThat(handedOver(() -> Carrier.carry(null, pool(new LinkedBlockingQueue<>()))))
                .isNull();
        assertThat(Carrier.sought(null)).isNull();
    }

    @Test
    void hide_leavesNothingCurrentUntilTheEnd() {
        Object[] seen = new Object[2];
        handedOver(() -> {
            Object hidden = Carrier.hide();
            seen[0] = current();
            Carrier.end(hidden);
            seen[1] = current();
            return null;
        });
        assertThat(seen).containsExactly(null, CONTEXT);
        assertThat(Carrier.hide()).isNull();
    }

    @Test
    void collection_keepsOrderAndWhatIsNoTask() throws Exception {
        Callable<Object> task = CarrierTest::current;
        Collection<?> carried = handedOver(() -> Carrier.carry((Collection<?>) Arrays.asList(task, null, task)));
        assertThat(carried).hasSize(3).element(1).isNull();
        for (Object each : List.of(carried.toArray()[0], carried.toArray()[2])) {
            assertThat(((Callable<?>) each).call()).isEqualTo(CONTEXT);
        }
    }

    // ---- pools ----------------------------------------------------------------------------------------------------

    private static ThreadPoolExecutor pool(BlockingQueue<Runnable> queue) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue);
    }

    private static Runnable executed(Runnable task, ThreadPoolExecutor pool) {
        try (AutoCloseable ignored = pool::shutdown) {
            return handedOver(() -> Carrier.carry(task, pool));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void plainPool_wrapsLambdasAndNamedTasks() {
        assertThat(executed(() -> {}, pool(new LinkedBlockingQueue<>()))).isInstanceOf(Carried.class);
        assertThat(executed(new Named(), pool(new LinkedBlockingQueue<>()))).isInstanceOf(Carried.class);
    }

    @Test
    void future_isNotWrappedAgain() {
        FutureTask<Object> future = new FutureTask<>(() -> null);
        assertThat(executed(future, pool(new LinkedBlockingQueue<>()))).isSameAs(future);
    }

    @Test
    void priorityQueue_namedTasksAreLeftToItsComparator() {
        Named named = new Named();
        assertThat(executed(named, pool(new PriorityBlockingQueue<>()))).isSameAs(named);
    }

    @Test
    void ownQueue_namedTasksAreLeft() {
        Named named = new Named();
        assertThat(executed(named, pool(new LinkedBlockingQueue<>() {}))).isSameAs(named);
    }

    @Test
    void ownPool_namedTasksAreLeft() {
        Named named = new Named();
        ThreadPoolExecutor own = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            protected void beforeExecute(Thread thread, Runnable task) {}
        };
        assertThat(executed(named, own)).isSameAs(named);
    }

    @Test
    void ownPool_itsMethodsAreNotCalled() {
        Named named = new Named();
        ThreadPoolExecutor own = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public BlockingQueue<Runnable> getQueue() {
                throw new UnsupportedOperationException();
            }

            @Override
            public java.util.concurrent.RejectedExecutionHandler getRejectedExecutionHandler() {
                throw new UnsupportedOperationException();
            }
        };
        assertThat(executed(named, own)).isSameAs(named);
    }

    @Test
    void ownRejectionHandler_namedTasksAreLeft() {
        Named named = new Named();
        ThreadPoolExecutor pool = pool(new LinkedBlockingQueue<>());
        pool.setRejectedExecutionHandler((task, from) -> {});
        assertThat(executed(named, pool)).isSameAs(named);
    }

    @Test
    void sought_findsTheTaskInAQueue() {
        Runnable carriedTask = () -> {};
        Runnable plainTask = () -> {};
        Runnable carried = handedOver(() -> Carrier.carry(carriedTask));
        BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(List.of(carried, plainTask));
        assertThat(queue.remove(Carrier.sought(new Named()))).isFalse();
        assertThat(queue.remove(Carrier.sought(carriedTask))).isTrue();
        assertThat(queue.remove(Carrier.sought(plainTask))).isTrue();
        assertThat(queue).isEmpty();
    }

    @Test
    void sought_asksTheTasksOwnEquality() {
        record Job(int number) implements Runnable {
            @Override
            public void run() {}
        }
        BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(List.of(handedOver(() -> Carrier.carry(new Job(1)))));
        assertThat(queue.remove(Carrier.sought(new Job(2)))).isFalse();
        assertThat(queue.remove(Carrier.sought(new Job(1)))).isTrue();
    }

    // ---- tasks that cannot be wrapped -----------------------------------------------------------------------------

    private static final class Task extends ForkJoinTask<Object> {

        @Override
        public Object getRawResult() {
            return null;
        }

        @Override
        protected void setRawResult(Object value) {}

        @Override
        protected boolean exec() {
            return true;
        }
    }

    @Test
    void handedOver_beginsWithTheContext_onceOnly() {
        Task task = new Task();
        handedOver(() -> {
            Carrier.handOver(task);
            return null;
        });
        Object begun = Carrier.begin(task);
        assertThat(current()).isEqualTo(CONTEXT);
        Carrier.end(begun);
        assertThat(current()).isNull();
        assertThat(Carrier.begin(task)).isNull();
        assertThat(current()).isNull();
    }

    @Test
    void handedOver_whatWasCurrentComesBack() {
        Task task = new Task();
        handedOver(() -> {
            Carrier.handOver(task);
            return null;
        });
        Carrier.swap("other");
        Object begun = Carrier.begin(task);
        assertThat(current()).isEqualTo(CONTEXT);
        Carrier.end(begun);
        assertThat(Carrier.swap(null)).isEqualTo("other");
    }

    @Test
    void handedOver_nothingCurrent_isNotNoted() {
        Task task = new Task();
        Carrier.handOver(task);
        assertThat(Carrier.begin(task)).isNull();
    }

    @Test
    void handedOverAndNeverBegun_doesNotKeepTheTask() throws Exception {
        WeakReference<Task> lost = handedOver(() -> {
            Task task = new Task();
            Carrier.handOver(task);
            return new WeakReference<>(task);
        });
        for (int i = 0; i < 100 && lost.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(lost.get()).isNull();
    }

    @Test
    void hidden_nothingIsCurrentUntilTheEnd() {
        Carrier.swap(CONTEXT);
        Object hidden = Carrier.hide();
        assertThat(current()).isNull();
        Carrier.end(hidden);
        assertThat(Carrier.swap(null)).isEqualTo(CONTEXT);
        assertThat(Carrier.hide()).isNull();
    }

    @Test
    void thread_ofTheApplicationsTaskOnly() {
        Runnable task = () -> {};
        Thread plain = new Thread(task);
        Thread own = new Thread(task) {};
        Thread ofTheJdk = new Thread(new FutureTask<>(() -> null));
        handedOver(() -> {
            Carrier.handOver(plain, task);
            Carrier.handOver(own, task);
            Carrier.handOver(ofTheJdk, new FutureTask<>(() -> null));
            Carrier.handOver(plain, null);
            return null;
        });
        Object begun = Carrier.begin(plain);
        assertThat(current()).isEqualTo(CONTEXT);
        Carrier.end(begun);
        assertThat(Carrier.begin(own)).isNull();
        assertThat(Carrier.begin(ofTheJdk)).isNull();
    }
}
