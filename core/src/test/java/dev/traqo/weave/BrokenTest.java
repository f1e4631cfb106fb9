package dev.traqo.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Fork;
import dev.traqo.Lines;
import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import dev.traqo.Tracer;
import dev.traqo.Warnings;
import dev.traqo.internal.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong while a call is recorded, the application gets what it would have got without us. */
class BrokenTest extends InTrace {

    static class Sample {
        @Trace
        Object any(Object argument, @TraceIgnore Supplier<?> body) {
            return body.get();
        }

        @Trace
        Iterator<String> iterator(@TraceIgnore Supplier<?> body) {
            return List.of("a").iterator();
        }

        @Trace
        Stream<String> stream(@TraceIgnore Supplier<Stream<String>> body) {
            return body.get();
        }

        @Trace
        int recurse(int depth) {
            deepest = depth;
            return 1 + Weaving.<Integer>call(this, "recurse", depth + 1);
        }

        private int deepest;
    }

    private final Sample sample = new Sample();

    /** Fails at everything. */
    static final class Hostile {
        @Override
        public String toString() {
            throw new StackOverflowError("toString");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("hashCode");
        }

        @Override
        public boolean equals(Object other) {
            throw new AssertionError("equals");
        }

        public String getName() {
            throw new OutOfMemoryError("getName");
        }
    }

    @Test
    void hostileValues() {
        Hostile hostile = new Hostile();

        Object result = Weaving.call(sample, "any", hostile, (Supplier<?>) () -> hostile);

        assertThat(result == hostile).isTrue();
        assertThat(lines().end("any").get("status").asString()).isEqualTo("ok");
    }

    @Test
    void hostileException() {
        class Mean extends RuntimeException {
            @Override
            public String getMessage() {
                throw new IllegalStateException("getMessage");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("getCause");
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException("getStackTrace");
            }
        }
        Mean mean = new Mean();

        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(
                () -> Weaving.call(sample, "any", 1, (Supplier<?>) () -> {
                    throw mean;
                }));

        assertThat(thrown == mean).isTrue();
        assertThat(lines().end("any").get("status").asString()).isEqualTo("error");
    }

    @Test
    void argumentsThatAreNotThere() {
        String id = Weaving.id(Weaving.method(Sample.class, "any"));
        try (Warnings warnings = new Warnings()) {
            TracedCall nothing = TracedCall.enter(Sample.class, id, null);
            TracedCall few = TracedCall.enter(Sample.class, id, new Object[0]);
            assertThat(few.exit("result", null)).isEqualTo("result");
            assertThat(nothing.exit("result", null)).isEqualTo("result");
            assertThat(TracedCall.enter(Sample.class, null, new Object[0])).isNull();
            assertThat(TracedCall.enter(null, id, new Object[0])).isNull();
            assertThat(warnings.messages()).isNotEmpty().allMatch(m -> m.startsWith("a call of a @Trace method"));
        }
        tracer.span("after").run(span -> {});

        assertThat(lines().parentOf("after")).isNull();
    }

    @Test
    void resultThatDoesNotFitTheDeclaredType_isReturnedAsItIs() {
        String id = Weaving.id(Weaving.method(Sample.class, "iterator"));
        TracedCall call = TracedCall.enter(Sample.class, id, new Object[1]);
        Object wrong = new Object();

        assertThat(call.exit(wrong, null)).isSameAs(wrong);
        assertThat(lines().end("iterator").get("status").asString()).isEqualTo("ok");
    }

    @Test
    @SuppressWarnings("unchecked")
    void streamThatFailsAtEverything_failsAsEver() {
        Stream<String> broken = (Stream<String>)
                Proxy.newProxyInstance(Stream.class.getClassLoader(), new Class<?>[] {Stream.class}, (p, m, a) -> {
                    throw new IllegalStateException(m.getName());
                });
        Stream<String> wrapped = Weaving.call(sample, "stream", (Supplier<?>) () -> broken);

        assertThatThrownBy(wrapped::toList).hasMessage("spliterator");
        assertThatThrownBy(wrapped::close).hasMessage("close");
        assertThat(lines().end("stream").get("error").get("message").asString()).isEqualTo("spliterator");
    }

    @Test
    void stackOverflow_applicationGetsItsOwn() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        List<Object> current = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int skew = i;
            Thread thread = new Thread(
                    null,
                    () -> {
                        Object mine = Context.swap(tracer.span("thread").start());
                        Object outer = Context.current();
                        try {
                            overflow(skew);
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                        current.add(Context.current() == outer && mine == null);
                    },
                    "deep",
                    200_000);
            thread.start();
            thread.join();
        }
        Weaving.call(sample, "any", 1, (Supplier<?>) () -> 1);

