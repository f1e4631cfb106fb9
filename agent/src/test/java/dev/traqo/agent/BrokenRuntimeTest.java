package dev.traqo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.agent.sample.Flow;
import dev.traqo.agent.sample.Parameters;
import dev.traqo.agent.sample.Results;
import dev.traqo.agent.sample.Types;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Woven code whose library is broken on purpose. */
class BrokenRuntimeTest {

    private static final String TYPE = "dev.traqo.weave.TracedCall";
    private static final String ENTER = "public static TracedCall enter(Class<?> c, String m, Object[] a) ";
    private static final String NEW = ENTER + "{ return new TracedCall(); }";
    private static final String THROW = "{ throw new IllegalStateException(\"broken on purpose\"); }";

    @TempDir
    Path folder;

    static Stream<String> bodies() {
        return Stream.of(
                "", // an older or a later library: nothing is where it should be
                "public static int active = 1;",
                "public static int active = 1;" + NEW,
                "public static int active = Integer.parseInt(\"broken on purpose\");",
                "public static int active = 1;" + ENTER + THROW + returned(THROW, THROW),
                "public static int active = 1;" + NEW + returned(THROW, THROW),
                "public static int active = 1;" + ENTER + "{ return enter(c, m, a); }" + returned(THROW, THROW),
                "public static int active = 1;" + ENTER + "{ throw new OutOfMemoryError(); }"
                        + returned("{ throw new StackOverflowError(); }", "{ throw new NoClassDefFoundError(); }"),
                "public static int active = 1;" + ENTER + "{ sneak(new java.io.IOException()); return null; }"
                        + returned("{ sneak(new Exception()); return null; }", "{ sneak(new Exception()); }")
                        + "static <X extends Throwable> void sneak(Throwable e) throws X { throw (X) e; }");
    }

    private static String returned(String object, String nothing) {
        StringBuilder text = new StringBuilder();
        text.append("public static Object returned(Object r, TracedCall c) ").append(object);
        text.append("public static void returned(TracedCall c) ").append(nothing);
        text.append("public static void thrown(Throwable e, TracedCall c) ").append(nothing);
        for (String type : List.of("boolean", "byte", "char", "short", "int", "long", "float", "double")) {
            text.append("public static " + type + " returned(" + type + " r, TracedCall c) " + THROW);
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void applicationBehavesAsBefore(String body) throws Exception {
        byte[] runtime = runtime(body);
        for (Class<?> sample : List.of(Results.class, Parameters.class, Flow.class, Types.class)) {
            assertThat(run(sample, runtime, true)).isEqualTo(run(sample, runtime, false));
        }
    }

    @Test
    void resultOfAnotherTypeIsDropped() throws Exception {
        byte[] runtime =
                runtime("public static int active = 1;" + NEW + returned("{ return new TracedCall(); }", "{}"));
        for (Class<?> sample : List.of(Results.class, Flow.class)) {
            assertThat(run(sample, runtime, true)).isEqualTo(run(sample, runtime, false));
        }
    }

    @Test
    void catchBlockOfTheMethodDoesNotSeeOurFailure() throws Exception {
        byte[] runtime = runtime("public static int active = 1;" + NEW + returned(THROW, THROW));
        assertThat(run(Flow.class, runtime, true)).contains("catchesEverything=12");
    }

    private byte[] runtime(String body) throws Exception {
        String source = "package dev.traqo.weave;\npublic final class TracedCall { " + body + " }";
        Path classes = Sources.compile(folder.resolve("runtime"), List.of("-Xlint:none"), source);
        return Files.readAllBytes(classes.resolve(TYPE.replace('.', '/') + ".class"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> run(Class<?> sample, byte[] runtime, boolean woven) throws Exception {
        Weaving loader = new Weaving(sample.getPackageName() + ".", woven);
        loader.give(TYPE, runtime);
        Class<?> type = Class.forName(sample.getName(), true, loader);
        return ((Supplier<List<String>>) type.getConstructor().newInstance()).get();
    }
}
