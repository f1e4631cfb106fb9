package dev.traqo.examples.annotations;

import dev.traqo.Kind;
import dev.traqo.Scope;
import dev.traqo.Span;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** {@link Annotated} by hand: no annotation, no agent, no plugin. Writes the same trace. */
public final class Explicit {

    private final Tracer tracer;
    private final ExecutorService threads;

    private Explicit(Tracer tracer, ExecutorService threads) {
        this.tracer = tracer;
        this.threads = threads;
    }

    /** Writes {@code traces/explicit.jsonl}, or the file named. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "traces/explicit.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Tracer.builder(file)
                    .name("help desk")
                    .tags("example")
                    .run(tracer -> tracer.output(new Explicit(tracer, Traqo.wrap(threads)).work()));
        } finally {
            threads.shutdown();
        }
        System.out.println("Trace: " + file);
    }

    private List<String> work() throws Exception {
        try {
            login("nora", "sesame");
        } catch (IllegalArgumentException e) {
            login("nora", "open sesame");
        }
        for (String summary : pipeline("It crashes, always", "How do I pay, and when")) {
            classify(summary);
        }
        translate("Thank you").join();
        return answer("What should I do?").toList();
    }

    private boolean login(String user, String password) {
        return tracer.span("login").kind(Kind.TOOL).input(Map.of("user", user)).call(span -> {
            if (!password.startsWith("open")) {
                throw new IllegalArgumentException("wrong password of " + user);
            }
            return true;
        });
    }

    private String summarize(String text) {
        return tracer.span("summarize").input(Map.of("text", text)).call(span -> Model.summary(text));
    }

    private List<String> pipeline(String... documents) throws Exception {
        return tracer.span("pipeline")
                .kind(Kind.CHAIN)
                .tags("batch")
                .input(Map.of("documents", documents))
                .call(span -> {
                    List<Callable<String>> tasks = Arrays.stream(documents)
                            .<Callable<String>>map(document -> () -> summarize(document))
                            .toList();
                    List<String> summaries = new ArrayList<>();
                    for (Future<String> summary : threads.invokeAll(tasks)) {
                        summaries.add(summary.get());
                    }
                    return summaries;
                });
    }

    private String classify(String text) {
        return model("classify").tags("classifier").input(Map.of("text", text)).call(span -> {
            span.metadata("confidence", 0.95).tokenUsage(TokenUsage.of(12, 1));
            return Model.label(text);
        });
    }

    private CompletableFuture<String> translate(String text) {
        return model("translate")
                .input(Map.of("text", text))
                .callAsync(span -> CompletableFuture.supplyAsync(() -> Model.french(text), threads)
                        .thenApply(this::review));
    }

    /** The words come when the caller reads them: the span is made current for each, and ends with the last. */
    private Stream<String> answer(String question) {
        Span span = model("answer").input(Map.of("question", question)).start();
        List<String> words = new ArrayList<>();
        Stream<String> reviewed = Model.words(question).map(word -> {
            try (Scope scope = span.makeCurrent()) {
                String good = review(word);
                words.add(good);
                return good;
            }
        });
        Stream<String> end = Stream.of("").filter(nothing -> {
            span.metadata("elements", words.size()).output(words).end();
            return false;
        });
        return Stream.concat(reviewed, end);
    }

    private String review(String words) {
        return tracer.span("review words").kind(Kind.GUARDRAIL).call(span -> words.strip());
    }

    private Span.Builder model(String name) {
        return tracer.span(name).kind(Kind.LLM).metadata("model", "tiny-1");
    }
}
