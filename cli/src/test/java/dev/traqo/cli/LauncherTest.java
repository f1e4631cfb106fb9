package dev.traqo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
                    String property = System.getProperty("standIn.property");
                    System.out.println(
                            (property == null ? "" : System.getProperty(property) + "|") + String.join("|", args));
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

    /** A stand-in for the pages' build, which takes long. */
    private static Path withPages(Path other, String build) throws Exception {
        Files.createDirectories(other.resolve("ui/src"));
        Files.writeString(other.resolve("ui/src/main.tsx"), "");
        Path script = Files.writeString(other.resolve("ui/build"), "#!/bin/sh\n" + build + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path tools = Files.createDirectories(other.resolve("tools"));
        for (String tool : new String[] {"npm", "node"}) {
            Path stub = Files.writeString(tools.resolve(tool), "#!/bin/sh\n");
            assertThat(stub.toFile().setExecutable(true)).isTrue();
        }
        return other;
    }

    private static Cli.Result runWithTools(Path other, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(other.resolve("traqo").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().merge("PATH", other.resolve("tools").toString(), (path, tools) -> tools + ":" + path);
        builder.environment().put("TRAQO_JAVA_OPTIONS", "-DstandIn.property=traqo.ui");
        return run(builder);
    }

    @Test
    void ui_buildsThePagesOnce_andTellsTheProgramWhereTheyAre() throws Exception {
        Path other = withPages(copyOfCheckout("with pages"), """
                cd "$(dirname "$0")" && mkdir -p target/classes/dev/traqo/ui && echo x >> target/builds
                echo page > target/classes/dev/traqo/ui/index.html""");
        String pages =
                other.toRealPath().resolve("ui/target/classes/dev/traqo/ui").toString();

        Cli.Result first = runWithTools(other, "ui", "a folder");
        assertThat(first.errorOutput()).startsWith("traqo: building the pages").hasLineCount(1);
        assertThat(first.output()).isEqualTo(pages + "|ui|a folder\n");
        assertThat(runWithTools(other, "ui").errorOutput()).isEmpty();
        assertThat(runWithTools(other, "ls").output()).isEqualTo("null|ls\n");
        assertThat(other.resolve("ui/target/builds")).hasContent("x");

        Files.setLastModifiedTime(
                other.resolve("ui/src/main.tsx"), FileTime.from(Instant.now().plusSeconds(2)));
        runWithTools(other, "ui");
        assertThat(other.resolve("ui/target/builds")).hasContent("x\nx");
    }

    @Test
    void otherCommands_andHelp_needNoPages() throws Exception {
        Path other = withPages(copyOfCheckout("without node"), "exit 1");

        assertThat(runWithTools(other, "ui", "--help").output()).isEqualTo("null|ui|--help\n");
        assertThat(runWithTools(other, "show", "--ui").exitCode()).isZero();
        Cli.Result result = runWithTools(other, "ui");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput()).contains("traqo: the pages of the viewer could not be built");
    }

    @Test
    void ui_withoutNode_saysWhatToInstall() throws Exception {
        Path other = withPages(copyOfCheckout("no node at all"), "exit 0");
        Path tools =
                tools("few tools", "find", "head", "sed", "tr", "readlink", "mkdir", "rm", "cat", "sleep", "touch");
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", other.resolve("traqo").toString(), "ui");
        builder.environment().put("PATH", tools.toString());
        Cli.Result result = run(builder);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: the pages of the viewer need Node.js from 20 on to be built;"
                        + " install it (Debian: apt install nodejs npm)\n");
    }

    /** A folder with these of the system's tools and no others. */
    private static Path tools(String name, String... wanted) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(name));
        for (String tool : wanted) {
            for (String place : new String[] {"/usr/bin/", "/bin/"}) {
                if (Files.exists(Path.of(place + tool)) && !Files.exists(folder.resolve(tool))) {
                    Path wrapper =
                            Files.writeString(folder.resolve(tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
                    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
                }
            }
        }
        return folder;
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
        Path empty = tools("tools", "find", "head", "sed", "tr", "readlink");
        builder.environment().put("PATH", empty.toString());
        builder.environment().put("JAVA_HOME", dir.resolve("nowhere").toString());
        Cli.Result result = run(builder);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorOutput())
                .isEqualTo("traqo: needs a JDK from 17 on; install one, or set JAVA_HOME to it\n");
    }
}
