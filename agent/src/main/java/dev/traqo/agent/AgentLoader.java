package dev.traqo.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent's own classes, and what they need of Byte Buddy from the folder {@code inst/} of its jar, where no
 * class loader of the application finds it: the application may have a Byte Buddy of its own.
 */
final class AgentLoader extends ClassLoader {

    private static final String HIDDEN = "inst/";

    private final JarFile jar;

    static {
        registerAsParallelCapable();
    }

    AgentLoader(Path jar) throws IOException {
        super("traqo-agent", ClassLoader.getPlatformClassLoader());
        this.jar = new JarFile(jar.toFile());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String file) {
        JarEntry entry = jar.getJarEntry(file.startsWith("dev/traqo/") ? file : HIDDEN + file);
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            return null;
        }
    }
}
