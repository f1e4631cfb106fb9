package dev.traqo.internal;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the tracer has to say about itself, through the platform's logger and never twice about the same thing. */
public final class Log {

    private static final int MAX_TOPICS = 1000;
    private static final ConcurrentHashMap<String, Boolean> SAID = new ConcurrentHashMap<>();

    private Log() {}

    /** A warning, once per topic. */
    public static void warnOnce(String topic, String message, @Nullable Throwable cause) {
        if (SAID.size() < MAX_TOPICS && SAID.putIfAbsent(topic, true) == null) {
            warn(message, cause);
        }
    }

    /** A warning. Never throws, whatever logger the application installed. */
    public static void warn(String message, @Nullable Throwable cause) {
        try {
            String reason = cause == null ? "" : " (" + ValueWriter.reason(cause) + ")";
            Platform.LOGGER.log(System.Logger.Level.WARNING, message + reason);
        } catch (Throwable e) {
            // a broken logger is not the application's problem
        }
    }

    /** Loaded inside the guard: an application may have installed a logger that cannot even be made. */
    private static final class Platform {
        static final System.Logger LOGGER = System.getLogger("dev.traqo");
    }
}
