package dev.traqo.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.jar.JarFile;

/**
 * The library itself, for applications that were compiled against it but do not bring it along. It stays hidden in the
 * agent's jar until a woven class cannot see one: an application's own must win.
 */
final class CoreInReserve {

    private static final String CALL = TraceBracket.CALL + ".class";
    private static final String NESTED = "inst/traqo-core.jar";

    private final Instrumentation instrumentation;
    private final Path jar;
    private final Map<ClassLoader, Boolean> seen = Collections.synchronizedMap(new WeakHashMap<>());
    private boolean added;

    CoreInReserve(Instrumentation instrumentation, Path jar) {
        this.instrumentation = instrumentation;
        this.jar = jar;
    }

    /** Whether a class of this loader finds the library, one that fits; gives it ours if it finds none. */
    boolean isVisibleTo(ClassLoader loader) {
        Boolean known = seen.get(loader);
        if (known != null) {
            return known;
        }
        if (loader.getResource(CALL) == null) {
            add();
        }
        boolean visible = fits(loader);
        seen.put(loader, visible);
        return visible;
    }

    private static boolean fits(ClassLoader loader) {
        try (InputStream in = loader.getResourceAsStream(CALL)) {
            return in != null && CallScan.fits(in.readAllBytes());
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized void add() {
        if (added) {
            return;
        }
        added = true;
        try (JarFile outer = new JarFile(jar.toFile());
                InputStream in = outer.getInputStream(outer.getEntry(NESTED))) {
            Path file = Files.createTempFile("traqo-core-", ".jar");
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            instrumentation.appendToSystemClassLoaderSearch(new JarFile(file.toFile()));
        } catch (IOException e) {
            throw new IllegalStateException("traqo-core could not be unpacked: " + e, e);
        }
    }
}
