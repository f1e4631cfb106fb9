package dev.traqo.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * {@code java -jar traqo-agent.jar FOLDER…}: weaves the class files of these folders, for build tools that have no Byte
 * Buddy plugin ({@code docs/weaving.md}). What was woven before is left as it is, so a build may call it every time.
 *
 * <p>Ends with 0, with 1 if a class could not be woven, with 2 if it was called in the wrong way. Says what it did in one
 * line.
 */
public final class Weave {

    private Weave() {}

    /** Called by the JVM. */
    public static void main(String[] folders) {
        System.exit(run(folders));
    }

    @SuppressWarnings("unchecked")
    private static int run(String[] folders) {
        try {
            Path jar = Path.of(Weave.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Class<?> weaving = Class.forName("dev.traqo.agent.FolderWeaving", true, new AgentLoader(jar));
            return ((ToIntFunction<List<String>>)
                            weaving.getDeclaredConstructor().newInstance())
                    .applyAsInt(List.of(folders));
        } catch (Exception | LinkageError e) {
            System.err.println("traqo: weaving could not start: " + e);
            return 1;
        }
    }
}
