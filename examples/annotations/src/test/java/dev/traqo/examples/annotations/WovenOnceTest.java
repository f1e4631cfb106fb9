package dev.traqo.examples.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.agent.TracePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.build.EntryPoint;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.inline.MethodNameTransformer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often a build weaves the same folder: one span a call. */
class WovenOnceTest {

    @TempDir
    private Path folder;

    private Path classes;

    @BeforeEach
    void compile() throws IOException {
        classes = Build.plain(folder.resolve("classes"));
    }

    @Test
    void plugin_incrementalBuild() throws Exception {
        assertThat(transform()).isEqualTo(1);
        byte[] woven = Files.readAllBytes(annotated());
        assertThat(outline("first")).isEqualTo(ThreeWaysTest.EXPECTED);

        assertThat(transform()).isZero();
        assertThat(Files.readAllBytes(annotated())).isEqualTo(woven);

        Build.again(classes, "Model");
        assertThat(transform()).isZero();
        assertThat(outline("other class changed")).isEqualTo(ThreeWaysTest.EXPECTED);

        Build.again(classes, "Annotated");
        assertThat(outline("not woven yet").lines()).hasSize(1);
        assertThat(transform()).isEqualTo(1);
        assertThat(outline("this class changed")).isEqualTo(ThreeWaysTest.EXPECTED);
    }

    @Test
    void command_incrementalBuild() throws Exception {
        assertThat(Build.weave(classes).good().output()).isEqualToIgnoringNewLines("traqo: wove 7 methods in 1 class");
        assertThat(outline("first")).isEqualTo(ThreeWaysTest.EXPECTED);

        assertThat(Build.weave(classes).good().output())
                .isEqualToIgnoringNewLines("traqo: wove nothing new, 1 class was woven before");
        assertThat(outline("again")).isEqualTo(ThreeWaysTest.EXPECTED);

        Build.again(classes, "Annotated");
        Build.weave(classes).good();
        assertThat(outline("changed")).isEqualTo(ThreeWaysTest.EXPECTED);
    }

    @Test
    void command_afterPluginAndAgent() throws Exception {
        transform();
        assertThat(Build.weave(classes).good().output()).contains("1 class was woven before");

        Path file = folder.resolve("run.jsonl");
        Build.runWithAgent(Map.of(), classes, Annotated.class, file.toString()).good();

        assertThat(Outline.of(file)).isEqualTo(ThreeWaysTest.EXPECTED);
    }

    @Test
    void plugin_sparesWhatTheCommandWove() throws Exception {
        Build.weave(classes).good();
        byte[] woven = Files.readAllBytes(annotated());

        assertThat(transform()).isZero();

        assertThat(Files.readAllBytes(annotated())).isEqualTo(woven);
    }

    @Test
    void command_misused() throws Exception {
        Build.Result none = Build.weave();
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.output()).startsWith("traqo: expected the folders").hasLineCount(1);

        Build.Result missing = Build.weave(classes, folder.resolve("nowhere"));
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.output()).contains("nowhere is not a folder").hasLineCount(1);
        assertThat(outline("untouched").lines()).hasSize(1);
    }

    @Test
    void command_brokenClassFile_othersAreWoven() throws Exception {
        Path broken = classes.resolve("Broken.class");
        Files.copy(annotated(), broken);
        byte[] bytes = Files.readAllBytes(broken);
        bytes[7] = 120; // a version of the far future
        Files.write(broken, bytes);

        Build.Result result = Build.weave(classes);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("Broken.class could not be woven").hasLineCount(2);
        assertThat(Files.readAllBytes(broken)).isEqualTo(bytes);
        Files.move(broken, folder.resolve("Broken.class"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(outline("others")).isEqualTo(ThreeWaysTest.EXPECTED);
    }

    private Path annotated() {
        return classes.resolve("dev/traqo/examples/annotations/Annotated.class");
    }

    /** As the plugins of Maven and Gradle do it; returns how many classes were woven. */
    private int transform() throws IOException {
        try (ClassFileLocator all = new ClassFileLocator.Compound(
                ClassFileLocator.ForClassLoader.ofPlatformLoader(),
                ClassFileLocator.ForJarFile.of(Build.CORE.toFile()),
                new ClassFileLocator.ForFolder(classes.toFile()))) {
            return Plugin.Engine.Default.of(
                            EntryPoint.Default.REBASE,
                            ClassFileVersion.JAVA_V17,
                            MethodNameTransformer.Suffixing.withRandomSuffix())
                    .with(all)
                    .apply(
                            new Plugin.Engine.Source.ForFolder(classes.toFile()),
                            new Plugin.Engine.Target.ForFolder(classes.toFile()),
                            new Plugin.Factory.Simple(new TracePlugin()))
                    .getTransformed()
                    .size();
        }
    }

    private String outline(String name) throws Exception {
        Path file = folder.resolve(name + ".jsonl");
        Build.run(classes, Annotated.class, file.toString()).good();
        return Outline.of(file);
    }
}
