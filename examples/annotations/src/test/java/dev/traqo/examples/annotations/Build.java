package dev.traqo.examples.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The example's classes, with nothing woven, and JVMs that run them. */
final class Build {

    static final Path CORE = placeOf(dev.traqo.Tracer.class);
    static final Path AGENT = placeOf(dev.traqo.agent.Agent.class);
    /** What Maven made, by the recipe of {@code docs/weaving.md}. */
    static final Path WOVEN = placeOf(Annotated.class);

    private static final Path SOURCES = Path.of("src/main/java/dev/traqo/examples/annotations");

    private Build() {}

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Compiles all sources of the example. */
    static Path plain(Path folder) throws IOException {
        try (Stream<Path> sources = Files.list(SOURCES)) {
            compile(folder, sources.toArray(Path[]::new));
        }
        return folder;
    }

    /** Compiles one source, against what is in the folder already. */
    static void again(Path folder, String type) throws IOException {
        compile(folder, SOURCES.resolve(type + ".java"));
    }

    private static void compile(Path folder, Path... sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean good = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-parameters",
                                    "-proc:none",
                                    "-encoding",
                                    "UTF-8",
                                    "-d",
                                    Files.createDirectories(folder).toString(),
                                    "-cp",
                                    folder + separator() + System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(sources))
                    .call();
            assertThat(good).as(messages.toString()).isTrue();
        }
    }

    private static String separator() {
        return System.getProperty("path.separator");
    }

    /** What a JVM said. */
    record Result(int status, String output) {

        Result good() {
            assertThat(status).as(output).isZero();
            return this;
        }
    }

    /** Runs a program of the example, traced as its classes are. */
    static Result run(Path classes, Class<?> program, String... arguments) throws Exception {
        return java(Map.of(), command(List.of(), classes, program, arguments));
    }

    /** Runs a program of the example with the agent. */
    static Result runWithAgent(Map<String, String> environment, Path classes, Class<?> program, String... arguments)
            throws Exception {
        return java(environment, command(List.of("-javaagent:" + AGENT), classes, program, arguments));
    }

    private static List<String> command(List<String> options, Path classes, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-cp", classes + separator() + CORE, program.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Runs {@code java -jar traqo-agent.jar}. */
    static Result weave(Path... folders) throws Exception {
        List<String> command = new ArrayList<>(List.of("-jar", AGENT.toString()));
        Arrays.stream(folders).map(Path::toString).forEach(command::add);
        return java(Map.of(), command);
    }

    private static Result java(Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TRAQO_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
