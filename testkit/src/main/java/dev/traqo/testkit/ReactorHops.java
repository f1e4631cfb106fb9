package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Tracer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The hops of Reactor: each does the work three times on the threads of a scheduler. */
final class ReactorHops {

    /** A delay that is over before its element is asked for ends on the thread that asks. */
    private static final Duration DELAY = Duration.ofMillis(50);

    private static final Flux<Integer> THREE = Flux.range(1, 3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ReactorHops() {}

    static String publishOn(ContextRun run, Supplier<String> work) throws Exception {
        return hop(run, scheduler -> THREE.publishOn(scheduler).map(n -> work.get()));
    }

    static String flatMap(ContextRun run, Supplier<String> work) throws Exception {
        return hop(run, scheduler -> THREE.flatMap(n -> Mono.fromSupplier(work).subscribeOn(scheduler)));
    }

    static String delay(ContextRun run, Supplier<String> work) throws Exception {
        return hop(run, scheduler -> THREE.delayElements(DELAY, scheduler).map(n -> work.get()));
    }

    private static String hop(ContextRun run, Function<Scheduler, Flux<String>> chain) throws Exception {
        Scheduler scheduler = Schedulers.newParallel("hops", 2);
        if (run.wraps()) {
            Hooks.enableAutomaticContextPropagation();
        }
        try {
            assertThat(chain.apply(scheduler).blockLast(PATIENCE)).isEqualTo("done");
        } finally {
            if (run.wraps()) {
                Hooks.disableAutomaticContextPropagation();
            }
        }
        AtomicBoolean left = new AtomicBoolean();
        run.foreign()
                .run(() -> THREE.flatMap(
                                n -> Mono.fromCallable(() -> Tracer.current().isRecording())
                                        .subscribeOn(scheduler))
                        .doOnNext(recording -> left.compareAndSet(false, recording))
                        .blockLast(PATIENCE));
        scheduler.dispose();
        run.nothingLeft(left.get(), "the scheduler");
        return "";
    }
}
