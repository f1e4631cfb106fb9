package dev.traqo.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java process, and what became of it. */
final class Jvm {

    /** The packaged agent. */
    static final Path AGENT = Path.of(System.getProperty("traqo.agent.jar", ""));

    /** The packaged library. */
    static final Path CORE = Path.of(System.getProperty("traqo.core.jar", ""));

    private static final Path OTHERS = Path.of(System.getProperty("traqo.other.agents", ""));
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private final Path home;
    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private final ProcessBuilder process = new ProcessBuilder();

    record Outcome(int exit, List<String> out, List<String> err) {}

    /** @param folder what it writes goes there */
    Jvm(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
        process.environment().keySet().removeIf(name -> name.startsWith("TRAQO_") || name.startsWith("JAVA_TOOL"));
    }

    /** Of the JDK that runs the tests, and of JDK 25 where it is installed. */
    static List<Path> homes() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        if (Runtime.version().feature() < 25 && Files.isDirectory(INSTALLED)) {
            try (Stream<Path> installed = Files.list(INSTALLED)) {
                installed
                        .filter(each -> each.getFileName().toString().contains("-25")
                                && Files.isExecutable(each.resolve("bin/java")))
                        .sorted()
                        .limit(1)
                        .forEach(homes::add);
            }
        }
        return homes;
    }

    Jvm agent() {
        return option("-javaagent:" + AGENT);
    }

    Jvm agent(String options) {
        return option("-javaagent:" + AGENT + "=" + options);
    }

    /** The option that starts another agent. */
    static String other(String agent, String options) {
        return "-javaagent:" + OTHERS.resolve(agent + ".jar") + (options == null ? "" : "=" + options);
    }

    Jvm option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    Jvm environment(Map<String, String> variables) {
        process.environment().putAll(variables);
        return this;
    }

    Jvm classPath(Path... entries) {
        return option("-cp", Stream.of(entries).map(Path::toString).collect(Collectors.joining(":")));
    }

    Outcome run(String... mainAndArguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of(mainAndArguments));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process running = process.command(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!running.waitFor(60, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
            throw new IllegalStateException("did not end: " + Files.readString(out) + Files.readString(err));
        }
        return new Outcome(running.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }
}
