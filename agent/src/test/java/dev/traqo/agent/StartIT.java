package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start costs, and what starts without code. */
@Tag("process")
@ParameterizedClass
@MethodSource("dev.traqo.agent.Jvm#homes")
class StartIT {

    private static final String HELLO = """
            public class Hello {

                public static void main(String[] arguments) {
                    System.out.println("hello");
                }
            }
            """;

    private static final String TWICE = """
            package app;

            public class Twice {

                public static void main(String[] arguments) throws Exception {
                    Main.main(arguments);
                    Main.main(arguments);
                }
            }
            """;

    @TempDir
    static Path shared;

    private static Path hello;
    private static Path unaware;

    @Parameter
    Path home;

    @TempDir
    Path folder;

    @BeforeAll
    static void compile() throws IOException {
        hello = Sources.compile(shared.resolve("hello"), List.of(), HELLO);
        unaware = Application.compileUnaware(shared);
        Sources.compile(unaware, List.of("-cp", Jvm.CORE + ":" + unaware), TWICE);
    }

    private List<String> loaded(Jvm jvm) throws Exception {
        Jvm.Outcome outcome =
                jvm.classPath(hello).option("-Xlog:class+load:file=classes.log").run("Hello");
        assertThat(outcome).isEqualTo(new Jvm.Outcome(0, List.of("hello"), List.of()));
        return Files.readAllLines(folder.resolve("classes.log")).stream()
                .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", ""))
                .toList();
    }

    @Test
    void applicationWithoutAnnotations_loadsNothingThatWeavesIt() throws Exception {
        Path empty = Sources.emptyAgent(folder);
        List<String> plain = loaded(new Jvm(home, folder).option("-javaagent:" + empty));
        List<String> classes = loaded(new Jvm(home, folder).agent());
        assertThat(named(classes, "dev.traqo."))
                .contains("dev.traqo.agent.Weaver")
                .noneMatch(name -> name.startsWith("dev.traqo.agent.Trace") || name.endsWith("Scan"))
                .noneMatch(name -> name.contains("$$Lambda")) // the first one costs 20 ms
                .allMatch(name -> name.startsWith("dev.traqo.agent."));
        assertThat(classes.size() - plain.size()).isBetween(50, 250);
    }

    private static List<String> named(List<String> loaded, String prefix) {
        return loaded.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.replaceFirst(" .*", ""))
                .toList();
    }

    // ---- without code ---------------------------------------------------------------------------------------------

    private Jvm application() {
        return new Jvm(home, folder).classPath(unaware, Jvm.CORE);
    }

    private List<Path> traces() throws IOException {
        Path traces = folder.resolve("traces");
        if (Files.notExists(traces)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(traces)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void folderInTheEnvironment_aTraceForEachOutermostCall() throws Exception {
        Jvm jvm = application().agent().environment(Map.of("TRAQO_TRACE_DIR", "traces"));
        Jvm.Outcome outcome = jvm.run("app.Twice");
        assertThat(outcome).isEqualTo(new Jvm.Outcome(0, List.of(Application.PRINTED, Application.PRINTED), List.of()));
        assertThat(traces()).hasSize(2);
        for (Path trace : traces()) {
            Application.assertTracedAlone(trace);
        }
    }

    @Test
    void process_oneTrace() throws Exception {
        Jvm.Outcome outcome = application().agent("auto=process,dir=traces").run("app.Twice");
        assertThat(outcome).isEqualTo(new Jvm.Outcome(0, List.of(Application.PRINTED, Application.PRINTED), List.of()));
        assertThat(traces()).hasSize(1);
        assertThat(Recorded.read(traces().get(0)).spans())
                .extracting(Object::toString)
                .containsExactly("inner=x!", "inner=y!", "outer=x!y!", "inner=x!", "inner=y!", "outer=x!y!");
    }

    @Test
    void off_noTrace() throws Exception {
        Jvm jvm = application().agent("auto=off").environment(Map.of("TRAQO_TRACE_DIR", "traces"));
        Application.assertUndisturbed(jvm.run(Application.MAIN));
        assertThat(traces()).isEmpty();
    }

    @Test
    void noFolderAndNoSetting_noTrace() throws Exception {
        Application.assertUndisturbed(application().agent().run(Application.MAIN));
        assertThat(traces()).isEmpty();
    }

    @Test
    void arguments_byName() throws Exception {
        Application.assertUndisturbed(application().agent("dir=traces").run(Application.MAIN));
        assertThat(Recorded.read(traces().get(0)).spans().get(2).input()).isEqualTo(Map.of("first", "x", "second", 7L));
    }
}
