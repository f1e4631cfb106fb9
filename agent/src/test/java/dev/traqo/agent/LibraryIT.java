package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the agent finds the library that woven classes call. */
@Tag("process")
@ParameterizedClass
@MethodSource("dev.traqo.agent.Jvm#homes")
class LibraryIT {

    /** Two applications in class loaders of their own, each with its own library, as in a servlet container. */
    private static final String CONTAINER = """
            package container;

            import java.net.URL;
            import java.net.URLClassLoader;
            import java.nio.file.Path;
            import java.util.concurrent.Callable;
            import java.util.concurrent.CompletableFuture;

            public class Container {

                public static void main(String[] arguments) throws Exception {
                    URL[] urls = {Path.of(arguments[0]).toUri().toURL(), Path.of(arguments[1]).toUri().toURL()};
                    Callable<?>[] applications = new Callable<?>[2];
                    for (int i = 0; i < 2; i++) {
                        ClassLoader loader = new URLClassLoader("app" + i, urls, ClassLoader.getPlatformClassLoader());
                        applications[i] = (Callable<?>) loader.loadClass("app.Once")
                                .getConstructor(String.class, Callable.class)
                                .newInstance("trace" + i + ".jsonl", applications[0]);
                    }
                    System.out.println(applications[1].call());
                }
            }
            """;

    /** Traces its work, and calls the other application in the middle of it. */
    private static final String ONCE = """
            package app;

            import dev.traqo.Trace;
            import dev.traqo.Tracer;
            import java.nio.file.Path;
            import java.util.concurrent.Callable;
            import java.util.concurrent.CompletableFuture;

            public class Once implements Callable<String> {

                private final String file;
                private final Callable<?> other;

                public Once(String file, Callable<?> other) {
                    this.file = file;
                    this.other = other;
                }

                @Override
                public String call() throws Exception {
                    try (Tracer tracer = Tracer.builder(Path.of(file)).open()) {
                        return between();
                    }
                }

                @Trace
                String between() throws Exception {
                    if (other != null) {
                        other.call();
                        CompletableFuture.supplyAsync(() -> {
                            try {
                                return other.call();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }).get();
                    }
                    return new Work().outer("x", 7L);
                }
            }
            """;

    private static final String MODULE = "module app { requires %sdev.traqo.core; exports app; }";

    @TempDir
    static Path shared;

    private static Path application;
    private static Path unaware;

    @Parameter
    Path home;

    @TempDir
    Path folder;

    @BeforeAll
    static void compile() throws IOException {
        application = Application.compile(shared);
        unaware = Application.compileUnaware(shared);
    }

    private Jvm jvm() {
        return new Jvm(home, folder);
    }

    @Test
    void applicationWithoutIt_isTracedByItsAnnotations() throws Exception {
        Jvm jvm = jvm().classPath(unaware).agent("auto=root,dir=traces");
        Application.assertUndisturbed(jvm.run(Application.MAIN));
        Application.assertTracedAlone(onlyTrace());
    }

    @Test
    void applicationWithoutIt_needsItsAnnotationsOnly() throws Exception {
        Application.assertUndisturbed(jvm().classPath(unaware).agent().run(Application.MAIN));
        assertThat(folder.resolve("traces")).doesNotExist();
    }

    @Test
    void executableJar() throws Exception {
        Path jar = folder.resolve("app.jar");
        Sources.jar(jar, unaware);
        Jvm jvm = jvm().agent("dir=traces").classPath(jar);
        Application.assertUndisturbed(jvm.run(Application.MAIN));
        Application.assertTracedAlone(onlyTrace());
    }

    private Path onlyTrace() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("traces"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".jsonl"))
                    .reduce((first, second) -> {
                        throw new AssertionError("two traces: " + first + " and " + second);
                    })
                    .orElseThrow();
        }
    }

    @Test
    void eachClassLoaderHasItsOwn_neitherSeesTheOthers() throws Exception {
        Path both =
                Sources.compile(folder.resolve("both"), List.of("-cp", Jvm.CORE.toString()), Application.WORK, ONCE);
        Path container = Sources.compile(folder.resolve("container"), List.of(), CONTAINER);
        Jvm jvm = jvm().classPath(container).agent();
        Jvm.Outcome outcome = jvm.run("container.Container", both + "/", Jvm.CORE.toString());
        Application.assertUndisturbed(outcome);
        String[] expected = {"inner=x!", "inner=y!", "outer=x!y!", "between=x!y!"};
        assertThat(Recorded.read(folder.resolve("trace1.jsonl")).spans())
                .extracting(Object::toString)
                .containsExactly(expected);
        // the other application was called from two threads, one after the other
        assertThat(Recorded.read(folder.resolve("trace0.jsonl")).spans())
                .extracting(Object::toString)
                .containsExactly(
                        Stream.of(expected, expected).flatMap(Stream::of).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "static "})
    void modules(String how) throws Exception {
        Path module = Sources.compile(
                folder.resolve("module"),
                List.of("-p", Jvm.CORE.toString()),
                MODULE.formatted(how),
                Application.WORK,
                Application.TRACES);
        Jvm.Outcome outcome = jvm().agent()
                .option("-p", module + ":" + Jvm.CORE, "--add-modules", "dev.traqo.core")
                .run("-m", "app/app.Main");
        Application.assertUndisturbed(outcome);
        Application.assertTraced(folder.resolve("trace.jsonl"));
    }

    @Test
    void module_libraryIsNotAModuleOfTheApplication() throws Exception {
        Path module = Sources.compile(
                folder.resolve("module"),
                List.of("-p", Jvm.CORE.toString()),
                MODULE.formatted("static "),
                Application.WORK,
                Application.KNOWS_NOTHING_OF_TRACES);
        Jvm jvm = jvm().agent("dir=traces").option("-p", module.toString());
        Application.assertUndisturbed(jvm.run("-m", "app/app.Main"));
        Application.assertTracedAlone(onlyTrace());
    }

    @Test
    void olderLibrary_runsUntracedWithOneLine() throws Exception {
        Path old = Sources.compile(
                folder.resolve("old"),
                List.of("-cp", Jvm.CORE.toString()),
                "package dev.traqo.weave;\npublic class TracedCall { public static int active = 1; }");
        Jvm jvm = jvm().classPath(unaware, old, Jvm.CORE).agent();
        Application.assertUntraced(jvm.run(Application.MAIN), "app.Work");
    }

    @Test
    void brokenLibrary_applicationRuns() throws Exception {
        Path broken = Sources.compile(
                folder.resolve("broken"),
                List.of("-cp", Jvm.CORE.toString()),
                "package dev.traqo.internal;\npublic final class Context { static { System.out.println(1 / 0); } }");
        Path only = Sources.compile(
                folder.resolve("only"),
                List.of("-cp", Jvm.CORE.toString()),
                Application.WORK,
                Application.KNOWS_NOTHING_OF_TRACES);
        Jvm.Outcome outcome =
                jvm().classPath(only, broken, Jvm.CORE).agent("dir=traces").run(Application.MAIN);
        assertThat(outcome.out()).containsExactly(Application.PRINTED);
        assertThat(outcome.exit()).isZero();
    }
}
