package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script at the root, as a process of its own, in a copied checkout whose program is a stand-in that prints what it
 * was called with: what is tested is the script, not the program.
 */
class LauncherTest {

    private static final String STAND_IN = """
            public class StandIn {
                public static void main(String[] args) {
                    System.out.println(String.join("|", args));
                    for (int i = 0; i < 100_000 && args.length > 0 && args[0].equals("long"); i++) {
                        System.out.println(i);
                    }
                    System.exit(args.length > 0 && args[0].equals("fail") ? 2 : 0);
                }
            }
            """;

    @TempDir
    static Path dir;

    private static Path checkout;

    @BeforeAll
    static void makeCheckout() throws Exception {
        Path script = Path.of("..", "traqo").toAbsolutePath().normalize();
        assumeTrue(Files.isExecutable(script) && Files.isExecutable(Path.of("/bin/sh")), "no POSIX shell here");
        checkout = Files.createDirectories(dir.resolve("a folder with spaces"));
        Files.copy(script, checkout.resolve("traqo"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Path target = Files.createDirectories(checkout.resolve("cli/target"));
        Path source = Files.writeString(dir.resolve("StandIn.java"), STAND_IN);
        assertThat(run(dir, java("javac"), "-d", dir.toString(), source.toString())
                        .exitCode())
                .isZero();
        assertThat(run(
                                dir,
                                java("jar"),
                                "cfe",
                                target.resolve("traqo.jar").toString(),
                                "StandIn",
                                "-C",
                                dir.toString(),
                                "StandIn.class")
                        .exitCode())
                .isZero();
    }

    /** The program itself and nothing of a demo: no examples, no list of libraries. */
    @Test
    void onlyTheDemo_needsTheExamples() throws Exception {
        Path other = copyOfCheckout("without examples");

        assertThat(run(dir, other.resolve("traqo").toString(), "ls").output()).isEqualTo("ls\n");
        assertThat(run(dir, other.resolve("traqo").toString(), "demo", "--help").output())
                .isEqualTo("demo|--help\n");
    }

    @Test
    void demo_runsTheProgramWithTheExamplesAndTheirLibraries() throws Exception {
        Path other = copyOfCheckout("with examples");
        Path library = Files.createDirectories(dir.resolve("library"));
        Path classes = Files.createDirectories(other.resolve("examples/target/classes"));
        Files.writeString(other.resolve("examples/target/classpath.txt"), library.toString());
        Path main = Files.createDirectories(dir.resolve("main/dev/traqo/cli")).resolve("Main.java");
        Files.writeString(main, """
                package dev.traqo.cli;
                public class Main {
                    public static void main(String[] args) {
                        System.out.println(System.getProperty("java.class.path") + "|" + String.join("|", args));
                    }
                }
                """);
        assertThat(run(dir, java("javac"), "-d", classes.toString(), main.toString())
                        .exitCode())
                .isZero();

        Cli.Result result = run(dir, other.resolve("traqo").toString(), "demo", "a file");
        assertThat(result.output())
                .isEqualTo(other.toRealPath().resolve("cli/target/traqo.jar") + ":"
                        + other.toRealPath().resolve("examples/target/classes") + ":" + library + "|demo|a file\n");
        assertThat(result.errorOutput()).isEmpty();
    }

    private static Path copyOfCheckout(String name) throws IOException {
        Path copy = dir.resolve(name);
        for (String file : new String[] {"traqo", "cli/target/traqo.jar"}) {
            Path target = copy.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(checkout.resolve(file), target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        return copy;
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    private static Cli.Result run(Path folder, String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command).directory(folder.toFile()));
    }

    private static Cli.Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path err = Files.createTempFile(dir, "err", "");
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Cli.Result(process.exitValue(), out, Files.readString(err));
    }

    @Test
    void arguments_arriveAsTheyAre() throws Exception {
        Cli.Result result = run(dir, checkout.resolve("traqo").toString(), "show", "two words", "", "*", "$HOME");
        assertThat(result.output()).isEqualTo("show|two words||*|$HOME\n");
        assertThat(result.errorOutput()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void exitCode_isThePrograms() throws Exception {
        assertThat(run(dir, checkout.resolve("traqo").toString(), "fail").exitCode())
                .isEqualTo(2);
    }

    @Test
    void throughSymbolicLinks_andFromAnotherFolder() throws Exception {
        Path bin = Files.createDirectories(dir.resolve("bin"));
        Path link = Files.createSymbolicLink(bin.resolve("first"), Path.of("../a folder with spaces/traqo"));
        Path second = Files.createSymbolicLink(bin.resolve("second"), link.getFileName());

        assertThat(run(Path.of("/"), second.toString(), "x").output()).isEqualTo("x\n");
        assertThat(run(bin, "sh", "first", "y").output()).isEqualTo("y\n");
    }

    @Test
    void readerThatGoesAway_isNoError() throws Exception {
        Cli.Result result = run(checkout, "sh", "-c", "./traqo long | head -1");
        assertThat(result.output()).isEqualTo("long\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void classArchive_isMadeOnceForEachBuild() throws Exception {
        run(dir, checkout.resolve("traqo").toString(), "a");
        try (var files = Files.list(checkout.resolve("cli/target"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.equals("traqo.jar"))
                    .singleElement()
                    .asString()
                    .startsWith("traqo-" + System.getProperty("java.version"))
                    .endsWith(".jsa");
        }
    }

    @Test
    void withoutJava_saysWhatToDo() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", checkout.resolve("traqo").toString(), "a");
        Path empty = Files.createDirectories(dir.resolve("tools"));
        for (String tool : new String[] {"find", "head", "sed", "tr", "readlink"}) {
            for (String place : new String[] {"/usr/bin/", "/bin/"}) {
                if (Files.exists(Path.of(place + tool)) && !Files.exists(empty.resolve(tool))) {
                    Path wrapper =
                            Files.writeString(empty.resolve(tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
                    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
                }
            }
        }
        builder.environment().put("PATH", empty.toString());
        builder.environment().put("JAVA_HOME", dir.resolve("nowhere").toString());
        Cli.Result result = run(builder);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: needs a JDK from 17 on; install one, or set JAVA_HOME to it\n");
    }
}
