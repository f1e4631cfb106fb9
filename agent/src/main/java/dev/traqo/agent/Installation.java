package dev.traqo.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Starts the agent; runs in {@link AgentLoader}. */
public final class Installation implements BiConsumer<Instrumentation, Path> {

    private final boolean verbose = Boolean.getBoolean(AgentOptions.VERBOSE);

    /** Made by {@link Agent}. */
    public Installation() {}

    @Override
    public void accept(Instrumentation instrumentation, Path jar) {
        Report report = new Report(verbose);
        Weaver weaver = new Weaver(instrumentation, new CoreInReserve(instrumentation, jar), report);
        List<Class<?>> carriers = Carriers.classes();
        try {
            // only now may BootClasses be touched
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of("jdk.internal.misc", Set.of(Installation.class.getModule())),
                    Map.of(),
                    Set.of(),
                    Map.of());
            BootClasses.define(Installation.class.getClassLoader());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        instrumentation.addTransformer(weaver, true);
        try {
            instrumentation.retransformClasses(carriers.toArray(new Class<?>[0]));
            report.started(carriers.size());
        } catch (UnmodifiableClassException | RuntimeException | Error e) { // a JDK that we do not know
            report.trouble("context is not carried to other threads, use Traqo.wrap: this JDK's executors cannot be "
                    + "woven (" + e + ")");
        }
    }
}
