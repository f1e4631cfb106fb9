package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside agents that rewrite the same classes, before and after them. */
@Tag("process")
@ParameterizedClass
@MethodSource("dev.traqo.agent.Jvm#homes")
class OtherAgentsIT {

    /** Transforms and retransforms what was woven, each time as it finds it. */
    private static final String REDOES = """
            package redoes;

            import java.lang.instrument.ClassFileTransformer;
            import java.lang.instrument.Instrumentation;
            import java.security.ProtectionDomain;

            public class Agent {

                public static void premain(String arguments, Instrumentation instrumentation) {
                    instrumentation.addTransformer(new ClassFileTransformer() {
                        @Override
                        public byte[] transform(
                                ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
                            return name != null && name.startsWith("app/") ? bytes.clone() : null;
                        }
                    }, true);
                    System.getProperties().put("redo", (Runnable) () -> redo(instrumentation));
                }

                private static void redo(Instrumentation instrumentation) {
                    try {
                        instrumentation.retransformClasses(
                            Class.forName("app.Work", false, ClassLoader.getSystemClassLoader()),
                            java.util.concurrent.FutureTask.class,
                            java.util.concurrent.CompletableFuture.class,
                            java.util.concurrent.ThreadPoolExecutor.class,
                            Thread.class);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            """;

    private static final String REDONE = """
            package app;

            import dev.traqo.Tracer;
            import java.nio.file.Path;

            public class Redone {

                public static void main(String[] arguments) throws Exception {
                    new Work().outer("before", 7L);
                    ((Runnable) System.getProperties().get("redo")).run();
                    ((Runnable) System.getProperties().get("redo")).run();
                    Main.main(arguments);
                }
            }
            """;

    @TempDir
    static Path shared;

    private static Path application;

    @Parameter
    Path home;

    @TempDir
    Path folder;

    @BeforeAll
    static void compile() throws IOException {
        application = Application.compile(shared);
        Sources.compile(application, List.of("-cp", Jvm.CORE + ":" + application), REDONE);
    }

    private Jvm with(String agent, boolean before) {
        Jvm jvm = new Jvm(home, folder).classPath(application, Jvm.CORE);
        return before ? jvm.option(agent).agent() : jvm.agent().option(agent);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jacoco_countsTheClassesThatItsReportKnows(boolean before) throws Exception {
        String agent = Jvm.other("jacoco", "destfile=coverage.exec,includes=app.*");
        Application.assertUndisturbed(new Jvm(home, folder)
                .classPath(application, Jvm.CORE)
                .option(agent)
                .run(Application.MAIN));
        Map<String, Long> plain = coverage();
        Files.delete(folder.resolve("coverage.exec"));

        Application.assertUndisturbed(with(agent, before).run(Application.MAIN));
        Application.assertTraced(folder.resolve("trace.jsonl"));
        assertThat(coverage()).isEqualTo(plain).containsKeys("app/Main", "app/Work");
    }

    /** Number of each class, which is made of its bytes as JaCoCo's agent saw them, if a probe in it was reached. */
    private Map<String, Long> coverage() throws IOException {
        Map<String, Long> covered = new LinkedHashMap<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(folder.resolve("coverage.exec")))) {
            for (int block; (block = in.read()) >= 0; ) {
                switch (block) {
                    case 0x01 -> in.skipNBytes(4);
                    case 0x10 -> {
                        in.readUTF();
                        in.skipNBytes(16);
                    }
                    case 0x11 -> {
                        long id = in.readLong();
                        String name = in.readUTF();
                        if (anyProbe(in)) {
                            covered.put(name, id);
                        }
                    }
                    default -> throw new IOException("block " + block);
                }
            }
        }
        return covered;
    }

    private static boolean anyProbe(DataInputStream in) throws IOException {
        int probes = in.read();
        if (probes >= 0x80) {
            probes = probes & 0x7F | in.read() << 7;
        }
        boolean any = false;
        for (int i = 0; i < probes; i += 8) {
            any |= in.read() != 0;
        }
        return any;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void openTelemetry_bothWork(boolean before) throws Exception {
        Jvm jvm = with(Jvm.other("opentelemetry", null), before)
                .option("-Dotel.traces.exporter=none", "-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none");
        Jvm.Outcome outcome = jvm.run(Application.MAIN);
        assertThat(outcome.out()).containsExactly(Application.PRINTED);
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.err()).anyMatch(line -> line.contains("opentelemetry-javaagent - version"));
        assertThat(outcome.err()).noneMatch(line -> line.startsWith("traqo") || line.matches(".*(ERROR|Exception).*"));
        Application.assertTraced(folder.resolve("trace.jsonl"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAgentThatRetransforms_eachCallIsOneSpan(boolean before) throws Exception {
        Path classes = Sources.compile(folder.resolve("redoes"), List.of(), REDOES);
        Path agent = Sources.agentJar(folder.resolve("redoes.jar"), classes, "redoes.Agent");
        Jvm.Outcome outcome = with("-javaagent:" + agent, before).run("app.Redone");
        Application.assertUndisturbed(outcome);
        Application.assertTraced(folder.resolve("trace.jsonl"));
    }
}
