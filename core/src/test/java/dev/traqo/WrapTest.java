package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.traqo.internal.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WrapTest {

    @TempDir
    Path folder;

    private Object before;
    private Tracer tracer;

    @BeforeEach
    void open() {
        before = Context.swap(null); // other tests may have left something on this thread
        tracer = Tracer.builder(folder.resolve("run.jsonl")).open();
    }

    @AfterEach
    void nothingStaysCurrent() {
        tracer.close();
        assertThat(Context.swap(before)).isNull();
    }

    private Lines lines() {
        tracer.close();
        return Lines.of(tracer.path());
    }

    private static void step(String name) {
        Tracer.current().span(name).run(span -> {});
    }

    /** Runs it on a thread that has something of its own current, and returns what is current there afterwards. */
    private static Object elsewhere(Object own, Runnable work) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            Context.swap(own);
                            work.run();
                            return Context.current();
                        },
                        task -> new Thread(task).start())
                .join();
    }

    // ---- tasks --------------------------------------------------------------------------------------------------

    /** Each form of task as something to run, after it was wrapped; all record the step {@code inner}. */
    static Stream<Arguments> forms() {
        Runnable run = () -> step("inner");
        Callable<String> call = () -> {
            step("inner");
            return "out";
        };
        Supplier<String> supply = () -> {
            step("inner");
            return "out";
        };
        Function<String, String> apply = in -> {
            step("inner");
            return in + "out";
        };
        BiFunction<String, String, String> both = (a, b) -> {
            step("inner");
            return a + b;
        };
        Consumer<String> accept = in -> {
            step("inner");
            assertThat(in).isEqualTo("in");
        };
        return Stream.of(
                form("Runnable", () -> {
                    Runnable wrapped = Traqo.wrap(run);
                    return wrapped;
                }),
                form("Callable", () -> {
                    Callable<String> wrapped = Traqo.wrap(call);
                    return () -> {
                        try {
                            assertThat(wrapped.call()).isEqualTo("out");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    };
                }),
                form("Supplier", () -> {
                    Supplier<String> wrapped = Traqo.wrap(supply);
                    return () -> assertThat(wrapped.get()).isEqualTo("out");
                }),
                form("Function", () -> {
                    Function<String, String> wrapped = Traqo.wrap(apply);
                    return () -> assertThat(wrapped.apply("in")).isEqualTo("inout");
                }),
                form("BiFunction", () -> {
                    BiFunction<String, String, String> wrapped = Traqo.wrap(both);
                    return () -> assertThat(wrapped.apply("a", "b")).isEqualTo("ab");
                }),
                form("Consumer", () -> {
                    Consumer<String> wrapped = Traqo.wrap(accept);
                    return () -> wrapped.accept("in");
                }));
    }

    private static Arguments form(String name, Supplier<Runnable> wrap) {
        return Arguments.argumentSet(name, wrap);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void task_runsBelowTheSpanWhereItWasWrapped(Supplier<Runnable> wrap) {
        LiveSpan own = new LiveSpan(tracer, "own", 0);
        Runnable wrapped = tracer.span("outer").call(span -> wrap.get());

        Object after = elsewhere(own, () -> tracer.span("other").run(span -> wrapped.run()));

        assertThat(after).isSameAs(own);
        Lines lines = lines();
        assertThat(lines.parentOf("other")).isNull();
        // the span that wrapped it has ended: the nearest that is open is the top of the trace
        assertThat(lines.parentOf("inner")).isNull();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void task_whileTheSpanRuns(Supplier<Runnable> wrap) {
        tracer.span("outer").run(span -> assertThat(elsewhere(null, wrap.get())).isNull());

        assertThat(lines().parentOf("inner")).isEqualTo("outer");
    }

    static Stream<Arguments> failing() {
        IllegalStateException failure = new IllegalStateException("no");
        Runnable run = () -> {
            throw failure;
        };
        Callable<String> call = () -> {
            throw failure;
        };
        Supplier<String> supply = () -> {
            throw failure;
        };
        Function<String, String> apply = in -> {
            throw failure;
        };
        BiFunction<String, String, String> both = (a, b) -> {
            throw failure;
        };
        Consumer<String> accept = in -> {
            throw failure;
        };
        return Stream.of(
                form("Runnable", () -> Traqo.wrap(run)),
                form("Callable", () -> {
                    Callable<String> wrapped = Traqo.wrap(call);
                    return () -> {
                        try {
                            wrapped.call();
                        } catch (RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    };
                }),
                form("Supplier", () -> Traqo.wrap(supply)::get),
                form("Function", () -> {
                    Function<String, String> wrapped = Traqo.wrap(apply);
                    return () -> wrapped.apply("in");
                }),
                form("BiFunction", () -> {
                    BiFunction<String, String, String> wrapped = Traqo.wrap(both);
                    return () -> wrapped.apply("a", "b");
                }),
                form("Consumer", () -> {
                    Consumer<String> wrapped = Traqo.wrap(accept);
                    return () -> wrapped.accept("in");
                }));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void task_throws_restoresTheThread(Supplier<Runnable> wrap) {
        LiveSpan own = new LiveSpan(tracer, "own", 0);
        tracer.span("outer").run(span -> {
            Runnable wrapped = wrap.get();
            AtomicReference<Throwable> thrown = new AtomicReference<>();

            Object after = elsewhere(own, () -> thrown.set(catchThrowable(wrapped::run)));

            assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessage("no");
            assertThat(after).isSameAs(own);
        });
    }

    @Test
    void task_leavesASpanOpen_theThreadIsRestoredAllTheSame() {
        tracer.span("outer").run(span -> {
            Runnable wrapped =
                    Traqo.wrap((Runnable) () -> tracer.span("left open").open());

            assertThat(elsewhere(null, wrapped)).isNull();
        });
        assertThat(lines().parentOf("left open")).isEqualTo("outer");
    }

    @Test
    void task_onTheSameThread_isRestoredToo() {
        Runnable atTheTop = Traqo.wrap((Runnable) () -> step("top"));
        tracer.span("outer").run(span -> {
            atTheTop.run();
            step("inner");
        });

        Lines lines = lines();
        assertThat(lines.parentOf("top")).isNull();
        assertThat(lines.parentOf("inner")).isEqualTo("outer");
    }

    @Test
    void task_outsideATrace_isReturnedAsItIs() {
        tracer.close();
        Runnable run = () -> {};
        Callable<String> call = () -> "";
        Supplier<String> supply = () -> "";
        Function<String, String> apply = in -> in;
        BiFunction<String, String, String> both = (a, b) -> a;
        Consumer<String> accept = in -> {};

        assertThat(Traqo.wrap(run)).isSameAs(run);
        assertThat(Traqo.wrap(call)).isSameAs(call);
        assertThat(Traqo.wrap(supply)).isSameAs(supply);
        assertThat(Traqo.wrap(apply)).isSameAs(apply);
        assertThat(Traqo.wrap(both)).isSameAs(both);
        assertThat(Traqo.wrap(accept)).isSameAs(accept);
    }

    @Test
    void task_wrappedTwice_keepsItsFirstContext() {
        Runnable once = tracer.span("first").call(span -> Traqo.wrap((Runnable) () -> step("inner")));

        tracer.span("second").run(span -> assertThat(Traqo.wrap(once)).isSameAs(once));
        assertThat(once.toString()).startsWith("Traqo.wrap(");
    }

    @Test
    void task_traceClosedMeanwhile_runsAndRecordsNothing() {
        AtomicReference<Boolean> recording = new AtomicReference<>();
        Runnable late = tracer.span("outer")
                .call(span -> Traqo.wrap((Runnable) () -> {
                    recording.set(Tracer.current().isRecording());
                    step("late");
                    tracer.span("later").run(s -> {});
                }));
        tracer.close();

        assertThat(elsewhere(null, late)).isNull();

        assertThat(recording.get()).isFalse();
        assertThat(lines().story()).containsExactly("trace_start", "span_start outer", "span_end outer", "trace_end");
    }

    @Test
    void task_childTraceClosedMeanwhile_recordsInTheParent() {
        AtomicReference<Runnable> late = new AtomicReference<>();
        tracer.span("outer").run(span -> {
            tracer.child("child").run(child -> late.set(Traqo.wrap((Runnable) () -> step("late"))));
            assertThat(elsewhere(null, late.get())).isNull();
        });

        assertThat(lines().parentOf("late")).isEqualTo("outer");
    }

    @Test
    void task_manyTimesAtOnce() throws InterruptedException {
        int threads = 8;
        CountDownLatch together = new CountDownLatch(threads);
        tracer.span("outer").run(span -> {
            Runnable wrapped = Traqo.wrap((Runnable) () -> {
                together.countDown();
                try {
                    together.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                step("inner");
            });
            List<Thread> all = IntStream.range(0, threads)
                    .mapToObj(i -> new Thread(wrapped))
                    .toList();
            all.forEach(Thread::start);
            for (Thread thread : all) {
                thread.join();
            }
        });

        Lines lines = lines();
        String outer = lines.id("outer");
        assertThat(lines.ofType("span_start")
                        .filter(e -> e.get("name").asString().equals("inner"))
                        .map(e -> e.get("parent_id").asString()))
                .hasSize(threads)
                .containsOnly(outer);
    }

    @Test
    void task_null_isRefusedByName() {
        List<Runnable> refused = new ArrayList<>();
        refused.add(() -> Traqo.wrap((Runnable) null));
        refused.add(() -> Traqo.wrap((Callable<String>) null));
        refused.add(() -> Traqo.wrap((Supplier<String>) null));
        refused.add(() -> Traqo.wrap((Function<String, String>) null));
        refused.add(() -> Traqo.wrap((BiFunction<String, String, String>) null));
        refused.add(() -> Traqo.wrap((Consumer<String>) null));
        tracer.span("outer").run(span -> assertThat(refused).allSatisfy(WrapTest::namesTheTask));
        tracer.close();
        assertThat(refused).allSatisfy(WrapTest::namesTheTask);
    }

    private static void namesTheTask(Runnable wrap) {
        assertThatNullPointerException().isThrownBy(wrap::run).withMessage("task == null");
    }

    @Test
    void callback_onAForeignThread() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Executor plain = task -> new Thread(task).start();
        tracer.span("outer").run(span -> {
            CompletableFuture<Integer> length = answer.thenApplyAsync(
                            Traqo.wrap((Function<String, String>) text -> {
                                step("inner");
                                return text;
                            }),
                            plain)
                    .thenApply(String::length);
            new Thread(() -> answer.complete("hello")).start();
            assertThat(length.join()).isEqualTo(5);
        });

        assertThat(lines().parentOf("inner")).isEqualTo("outer");
    }

    @Test
    void callable_checkedException_isThrownAsItIs() {
        Exception failure = new Exception("checked");
        tracer.span("outer").run(span -> {
            Callable<String> wrapped = Traqo.wrap((Callable<String>) () -> {
                throw failure;
            });
            assertThatThrownBy(wrapped::call).isSameAs(failure);
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(Traqo.wrap((Supplier<String>) () -> {
                                throw new CompletionException(failure);
                            }))
                            .join())
                    .hasCause(failure);
        });
    }
}
