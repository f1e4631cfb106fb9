package dev.traqo.agent.context;

import dev.traqo.agent.TracePlugin;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The column of an application that was woven when it was built, by the engine that Byte Buddy's plugins for Maven and
 * Gradle run, and wraps what it hands to other threads.
 */
class PluginContextTest implements TracedContract {

    private static Steps steps;

    @BeforeAll
    static void weave(@TempDir Path folder) throws Exception {
        String file = TracedSteps.class.getName().replace('.', '/') + ".class";
        Path classes = folder.resolve("classes");
        Path woven = folder.resolve("woven");
        Files.createDirectories(classes.resolve(file).getParent());
        Files.createDirectories(woven);
        ClassLoader loader = PluginContextTest.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(file)) {
            Files.copy(in, classes.resolve(file));
        }
        new Plugin.Engine.Default()
                .with(ClassFileLocator.ForClassLoader.of(loader))
                .apply(classes.toFile(), woven.toFile(), new Plugin.Factory.Simple(new TracePlugin()));
        byte[] classFile = Files.readAllBytes(woven.resolve(file));
        steps = (Steps) new Woven(loader)
                .define(TracedSteps.class.getName(), classFile)
                .getConstructor()
                .newInstance();
    }

    private static final class Woven extends ClassLoader {
        Woven(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(String name, byte[] classFile) {
            return defineClass(name, classFile, 0, classFile.length);
        }
    }

    @Override
    public Steps steps() {
        return steps;
    }
}
