package dev.traqo.internal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Asks the application's own Jackson, if it has one, so that its annotations decide what becomes visible. */
final class JacksonValues {

    private static final boolean HAS_3 = isPresent("tools.jackson.databind.json.JsonMapper");
    private static final boolean HAS_2 = isPresent("com.fasterxml.jackson.databind.json.JsonMapper");

    private JacksonValues() {}

    /** The JSON of an object; null if there is no Jackson or it cannot write this object. */
    static @Nullable Output write(Object value, int maxNodes) {
        Output json = HAS_3 ? attempt(maxNodes, out -> Jackson3.MAPPER.writeValue(out, value)) : null;
        if (json == null && HAS_2) {
            json = attempt(maxNodes, out -> Jackson2.MAPPER.writeValue(out, value));
        }
        return json;
    }

    private interface Attempt {
        void write(OutputStream out) throws Exception;
    }

    private static @Nullable Output attempt(int maxNodes, Attempt attempt) {
        Output out = new Output(maxNodes);
        try {
            attempt.write(out);
            return out.isFull() || out.isOneLineOfJson() ? out : null;
        } catch (Throwable e) { // the application's code; the getters are read next, each on its own
            return out.isFull() ? out : null;
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

    /**
     * What Jackson writes, as far as it stays within a number of nodes: it follows shared references again and again
     * and endless iterables for ever.
     */
    static final class Output extends ByteArrayOutputStream {

        private static final JsonFactory PARSERS = new JsonFactory();

        private final int maxNodes;
        private int nodes;
        private boolean inString;
        private boolean escaped;
        private boolean unicodeEscapes;
        private boolean broken;

        private Output(int maxNodes) {
            this.maxNodes = maxNodes;
        }

        @Override
        public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            for (int i = from; i < from + length; i++) {
                look(bytes[i]);
            }
            if (isFull()) {
                throw new IllegalStateException("too many nodes");
            }
            super.write(bytes, from, length);
        }

        private void look(byte b) {
            if (b == '\n' || b == '\r') {
                broken = true;
            } else if (inString) {
                unicodeEscapes |= escaped && b == 'u';
                inString = b != '"' || escaped;
                escaped = b == '\\' && !escaped;
            } else if (b == '"') {
                inString = true;
            } else if (b == ',' || b == '{' || b == '[') {
                nodes++;
            }
        }

        int nodes() {
            return nodes;
        }

        /** Whether there was more to write than is allowed. */
        boolean isFull() {
            return nodes > maxNodes;
        }

        boolean isEmptyObject() {
            return count == 2 && buf[0] == '{';
        }

        /** {@code @JsonRawValue} and serialisers of the application can write anything. */
        private boolean isOneLineOfJson() {
            if (broken || count == 0 || (unicodeEscapes && hasSurrogateEscape())) {
                return false;
            }
            try (JsonParser parser = PARSERS.createParser(ObjectReadContext.empty(), buf, 0, count)) {
                int values = 0;
                int depth = 0;
                for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    values += depth == 0 ? 1 : 0;
                }
                return values == 1;
            }
        }

        /** Jackson 3 writes lone surrogates as escapes, which other readers refuse. */
        private boolean hasSurrogateEscape() {
            for (int i = 0; i + 3 < count; i++) {
                if (buf[i] == '\\' && buf[i + 1] == 'u' && (buf[i + 2] | 0x20) == 'd' && buf[i + 3] >= '8') {
                    return true;
                }
            }
            return false;
        }

        void copyTo(JsonWriter out) {
            out.raw(buf, 0, count);
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
                        .disable(com.fasterxml.jackson.databind.SerializationFeature.FAIL_ON_EMPTY_BEANS)
                        .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .build();
    }
}
