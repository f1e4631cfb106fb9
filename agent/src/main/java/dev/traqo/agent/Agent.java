package dev.traqo.agent;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code java -javaagent:traqo-agent.jar}: weaves {@code @Trace} methods and carries context through executors.
 *
 * <p>This class and its options are all that the application's class path gets to see of the agent; the rest runs in
 * {@link AgentLoader}. Whatever goes wrong is one line on standard error, and the application runs untraced.
 */
public final class Agent {

    private Agent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        try {
            AgentOptions.apply(arguments);
            Path jar = Path.of(Agent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            start(new AgentLoader(jar), instrumentation, jar);
        } catch (IllegalArgumentException e) {
            say(e.getMessage() + "; the application runs untraced");
        } catch (Throwable e) {
            say("the agent could not start (" + e + "); the application runs untraced");
        }
    }

    @SuppressWarnings("unchecked")
    private static void start(AgentLoader loader, Instrumentation instrumentation, Path jar)
            throws ReflectiveOperationException {
        Class<?> installation = Class.forName("dev.traqo.agent.Installation", true, loader);
        ((BiConsumer<Instrumentation, Path>)
                        installation.getDeclaredConstructor().newInstance())
                .accept(instrumentation, jar);
    }

    private static void say(String line) {
        System.err.println("traqo: " + line);
    }
}
