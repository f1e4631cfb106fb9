package dev.traqo;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A main class in a JVM of its own, with an environment and a class path of its own. */
public final class Fork {

    private final Class<?> main;
    private final List<String> arguments = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String classPath = System.getProperty("java.class.path");
    private Path folder = Path.of("").toAbsolutePath();

    /** What came of it; both streams together. */
    public record Result(int exit, String out) {}

    private Fork(Class<?> main) {
        this.main = main;
    }

    public static Fork of(Class<?> main, Object... arguments) {
        Fork fork = new Fork(main);
        Arrays.stream(arguments).map(String::valueOf).forEach(fork.arguments::add);
        return fork;
    }

    public Fork env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Fork option(String option) {
        options.add(option);
        return this;
    }

    public Fork in(Path folder) {
        this.folder = folder;
        return this;
    }

    /** A class path of only those jars and folders that hold these classes. */
    public Fork only(Class<?>... classes) {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : classes) {
            try {
                places.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        classPath = String.join(File.pathSeparator, places);
        return this;
    }

    public Process start(Path output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TRAQO_") || name.startsWith("JAVA_"));
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    public Result run() throws IOException, InterruptedException {
        Path output = Files.createTempFile("fork", ".txt");
        try {
            Process process = start(output);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(main + " did not end: " + Files.readString(output));
            }
            String text = Files.readString(output, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("Picked up "))
                    .collect(Collectors.joining("\n"));
            return new Result(process.exitValue(), text);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