        assertThat(failures).hasSize(5).allMatch(e -> e instanceof StackOverflowError);
        assertThat(current).containsOnly(true);
        assertThat(sample.deepest).isGreaterThan(10);
        assertThat(lines().end("any").get("status").asString()).isEqualTo("ok");
    }

    private int overflow(int skew) {
        return skew == 0 ? Weaving.<Integer>call(sample, "recurse", 0) : overflow(skew - 1) + 1;
    }

    // ---- classes that cannot be looked at -----------------------------------------------------------------------

    private void compile(String source, String... options) {
        try {
            Path file = folder.resolve("Compiled.java");
            Files.writeString(file, "import dev.traqo.*;\n" + source);
            List<String> arguments = new ArrayList<>(List.of(options));
            arguments.addAll(List.of(
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString(),
                    file.toString()));
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Class<?> load(ClassLoader parent) throws Exception {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, parent).loadClass("Compiled");
    }

    @Test
    void withoutParameterNames() throws Exception {
        compile("""
                public class Compiled {
                    @Trace public static String open(String a, int b) { return a; }
                    @Trace(ignoreArguments = "secret") public static String secret(String a, String secret) { return a; }
                    @Trace public static String marked(String a, @TraceIgnore String secret) { return a; }
                }
                """);
        Class<?> type = load(getClass().getClassLoader());
        try (Warnings warnings = new Warnings()) {
            Weaving.call(type, "open", "a", 1);
            Weaving.call(type, "secret", "a", "hunter2");
            Weaving.call(type, "secret", "a", "hunter2");
            Weaving.call(type, "marked", "a", "hunter2");
            assertThat(warnings.messages())
                    .singleElement()
                    .asString()
                    .startsWith("Compiled.secret: ignoreArguments needs a class compiled with -parameters");
        }

        Lines lines = lines();
        assertThat(lines.start("open").get("input").toString()).isEqualTo("{\"arg0\":\"a\",\"arg1\":1}");
        assertThat(lines.start("marked").get("input").toString()).isEqualTo("{\"arg0\":\"a\"}");
        assertThat(lines.texts().toString()).doesNotContain("hunter2");
    }

    @Test
    void signatureThatCannotBeLoaded_nameOnly() throws Exception {
        compile("""
                public class Compiled {
                    @Trace("named") public static String lookUp(String secret) { return secret; }
                    @Trace public static Missing other(Missing missing) { return missing; }
                    public static class Missing {}
                }
                """);
        Files.delete(folder.resolve("Compiled$Missing.class"));
        Class<?> type = load(getClass().getClassLoader());
        try (Warnings warnings = new Warnings()) {
            for (int i = 0; i < 2; i++) {
                assertThat(Weaving.call(type, "lookUp(java.lang.String)", new Object[] {"hunter2"}, () -> "hunter2"))
                        .isEqualTo("hunter2");
            }
            assertThat(warnings.messages())
                    .singleElement()
                    .asString()
                    .startsWith("Compiled.lookUp: @Trace cannot be read; neither arguments nor results are recorded")
                    .contains("Missing");
        }

        Lines lines = lines();
        assertThat(lines.story()).containsSubsequence("span_start lookUp", "span_end lookUp");
        assertThat(lines.texts().toString()).doesNotContain("hunter2");
    }

    /** The annotation as another class loader has it says nothing to us. */
    @Test
    void annotationOfAnotherClassLoader_nameOnly() throws Exception {
        compile("""
                public class Compiled {
                    @Trace(ignoreArguments = "secret") public static String find(String secret) { return secret; }
                }
                """, "-parameters");
        URL core = Trace.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader other = new URLClassLoader(new URL[] {core}, ClassLoader.getPlatformClassLoader());
                Warnings warnings = new Warnings()) {
            Weaving.call(load(other), "find", "hunter2");
            assertThat(warnings.messages()).singleElement().asString().startsWith("Compiled.find: @Trace cannot");
        }

        assertThat(lines().texts().toString()).contains("\"find\"").doesNotContain("hunter2");
    }

    /** A program with no more on its class path than it must have. */
    static final class Bare {
        public static void main(String[] args) throws Exception {
            try (Tracer tracer = Tracer.builder(Path.of(args[0])).open()) {
                Weaving.call(new Sample(), "any", 1, (Supplier<?>) () -> "plain");
                Weaving.<Stream<String>>call(new Sample(), "stream", (Supplier<?>) () -> Stream.of("a"))
                        .forEach(System.out::println);
                System.out.println(tracer.isRecording());
            }
        }
    }

    @Test
    void withoutReactor() throws Exception {
        Path trace = folder.resolve("bare.jsonl");
        Fork.Result result = Fork.of(Bare.class, trace)
                .only(Tracer.class, Bare.class, tools.jackson.core.JsonParser.class)
                .run();

        assertThat(result.out()).isEqualTo("a\ntrue");
        assertThat(Lines.of(trace).end("any").get("output").asString()).isEqualTo("plain");
        assertThat(Lines.of(trace).end("stream").get("output").toString()).isEqualTo("[\"a\"]");
    }

    @Test
    void bridgeMethods_areNotMistakenForTheMethod() throws Exception {
        compile("""
                public class Compiled implements java.util.function.Supplier<java.util.stream.Stream<String>> {
                    @Trace public java.util.stream.Stream<String> get() { return java.util.stream.Stream.of("a"); }
                }
                """);
        Object object = load(getClass().getClassLoader()).getConstructor().newInstance();

        assertThat(Weaving.<Stream<String>>call(object, "get").toList()).containsExactly("a");
        assertThat(lines().end("get").get("output").toString()).isEqualTo("[\"a\"]");
    }
}
