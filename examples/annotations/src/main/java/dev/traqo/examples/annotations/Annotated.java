package dev.traqo.examples.annotations;

import dev.traqo.Span;
import dev.traqo.TokenUsage;
import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A help desk whose steps are {@link Trace} methods: each call of one is a span below the call that made it.
 *
 * <p>{@link Explicit} is the same program without annotations, and writes the same trace.
 */
public final class Annotated {

    private final ExecutorService threads;

    Annotated(ExecutorService threads) {
        this.threads = threads;
    }

    /** Writes {@code traces/annotated.jsonl}, or the file named. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/annotated.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            // With the agent, threads alone would do: it carries spans through all executors.
            Annotated desk = new Annotated(Traqo.wrap(threads));
            Tracer.builder(file).name("help desk").tags("example").run(tracer -> tracer.output(desk.work()));
        } finally {
            threads.shutdown();
        }
        System.out.println("Trace: " + file);
    }

    /** One call of each; returns the last answer. */
    List<String> work() throws Exception {
        try {
            login("nora", "sesame", "token-1");
        } catch (IllegalArgumentException e) {
            login("nora", "open sesame", "token-2");
        }
        for (String summary : pipeline("It crashes, always", "How do I pay, and when")) {
            classify(summary);
        }
        translate("Thank you").join();
        return answer("What should I do?").toList();
    }

    // Neither password nor token is in the trace: one by its name, one by an annotation.
    @Trace(kind = "tool", ignoreArguments = "password")
    boolean login(String user, String password, @TraceIgnore String token) {
        if (!password.startsWith("open")) {
            throw new IllegalArgumentException("wrong password of " + user);
        }
        return true;
    }

    @Trace
    String summarize(String text) {
        return Model.summary(text);
    }

    // The summaries are made on other threads; their spans are below this one all the same.
    @Trace(kind = "chain", tags = "batch")
    List<String> pipeline(String... documents) throws Exception {
        List<Callable<String>> tasks = Arrays.stream(documents)
                .<Callable<String>>map(document -> () -> summarize(document))
                .toList();
        List<String> summaries = new ArrayList<>();
        for (Future<String> summary : threads.invokeAll(tasks)) {
            summaries.add(summary.get());
        }
        return summaries;
    }

    // What is known only inside the call is added to the current span.
    @Trace(kind = "llm", metadata = "model=tiny-1", tags = "classifier")
    String classify(String text) {
        Span.current().metadata("confidence", 0.95).tokenUsage(TokenUsage.of(12, 1));
        return Model.label(text);
    }

    // The span ends when the future completes, with what it completes with.
    @Trace(kind = "llm", metadata = "model=tiny-1")
    CompletableFuture<String> translate(String text) {
        return CompletableFuture.supplyAsync(() -> Model.french(text), threads).thenApply(this::review);
    }

    // The span ends with the last word, and has them all.
    @Trace(kind = "llm", metadata = "model=tiny-1")
    Stream<String> answer(String question) {
        return Model.words(question).map(this::review);
    }

    // Private, and called by this very object: there is no proxy that would have to be gone through.
    @Trace(name = "review words", kind = "guardrail", captureInput = false)
    private String review(String words) {
        return words.strip();
    }
}
