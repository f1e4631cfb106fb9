package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that runs the main method of a test class, to be killed, ended or waited for. */
final class ChildJvm implements AutoCloseable {

    /** What a child prints when it is ready to be killed. */
    static final String READY = "child is ready";

    private static final Duration PATIENCE = Duration.ofSeconds(80);

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** A child that has not been started. */
    static Launch of(Class<?> main) {
        return new Launch(main);
    }

    static final class Launch {
        private final Class<?> main;
        private final List<String> wrapper = new ArrayList<>();
        private final List<String> options = new ArrayList<>(List.of("-Xmx128m"));
        private final List<String> arguments = new ArrayList<>();
        private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

        private Launch(Class<?> main) {
            this.main = main;
        }

        Launch args(Object... more) {
            for (Object each : more) {
                arguments.add(each.toString());
            }
            return this;
        }

        /** Options of the virtual machine; the last one wins. */
        Launch jvm(String... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** A program that starts the virtual machine, such as {@code prlimit}. */
        Launch under(String... command) {
            wrapper.addAll(List.of(command));
            return this;
        }

        Launch java(Path executable) {
            java = executable;
            return this;
        }

        ChildJvm start() throws IOException {
            Path output = Files.createTempFile("traqo-child", ".txt");
            List<String> command = new ArrayList<>(wrapper);
            command.add(java.toString());
            command.addAll(options);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new ChildJvm(process, output);
        }

        /** Runs to its end and returns what it printed. */
        String run() throws IOException, InterruptedException {
            try (ChildJvm child = start()) {
                assertThat(child.exitCode()).as(() -> child.printed()).isZero();
                return child.printed();
            }
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, and gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            fail("the child did not end within " + PATIENCE + "; it printed: " + printed());
        }
        return process.exitValue();
    }

    /** Waits until the child has printed this. */
    ChildJvm await(String text) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!printed().contains(text)) {
            if (!process.isAlive() && !printed().contains(text)) {
                fail("the child ended without printing '" + text + "': " + printed());
            }
            if (System.nanoTime() > deadline) {
                fail("the child did not print '" + text + "': " + printed());
            }
            Thread.sleep(5);
        }
        return this;
    }

    /** Standard output and error so far. */
    String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
