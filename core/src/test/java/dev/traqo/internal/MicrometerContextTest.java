package dev.traqo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Fork;
import dev.traqo.Lines;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JsonParser;

@Timeout(60)
class MicrometerContextTest {

    @TempDir
    Path folder;

    private Object before;
    private Tracer tracer;

    @BeforeEach
    void open() {
        before = Context.swap(null);
        tracer = Tracer.builder(folder.resolve("run.jsonl")).open();
    }

    @AfterEach
    void nothingStaysCurrent() {
        Hooks.disableAutomaticContextPropagation();
        tracer.close();
        assertThat(Context.swap(before)).isNull();
    }

    private Lines lines() {
        tracer.close();
        return Lines.of(tracer.path());
    }

    private static <T> T step(String name, T value) {
        return Tracer.current().span(name).call(span -> value);
    }

    @Test
    void accessor_isFoundByItsService() {
        assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
                .filteredOn(accessor -> accessor.key().equals("traqo"))
                .singleElement()
                .isInstanceOf(MicrometerContext.class);
    }

    @Test
    void snapshot_carriesAndRestores() {
        tracer.span("outer").run(span -> {
            Runnable inner = () -> step("inner", 1);
            Runnable wrapped =
                    ContextSnapshotFactory.builder().build().captureAll().wrap(inner);
            Object left = CompletableFuture.supplyAsync(
                            () -> {
                                wrapped.run();
                                return List.of(Context.current() == null);
                            },
                            task -> new Thread(task).start())
                    .join();
            assertThat(left).isEqualTo(List.of(true));

            Object here = Context.current();
            wrapped.run();
            assertThat(Context.current()).isSameAs(here);
        });

        assertThat(lines().ofType("span_start").map(e -> e.get("name").asString()))
                .containsExactly("outer", "inner", "inner");
    }

    @Test
    void snapshot_ofNothing_clearsTheThread() throws Exception {
        var factory = ContextSnapshotFactory.builder().clearMissing(true).build();
        var empty = CompletableFuture.supplyAsync(factory::captureAll, task -> new Thread(task).start())
                .get();
        tracer.span("outer").run(span -> {
            try (var scope = empty.setThreadLocals()) {
                assertThat(Context.current()).isNull();
            }
            assertThat(Span.current()).isSameAs(span);
        });
    }

    @Test
    void reactor_automaticPropagation_everyHop() {
        Hooks.enableAutomaticContextPropagation();
        tracer.span("outer").run(span -> {
            Mono<Integer> chain = Flux.range(1, 3)
                    .publishOn(Schedulers.parallel())
                    .map(n -> step("publishOn", n))
                    .flatMap(n -> Mono.fromCallable(() -> step("flatMap", n)).subscribeOn(Schedulers.boundedElastic()))
                    .delayElements(Duration.ofMillis(1))
                    .map(n -> step("delayElements", n))
                    .reduce(0, Integer::sum);
            assertThat(chain.block()).isEqualTo(6);
        });

        Lines lines = lines();
        String outer = lines.id("outer");
        assertThat(lines.ofType("span_start")
                        .filter(e -> !e.get("name").asString().equals("outer"))
                        .map(e -> e.get("parent_id").asString()))
                .hasSize(9)
                .containsOnly(outer);
    }

    @Test
    void reactor_automaticPropagation_leavesNothingOnItsThreads() {
        Hooks.enableAutomaticContextPropagation();
        tracer.span("outer")
                .run(span -> Mono.just(1)
                        .publishOn(Schedulers.single())
                        .map(n -> step("inner", n))
                        .block());
        Hooks.disableAutomaticContextPropagation();
        tracer.close();

        assertThat(Mono.fromCallable(() -> Context.current() == null)
                        .subscribeOn(Schedulers.single())
                        .block())
                .isTrue();
    }

    @Test
    void reactor_contextCapture_reachesHandleAndTap() {
        tracer.span("outer")
                .run(span -> Mono.just(1)
                        .publishOn(Schedulers.parallel())
                        .<Integer>handle((n, sink) -> sink.next(step("handle", n)))
                        .map(n -> step("map", n))
                        .contextCapture()
                        .block());

        Lines lines = lines();
        assertThat(lines.parentOf("handle")).isEqualTo("outer");
        // without the hook Reactor restores it in some operators only: this one ran outside the trace
        assertThat(lines.ofType("span_start").map(e -> e.get("name").asString()))
                .containsExactly("outer", "handle");
    }

    @Test
    void core_withoutMicrometer_works() throws Exception {
        Fork.Result result = Fork.of(Carries.class, folder.resolve("bare.jsonl"))
                .only(Carries.class, Traqo.class, JsonParser.class)
                .run();

        assertThat(result.out()).isEqualTo("carried");
        assertThat(result.exit()).isZero();
        assertThat(Lines.of(folder.resolve("bare.jsonl")).parentOf("inner")).isEqualTo("outer");
    }

    /** Carries a span to another thread, where there is no jar but core's and Jackson's. */
    static final class Carries {
        public static void main(String[] args) throws Exception {
            Tracer.builder(Path.of(args[0]))
                    .run(tracer -> tracer.span("outer").run(span -> {
                        Runnable inner = () -> Tracer.current().span("inner").run(s -> {});
                        Thread thread = new Thread(Traqo.wrap(inner));
                        thread.start();
                        thread.join();
                    }));
            try {
                System.out.println(Class.forName("io.micrometer.context.ThreadLocalAccessor"));
            } catch (ClassNotFoundException e) {
                System.out.println("carried");
            }
        }
    }
}
