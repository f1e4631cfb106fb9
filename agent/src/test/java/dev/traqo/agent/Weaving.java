package dev.traqo.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;

/** Weaves class files as {@link Weaver} does and loads them where the JVM verifies them. */
final class Weaving extends ClassLoader {

    private final String prefix;
    private final boolean weave;
    private final Map<String, byte[]> given = new HashMap<>();

    /** Loads the classes of a package of the tests afresh. */
    Weaving(String prefix, boolean weave) {
        super(Weaving.class.getClassLoader());
        this.prefix = prefix;
        this.weave = weave;
    }

    static byte[] woven(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        TraceScan scan = TraceScan.of(reader);
        return scan.methods().isEmpty() ? classFile : TraceVisitor.woven(reader, scan);
    }

    /** Loads this class file instead of what the tests' class path has. */
    void give(String name, byte[] classFile) {
        given.put(name, classFile);
    }

    Class<?> define(String name, byte[] classFile) throws ClassNotFoundException {
        give(name, classFile);
        return Class.forName(name, true, this);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (!name.startsWith(prefix) && !given.containsKey(name)) {
                return super.loadClass(name, resolve);
            }
            byte[] classFile = given.containsKey(name) ? given.get(name) : classFile(name);
            byte[] bytes = weave ? woven(classFile) : classFile;
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    static byte[] classFile(String name) {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = Weaving.class.getClassLoader().getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
