package dev.traqo.examples;

import dev.traqo.Kind;
import dev.traqo.Span;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Steps that run on other threads.
 *
 * <p>What is current belongs to a thread. Work that is handed to another thread finds its place in the trace in one of
 * three ways: {@code callAsync}, {@code parent(span)}, or {@code makeCurrent()}.
 */
public final class AsyncAndThreads {

    private AsyncAndThreads() {}

    /** Writes {@code traces/async.jsonl}, or the file named. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/async.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Tracer.builder(file).run(tracer -> {
                future(tracer, threads);
                explicitParent(tracer, threads);
                currentOnAnotherThread(tracer, threads);
                endsInACallback(tracer, threads);
            });
        } finally {
            threads.shutdown();
        }
        System.out.println("Trace: " + file);
    }

    /** The span ends when the future completes; if it fails, with the error. */
    private static void future(Tracer tracer, ExecutorService threads) {
        CompletableFuture<String> answer = tracer.span("future")
                .kind(Kind.LLM)
                .callAsync(span -> CompletableFuture.supplyAsync(() -> "from another thread", threads));
        answer.join();
    }

    /** Three steps side by side below one span, which they name. */
    private static void explicitParent(Tracer tracer, ExecutorService threads) throws Exception {
        tracer.span("explicit parent").kind(Kind.CHAIN).run(parent -> {
            List<CompletableFuture<Integer>> lengths = List.of("one", "three", "seven").stream()
                    .map(word -> CompletableFuture.supplyAsync(
                            () -> tracer.span("measure " + word).parent(parent).call(span -> word.length()), threads))
                    .toList();
            parent.output(lengths.stream().mapToInt(CompletableFuture::join).sum());
        });
    }

    /** Code that only knows {@code Tracer.current()} needs the span to be current where it runs. */
    private static void currentOnAnotherThread(Tracer tracer, ExecutorService threads) throws Exception {
        tracer.span("current elsewhere").kind(Kind.CHAIN).run(span -> {
            Runnable library = () -> Tracer.current().span("library code").run(inner -> inner.event("ran", null));
            Traqo.wrap(threads).submit(library).get(); // wrap a pool once, where it is made
        });
    }

    /** A span without a block: begun here, ended wherever the answer arrives. */
    private static void endsInACallback(Tracer tracer, ExecutorService threads) {
        Span span = tracer.span("callback").start();
        CompletableFuture.runAsync(() -> {}, threads)
                .whenComplete((nothing, error) -> {
                    if (error != null) {
                        span.error(error);
                    }
                    span.output("done").end();
                })
                .join();
    }
}
