package dev.traqo.examples.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the recipes for Gradle on a copy of the example; where {@code TRAQO_TEST_GRADLE} says which Gradle. */
class GradleRecipeTest {

    @TempDir
    private Path folder;

    private Path example;

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(System.getenv("TRAQO_TEST_GRADLE") != null, "TRAQO_TEST_GRADLE names no Gradle");
        example = folder.resolve("examples/annotations");
        copy(Path.of("src/main"), example.resolve("src/main"));
        for (String file : List.of("build.gradle", "weave.gradle")) {
            copy(Path.of(file), example.resolve(file));
        }
        for (Path jar : List.of(Build.CORE, Build.AGENT)) {
            String module = jar.equals(Build.CORE) ? "core" : "agent";
            copy(jar, folder.resolve(module + "/target").resolve(jar.getFileName()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"build.gradle", "weave.gradle"})
    void recipe_weavesOnceAlsoIncrementally(String recipe) throws Exception {
        gradle("--build-file", recipe, "classes");
        assertThat(outline("first")).isEqualTo(ThreeWaysTest.EXPECTED);

        Path model = example.resolve("src/main/java/dev/traqo/examples/annotations/Model.java");
        Files.writeString(model, Files.readString(model).replace("\"app\"", "\"server\""));
        gradle("--build-file", recipe, "classes");

        assertThat(outline("changed")).isEqualTo(ThreeWaysTest.EXPECTED.replace("app", "server"));
    }

    private void gradle(String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(System.getenv("TRAQO_TEST_GRADLE"), "--no-daemon", "--quiet"), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(example.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private String outline(String name) throws Exception {
        Path file = folder.resolve(name + ".jsonl");
        Build.run(example.resolve("build/classes/java/main"), Annotated.class, file.toString())
                .good();
        return Outline.of(file);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(path, copy);
            }
        }
    }
}
