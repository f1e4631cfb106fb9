package dev.traqo.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is said to the agent: {@code -javaagent:traqo-agent.jar=auto=root,verbose}. Each option is also a setting of the
 * library, by system property or environment variable; what is said to the agent wins and is left in the properties, where
 * the library finds it.
 */
final class AgentOptions {

    /** Whether to say what is done. */
    static final String VERBOSE = "traqo.agent.verbose";

    private static final Set<String> AUTO = Set.of("root", "process", "off");

    private AgentOptions() {}

    /** @throws IllegalArgumentException if an option is not understood */
    static void apply(@Nullable String arguments) {
        String verbose = setting("agent.verbose");
        String auto = setting("auto");
        String dir = setting("trace.dir");
        for (String option : arguments == null || arguments.isBlank() ? new String[0] : arguments.split(",")) {
            int equals = option.indexOf('=');
            String name = (equals < 0 ? option : option.substring(0, equals)).strip();
            String value = equals < 0 ? "true" : option.substring(equals + 1).strip();
            switch (name) {
                case "verbose" -> verbose = value;
                case "auto" -> auto = value;
                case "dir" -> dir = value;
                default ->
                    throw new IllegalArgumentException("agent option \"" + name
                            + "\" is unknown: expected verbose, auto=root|process|off, dir=FOLDER");
            }
        }
        if (auto != null && !AUTO.contains(auto)) {
            throw new IllegalArgumentException("auto=" + auto + ": expected root, process or off");
        }
        if (auto == null && dir != null) {
            auto = "root";
        }
        if (dir != null && !"off".equals(auto)) {
            requireFolder(dir);
            System.setProperty("traqo.trace.dir", dir);
        }
        if (auto != null) {
            System.setProperty("traqo.auto", auto);
        }
        System.setProperty(VERBOSE, String.valueOf(flag(verbose)));
    }

    private static void requireFolder(String dir) {
        try {
            Files.createDirectories(Path.of(dir));
        } catch (Exception e) {
            throw new IllegalArgumentException("trace folder " + dir + " cannot be made (" + e + ")");
        }
        if (!Files.isWritable(Path.of(dir))) {
            throw new IllegalArgumentException("trace folder " + dir + " cannot be written to");
        }
    }

    private static boolean flag(@Nullable String text) {
        if (text == null) {
            return false;
        }
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "1", "true", "yes", "on" -> true;
            case "0", "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("verbose=" + text + ": expected true or false");
        };
    }

    /** As the library reads its settings: {@code traqo.trace.dir} before {@code TRAQO_TRACE_DIR}. */
    private static @Nullable String setting(String name) {
        String value = System.getProperty("traqo." + name);
        if (value == null) {
            value = System.getenv(
                    "TRAQO_" + name.toUpperCase(java.util.Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isBlank() ? null : value.strip();
    }
}
