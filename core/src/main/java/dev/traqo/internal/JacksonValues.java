package dev.traqo.internal;

import org.jspecify.annotations.Nullable;

/** Asks the application's own Jackson, if it has one, so that its annotations decide what becomes visible. */
final class JacksonValues {

    private static final boolean HAS_3 = isPresent("tools.jackson.databind.json.JsonMapper");
    private static final boolean HAS_2 = isPresent("com.fasterxml.jackson.databind.json.JsonMapper");

    private JacksonValues() {}

    /** The JSON of an object; null if there is no Jackson or it cannot write this object. */
    static byte @Nullable [] write(Object value) {
        if (HAS_3) {
            byte[] json = attempt(() -> Jackson3.MAPPER.writeValueAsBytes(value));
            if (json != null) {
                return json;
            }
        }
        return HAS_2 ? attempt(() -> Jackson2.MAPPER.writeValueAsBytes(value)) : null;
    }

    private interface Attempt {
        byte[] json() throws Exception;
    }

    private static byte @Nullable [] attempt(Attempt attempt) {
        try {
            byte[] json = attempt.json();
            // a filter that produced a line break would tear the line
            for (byte b : json) {
                if (b == '\n' || b == '\r') {
                    return null;
                }
            }
            return json;
        } catch (Exception | LinkageError | StackOverflowError e) {
            return null; // the getters are read next, each on its own
        }
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, JacksonValues.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Loaded only when Jackson 3 is there. */
    private static final class Jackson3 {
        static final tools.jackson.databind.json.JsonMapper MAPPER =
                tools.jackson.databind.json.JsonMapper.builder().build();
    }

    /** Loaded only when Jackson 2 is there. */
    private static final class Jackson2 {
        static final com.fasterxml.jackson.databind.json.JsonMapper MAPPER =
                com.fasterxml.jackson.databind.json.JsonMapper.builder()
                        .findAndAddModules()
                        .build();
    }
}
