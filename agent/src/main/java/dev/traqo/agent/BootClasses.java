package dev.traqo.agent;

import java.io.IOException;
import java.io.InputStream;
import jdk.internal.misc.Unsafe;

/**
 * Defines what the JDK's classes will call in the bootstrap class loader itself. The official way, a jar on its search
 * path, prints a warning and gives up class-data sharing of the application's classes.
 *
 * <p>Calls {@code Unsafe} directly, not through reflection, which costs 20 ms on newer JDKs; so {@code java.base} must
 * export it to us before this class is linked.
 */
final class BootClasses {

    private static final String PACKAGE = "dev/traqo/agent/boot/";

    /** A class after the one that it extends. */
    private static final String[] NAMES = {
        "Carried",
        "Carried$OfRunnable",
        "Carried$OfCallable",
        "Carried$OfSupplier",
        "Carried$OfFunction",
        "Carried$OfBiFunction",
        "Carried$OfConsumer",
        "Carried$OfBiConsumer",
        "Carried$Sought",
        "Boxes",
        "WeakTable",
        "WeakTable$Key",
        "WeakTable$Probe",
        "Carrier",
    };

    private BootClasses() {}

    static void define(ClassLoader agent) throws IOException {
        Unsafe unsafe = Unsafe.getUnsafe();
        for (String name : NAMES) {
            byte[] classFile = classFile(agent, PACKAGE + name + ".class");
            try {
                unsafe.defineClass(PACKAGE + name, classFile, 0, classFile.length, null, null);
            } catch (LinkageError e) {
                // there already: the agent is given twice
            }
        }
    }

    private static byte[] classFile(ClassLoader agent, String file) throws IOException {
        try (InputStream in = agent.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException(file + " is not in the agent's jar");
            }
            return in.readAllBytes();
        }
    }
}
