package dev.traqo.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts the agent; runs in {@link AgentLoader}. */
public final class Installation {

    private static final String BOOT = "dev.traqo.agent.boot.";

    /** A class after the one that it extends. */
    private static final List<String> BOOT_CLASSES = List.of(
            "Carried",
            "Carried$OfRunnable",
            "Carried$OfCallable",
            "Carried$OfSupplier",
            "Carried$OfFunction",
            "Carried$OfBiFunction",
            "Carried$OfConsumer",
            "Carried$OfBiConsumer",
            "Carried$Sought",
            "WeakTable",
            "WeakTable$Key",
            "WeakTable$Probe",
            "Carrier");

    private Installation() {}

    /** Called by {@link Agent}, through reflection. */
    public static void install(Instrumentation instrumentation, Path jar, boolean verbose)
            throws ReflectiveOperationException, IOException, UnmodifiableClassException {
        Report report = new Report(verbose);
        Weaver weaver = new Weaver(instrumentation, new CoreInReserve(instrumentation, jar), report);
        defineBootClasses(instrumentation);
        instrumentation.addTransformer(weaver, true);
        instrumentation.retransformClasses(loaded().toArray(new Class<?>[0]));
        report.started(weaver.carriers());
    }

    /**
     * Defines what the JDK's classes will call in the bootstrap class loader itself. The official way, a jar on its
     * search path, prints a warning and gives up class-data sharing.
     */
    private static void defineBootClasses(Instrumentation instrumentation)
            throws ReflectiveOperationException, IOException {
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of("jdk.internal.misc", Set.of(Installation.class.getModule())),
                Map.of(),
                Set.of(),
                Map.of());
        Object access = unsafe.getMethod("getUnsafe").invoke(null);
        Method define = unsafe.getMethod(
                "defineClass",
                String.class,
                byte[].class,
                int.class,
                int.class,
                ClassLoader.class,
                ProtectionDomain.class);
        for (String name : BOOT_CLASSES) {
            byte[] classFile = classFile(BOOT + name);
            define(define, access, BOOT + name, classFile);
        }
    }

    private static void define(Method define, Object access, String name, byte[] classFile)
            throws ReflectiveOperationException {
        try {
            define.invoke(access, name, classFile, 0, classFile.length, null, null);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof LinkageError)) { // the agent is given twice
                throw e;
            }
        }
    }

    private static byte[] classFile(String name) throws IOException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = Installation.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException(file + " is not in the agent's jar");
            }
            return in.readAllBytes();
        }
    }

    private static List<Class<?>> loaded() {
        List<Class<?>> classes = new ArrayList<>();
        for (String type : Carriers.types()) {
            try {
                classes.add(Class.forName(type, false, null));
            } catch (ClassNotFoundException e) {
                // a JDK that is older than the class
            }
        }
        return classes;
    }
}
