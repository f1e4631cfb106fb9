package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which forms a lambda can be given to {@link Traqo#wrap}: the overloads cannot be told apart in all. */
class WrapFormsTest {

    /** What the forms may use. */
    private static final String PROGRAM = """
            import dev.traqo.Traqo;
            import java.util.concurrent.*;
            import java.util.function.*;
            import java.util.stream.*;

            abstract class Program {
                Callable<String> callable; Supplier<String> supplier; Runnable runnable;
                Function<String, Integer> function; UnaryOperator<String> unary; BinaryOperator<String> binary;
                Consumer<String> consumer; BiFunction<String, Integer, Long> biFunction;
                ExecutorService pool; ThreadPoolExecutor threads; ForkJoinPool forks;
                ScheduledThreadPoolExecutor timer; FutureTask<String> futureTask;
                Stream<String> texts; CompletableFuture<String> future;
                abstract void work();
                abstract String load();
                abstract int length(String text);
                abstract void store(String text);

                Object program() throws Exception {
                    %s
                    return null;
                }
            }
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a variable says which
                "Future<String> f = pool.submit(Traqo.wrap(callable));",
                "Future<?> f = pool.submit(Traqo.wrap(runnable));",
                "CompletableFuture<String> f = CompletableFuture.supplyAsync(Traqo.wrap(supplier));",
                "Stream<Integer> s = texts.parallel().map(Traqo.wrap(function));",
                "Stream<String> s = texts.map(Traqo.wrap(unary));",
                "texts.forEach(Traqo.wrap(consumer));",
                "BiFunction<String, String, String> b = Traqo.wrap(binary);",
                "BiFunction<String, Integer, Long> b = Traqo.wrap(biFunction);",
                "Runnable r = Traqo.wrap(futureTask);",
                // a cast says which
                "Supplier<String> s = Traqo.wrap((Supplier<String>) () -> load());",
                "future.thenAccept(Traqo.wrap((Consumer<String>) text -> store(text)));",
                "future.thenApply(Traqo.wrap((Function<String, Integer>) this::length));",
                // only one overload fits
                "Runnable r = Traqo.wrap(() -> { work(); });",
                "Runnable r = Traqo.wrap(() -> work());",
                "Runnable r = Traqo.wrap(this::work);",
                "Runnable r = Traqo.wrap(() -> { load(); });",
                "BiFunction<String, Integer, Integer> b = Traqo.wrap((text, i) -> length(text) + i);",
                "Stream<Integer> s = texts.map(Traqo.wrap(text -> { return length(text); }));",
                "Stream<Integer> s = texts.map(Traqo.wrap(this::length));",
                // executors, as what they are declared
                "ExecutorService e = Traqo.wrap(Executors.newFixedThreadPool(2));",
                "ExecutorService e = Traqo.wrap(threads);",
                "ScheduledExecutorService e = Traqo.wrap(timer);",
                "ScheduledExecutorService e = Traqo.wrap(Executors.newScheduledThreadPool(1));",
                "Executor e = Traqo.wrap((Executor) task -> new Thread(task).start());",
                // and the better way: the executor is wrapped once, and lambdas are written as ever
                "Future<String> f = Traqo.wrap(pool).submit(() -> load());",
                "Traqo.wrap(pool).submit(() -> work());",
                "CompletableFuture<String> f = CompletableFuture.supplyAsync(() -> load(), Traqo.wrap(pool));",
            })
    void form_compiles(String form) {
        assertThat(errors(form)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Future<String> f = pool.submit(Traqo.wrap(() -> load()));",
                "Supplier<String> s = Traqo.wrap(() -> load());",
                "Callable<String> c = Traqo.wrap(() -> { return load(); });",
                "Supplier<String> s = Traqo.wrap(this::load);",
                "Stream<Integer> s = texts.map(Traqo.wrap(text -> length(text)));",
                "texts.forEach(Traqo.wrap(text -> store(text)));",
                "texts.forEach(Traqo.wrap(text -> { store(text); }));",
            })
    void form_needsACast(String form) {
        assertThat(errors(form)).contains("wrap");
    }

    private static String errors(String form) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-implicit:none", "-Xlint:none", "-cp", System.getProperty("java.class.path"));
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Program.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return PROGRAM.formatted(form);
                    }
                };
        var task = (com.sun.source.util.JavacTask) compiler.getTask(null, null, found, options, null, List.of(source));
        try {
            task.parse();
            task.analyze(); // and writes no class
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> d.getMessage(java.util.Locale.ROOT))
                .collect(Collectors.joining("\n"));
    }
}
