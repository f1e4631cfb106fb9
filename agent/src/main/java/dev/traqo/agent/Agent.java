package dev.traqo.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

/**
 * {@code java -javaagent:traqo-agent.jar}: weaves {@code @Trace} methods and carries context through executors.
 *
 * <p>This class and its options are all that the application's class path gets to see of the agent; the rest runs in
 * {@link AgentLoader}. Whatever goes wrong is one line on standard error, and the application runs untraced.
 */
public final class Agent {

    private Agent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        try {
            AgentOptions options = AgentOptions.of(arguments);
            Path jar = Path.of(Agent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Class.forName("dev.traqo.agent.Installation", true, new AgentLoader(jar))
                    .getMethod("install", Instrumentation.class, Path.class, boolean.class)
                    .invoke(null, instrumentation, jar, options.verbose());
        } catch (IllegalArgumentException e) {
            say(e.getMessage() + "; the application runs untraced");
        } catch (InvocationTargetException e) {
            say("the agent could not start (" + e.getCause() + "); the application runs untraced");
        } catch (Throwable e) {
            say("the agent could not start (" + e + "); the application runs untraced");
        }
    }

    static void say(String line) {
        System.err.println("traqo: " + line);
    }
}
