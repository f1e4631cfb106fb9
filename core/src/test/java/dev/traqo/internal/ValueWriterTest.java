package dev.traqo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.traqo.Fork;
import dev.traqo.Kind;
import dev.traqo.Lines;
import dev.traqo.Tracer;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Date;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

class ValueWriterTest {

    private static String json(Object value) {
        JsonWriter writer = JsonWriter.borrow();
        try {
            writer.value(value);
            return new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8);
        } finally {
            writer.release();
        }
    }

    private static JsonNode node(Object value) {
        String json = json(value);
        assertThat(json).doesNotContain("\n");
        return Lines.parse(json);
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable e) throws X {
        throw (X) e;
    }

    // ---- the types of FORMAT.md section 2 -----------------------------------------------------------------------

    @Test
    void value_scalars() throws Exception {
        assertThat(json(null)).isEqualTo("null");
        assertThat(json("text")).isEqualTo("\"text\"");
        assertThat(json(new StringBuilder("text"))).isEqualTo("\"text\"");
        assertThat(json('c')).isEqualTo("\"c\"");
        assertThat(json(1)).isEqualTo("1");
        assertThat(json((short) 2)).isEqualTo("2");
        assertThat(json((byte) -3)).isEqualTo("-3");
        assertThat(json(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(json(true)).isEqualTo("true");
        assertThat(json(0.1f)).isEqualTo("0.1");
        assertThat(json(Float.NaN)).isEqualTo("null");
        assertThat(json(Double.NEGATIVE_INFINITY)).isEqualTo("null");
        assertThat(json(new BigInteger("123456789012345678901234567890"))).isEqualTo("123456789012345678901234567890");
        assertThat(json(new BigDecimal("1.10"))).isEqualTo("1.10");
        assertThat(node(new BigDecimal("1E+400")).isNumber()).isTrue();
        assertThat(json(new AtomicInteger(4))).isEqualTo("4");
        assertThat(json(new AtomicLong(5))).isEqualTo("5");
        assertThat(json(new AtomicBoolean(true))).isEqualTo("true");
        assertThat(json(Kind.LLM)).isEqualTo("\"LLM\"");
        assertThat(json(Instant.EPOCH)).isEqualTo("\"1970-01-01T00:00:00Z\"");
        assertThat(json(LocalDate.of(2026, 11, 22))).isEqualTo("\"2026-11-22\"");
        assertThat(json(Duration.ofSeconds(90))).isEqualTo("\"PT1M30S\"");
        assertThat(json(ZoneOffset.UTC)).isEqualTo("\"Z\"");
        assertThat(json(new Date(0))).isEqualTo("\"1970-01-01T00:00:00Z\"");
        assertThat(json(new UUID(1, 2))).isEqualTo("\"00000000-0000-0001-0000-000000000002\"");
        assertThat(json(Path.of("a", "b"))).isEqualTo(json("a" + File.separator + "b"));
        assertThat(json(new File("a"))).isEqualTo("\"a\"");
        assertThat(json(URI.create("s3://b/k"))).isEqualTo("\"s3://b/k\"");
        assertThat(json(URI.create("https://a.example").toURL())).isEqualTo("\"https://a.example\"");
        assertThat(json(String.class)).isEqualTo("\"java.lang.String\"");
        assertThat(json(new byte[123])).isEqualTo("\"<byte[]: 123 bytes>\"");
        assertThat(json(ByteBuffer.allocate(7))).isEqualTo("\"<ByteBuffer: 7 bytes>\"");
        assertThat(json(new IllegalStateException("no"))).isEqualTo("\"java.lang.IllegalStateException: no\"");
    }

    @Test
    void value_optionals() {
        assertThat(json(Optional.empty())).isEqualTo("null");
        assertThat(json(Optional.of(List.of(Optional.of(1))))).isEqualTo("[1]");
        assertThat(json(OptionalInt.of(1))).isEqualTo("1");
        assertThat(json(OptionalInt.empty())).isEqualTo("null");
        assertThat(json(OptionalLong.of(2))).isEqualTo("2");
        assertThat(json(OptionalLong.empty())).isEqualTo("null");
        assertThat(json(OptionalDouble.of(0.5))).isEqualTo("0.5");
        assertThat(json(OptionalDouble.empty())).isEqualTo("null");
    }

    @Test
    void value_arraysAndIterables() {
        assertThat(json(new int[] {1, -2})).isEqualTo("[1,-2]");
        assertThat(json(new long[] {Long.MAX_VALUE})).isEqualTo("[9223372036854775807]");
        assertThat(json(new double[] {0.5, Double.NaN})).isEqualTo("[0.5,null]");
        assertThat(json(new float[] {0.1f})).isEqualTo("[0.1]");
        assertThat(json(new boolean[] {true, false})).isEqualTo("[true,false]");
        assertThat(json(new char[] {'a', '"'})).isEqualTo("[\"a\",\"\\\"\"]");
        assertThat(json(new short[] {1})).isEqualTo("[1]");
        assertThat(json(new Object[] {null, "x", new int[0], new String[][] {{"y"}}}))
                .isEqualTo("[null,\"x\",[],[[\"y\"]]]");
        assertThat(json(List.of())).isEqualTo("[]");
        assertThat(json(new ArrayDeque<>(List.of(1, 2)))).isEqualTo("[1,2]");
        assertThat(json((Iterable<Integer>) () -> List.of(3, 4).iterator())).isEqualTo("[3,4]");
    }

    @Test
    void value_mapsWithAnyKeys() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(null, 1);
        map.put(2, "two");
        map.put(List.of("tu", "ple"), true);
        map.put(Kind.TOOL, null);
        map.put(new UUID(0, 1), Map.of());
        map.put("quo\"te\n", 0);

        assertThat(json(map))
                .isEqualTo("{\"null\":1,\"2\":\"two\",\"[tu, ple]\":true,\"TOOL\":null,"
                        + "\"00000000-0000-0000-0000-000000000001\":{},\"quo\\\"te\\n\":0}");
    }

    private record Point(int x, int y) {}

    private record Nested(String name, Point at, List<Point> more, Optional<Point> none) {}

    private record Empty() {}

    @Test
    void value_recordsPrivateAndNested() {
        assertThat(json(new Nested("n", new Point(1, 2), List.of(new Point(3, 4)), Optional.empty())))
                .isEqualTo("{\"name\":\"n\",\"at\":{\"x\":1,\"y\":2},\"more\":[{\"x\":3,\"y\":4}],\"none\":null}");
        assertThat(json(new Empty())).isEqualTo("{}");
        record Local(Object self) {}
        assertThat(json(new Local(new Local(null)))).isEqualTo("{\"self\":{\"self\":null}}");
    }

    @Test
    void value_randomTreesParseBackEqual() {
        Random random = new Random(99);
        for (int i = 0; i < 300; i++) {
            Object tree = tree(random, 0);
            String expected = plainJackson(tree);
            assertThat(node(tree)).isEqualTo(Lines.parse(expected));
        }
    }

    private static String plainJackson(Object tree) {
        return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(tree);
    }

    private static Object tree(Random random, int depth) {
        switch (random.nextInt(depth > 5 ? 5 : 7)) {
            case 0:
                return null;
            case 1:
                return random.nextLong();
            case 2:
                return random.nextBoolean();
            case 3:
                return random.nextInt() / 1000.0;
            case 4:
                StringBuilder text = new StringBuilder();
                random.ints(random.nextInt(100), 0, 0xD800).forEach(c -> text.append((char) c));
                return text.toString();
            case 5:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(tree(random, depth + 1));
                }
                return list;
            default:
                Map<String, Object> map = new TreeMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put("key " + random.nextInt(100), tree(random, depth + 1));
                }
                return map;
        }
    }

    // ---- shapes without an end ----------------------------------------------------------------------------------

    @Test
    void value_cyclesAreCut() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = map("list", list);
        map.put("self", map);
        Object[] array = new Object[1];
        array[0] = array;

        assertThat(json(list)).isEqualTo("[\"<cycle>\"]");
        assertThat(json(map)).isEqualTo("{\"list\":[\"<cycle>\"],\"self\":\"<cycle>\"}");
        assertThat(json(array)).isEqualTo("[\"<cycle>\"]");
    }

    @Test
    void value_twiceTheSameIsNoCycle() {
        List<Integer> shared = List.of(1);

        assertThat(json(List.of(shared, shared))).isEqualTo("[[1],[1]]");
    }

    @Test
    @Timeout(30)
    void value_deepNestingEndsAtTheStatedDepth() {
        Object deep = "bottom";
        for (int i = 0; i < 10_000; i++) {
            deep = i % 2 == 0 ? List.of(deep) : Map.of("k", deep);
        }
        JsonNode node = node(deep);
        int depth = 0;
        for (; node.isContainer(); depth++) {
            node = node.isArray() ? node.get(0) : node.get("k");
        }

        assertThat(depth).isEqualTo(ValueWriter.MAX_DEPTH);
        assertThat(node.asString()).isEqualTo("<depth>");
        Object fits = "bottom";
        for (int i = 0; i < ValueWriter.MAX_DEPTH; i++) {
            fits = List.of(fits);
        }
        assertThat(json(fits)).contains("bottom");
    }

    @Test
    @Timeout(30)
    void value_sharedReferencesTwentyTwoDeepEnd() {
        Object dag = "leaf";
        for (int i = 0; i < 22; i++) {
            dag = List.of(dag, dag);
        }
        assertThat(json(dag)).contains("\"leaf\"").contains("\"<size>\"").hasSizeLessThan(40_000_000);

        Object maps = "leaf";
        for (int i = 0; i < 60; i++) {
            maps = map("a", maps, "b", maps);
        }
        assertThat(json(maps)).contains("<size>").hasSizeLessThan(40_000_000);
        assertThat(node(maps).isObject()).isTrue();
    }

    @Test
    @Timeout(30)
    void value_endlessIterablesAndMapsEndWithAMark() {
        Iterable<Integer> endless = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return 7;
            }
        };
        Map<String, Object> wide = new HashMap<>();
        for (int i = 0; i < ValueWriter.MAX_NODES + 10; i++) {
            wide.put("k" + i, i);
        }

        assertThat(json(endless)).startsWith("[7,7").endsWith(",\"<size>\"]");
        assertThat(json(wide)).endsWith(",\"<size>\":\"<size>\"}");
        assertThat(json(new int[ValueWriter.MAX_NODES + 10])).endsWith(",\"<size>\"]");
        // the next value has the whole budget again
        assertThat(json(List.of(1, 2))).isEqualTo("[1,2]");
    }

    // ---- values that fail ---------------------------------------------------------------------------------------

    /** Fails while it is read, with anything a JVM can throw. */
    private static final class Failing extends AbstractList<Object> {
        private final int good;
        private final Throwable failure;

        Failing(int good, Throwable failure) {
            this.good = good;
            this.failure = failure;
        }

        @Override
        public Object get(int index) {
            if (index >= good) {
                throw ValueWriterTest.<RuntimeException>sneaky(failure);
            }
            return index;
        }

        @Override
        public int size() {
            return good + 1;
        }
    }

    @Test
    void value_thatThrowsIsReplacedAlone() {
        for (Throwable failure : List.of(
                new IllegalStateException("broken"),
                new AssertionError("broken"),
                new IOException("broken"),
                new StackOverflowError("broken"),
                new NoClassDefFoundError("broken"),
                new Error("broken"))) {
            String type = failure.getClass().getSimpleName();

            assertThat(json(List.of("before", new Failing(2, failure), "after")))
                    .isEqualTo("[\"before\",\"<Failing: " + type + ": broken>\",\"after\"]");
        }
    }

    @Test
    void value_componentsAndKeysThatThrow() {
        record Fine(String name, Object bad) {}
        Object bad = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("never print me");
            }
        };
        assertThat(node(new Fine("n", bad)).get("name").asString()).isEqualTo("n");
        assertThat(node(new Fine("n", bad)).get("bad").asString()).endsWith(": AssertionError: never print me>");
        assertThat(node(Collections.singletonMap(bad, 1))
                        .propertyNames()
                        .iterator()
                        .next())
                .endsWith(": AssertionError: never print me>");
    }

    /** An exception whose message cannot be read either. */
    private static final class Hopeless extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException();
        }
    }

    @Test
    void value_exceptionWithoutAReadableMessage() {
        assertThat(json(new Failing(0, new Hopeless()))).isEqualTo("\"<Failing: Hopeless>\"");
        assertThat(json(List.of(new Hopeless()))).isEqualTo("[\"<Hopeless: IllegalStateException>\"]");
    }

    @Test
    void value_mapThatChangesWhileItIsRead() {
        Map<Object, Object> changing = new LinkedHashMap<>();
        changing.put("a", new Object() {
            @Override
            public String toString() {
                changing.put("new " + changing.size(), 1);
                return "a";
            }
        });
        changing.put("b", 2);

        assertThat(json(List.of(changing, "after")))
                .isEqualTo("[\"<LinkedHashMap: " + ConcurrentModificationException.class.getSimpleName()
                        + ">\",\"after\"]");
    }

    /** A number that is none of the JDK's: its text may be anything. */
    private static final class Odd extends BigDecimal {
        Odd() {
            super("1");
        }

        @Override
        public String toString() {
            return "one\n\"and\" more";
        }
    }

    @Test
    void value_numbersOfOtherClassesAreText() {
        assertThat(json(new Odd())).isEqualTo("\"one\\n\\\"and\\\" more\"");
    }

    @Test
    void value_thatRecordsItselfWhileItIsRecorded() {
        Object inner = new Object() {
            @Override
            public String toString() {
                return "inner " + json(List.of(1, "x".repeat(5000))).length();
            }
        };

        assertThat(json(List.of(inner, inner))).isEqualTo("[\"inner 5006\",\"inner 5006\"]");
    }

    // ---- objects: Jackson, getters, text ------------------------------------------------------------------------

    public static class Account {
        public String getName() {
            return "ada";
        }

        @JsonIgnore
        public String getPassword() {
            return "hunter2";
        }

        @JsonProperty("renamed")
        public int getCount() {
            return 3;
        }
    }

    @Test
    void object_annotationsDecide() {
        assertThat(node(new Account())).isEqualTo(Lines.parse("{\"name\":\"ada\",\"renamed\":3}"));
    }

    /** Jackson fails at the cycle, so the getters are read: what is hidden stays hidden. */
    public static class Cyclic extends Account {
        @JsonIgnore
        private final String pin = "4711";

        public String getPin() {
            return pin;
        }

        public Cyclic getSelf() {
            return this;
        }

        public String getBroken() {
            throw new IllegalStateException("closed");
        }
    }

    @Test
    void object_thatJacksonCannotWriteIsReadByItsGetters() {
        JsonNode node = node(new Cyclic());

        assertThat(node.get("name").asString()).isEqualTo("ada");
        assertThat(node.get("self").asString()).isEqualTo("<cycle>");
        assertThat(node.get("broken").asString()).isEqualTo("<Cyclic: IllegalStateException: closed>");
        assertThat(node.toString()).doesNotContain("hunter2").doesNotContain("4711");
    }

    public static class Surrogate {
        public String getText() {
            return "a\uD83Db";
        }
    }

    @Test
    void object_withALoneSurrogateIsWritten() {
        assertThat(node(new Surrogate()).get("text").asString()).isEqualTo("a\uFFFDb");
    }

    public static class Raw {
        private final String raw;

        Raw(String raw) {
            this.raw = raw;
        }

        @JsonRawValue
        public String getRaw() {
            return raw;
        }
    }

    @Test
    void object_rawJsonIsTakenOnlyIfItIsJson() {
        assertThat(json(new Raw("{\"a\":[1]}"))).isEqualTo("{\"raw\":{\"a\":[1]}}");
        for (String wrong : List.of("not json", "1}{", "\"open", "[1", "{\"a\":1}\n{\"b\":2}", "1,\"x\":", "")) {
            assertThat(node(new Raw(wrong)).get("raw").asString()).isEqualTo(wrong);
        }
    }

    public static class Text {
        @Override
        public String toString() {
            return "only text";
        }
    }

    @Test
    void object_withoutGettersIsItsText() {
        assertThat(json(new Text())).isEqualTo("\"only text\"");
        assertThat(json(List.of(new Text()))).isEqualTo("[\"only text\"]");
        assertThat(json(new Object())).startsWith("\"java.lang.Object@");
        Supplier<String> lambda = () -> "x";
        assertThat(json(lambda)).contains("ValueWriterTest$$Lambda");
    }

    /** Ten of these, each linked to all, are an exponential graph. */
    public static class Linked {
        final List<Linked> others = new ArrayList<>();

        public List<Linked> getOthers() {
            return others;
        }

        public String getName() {
            return "linked";
        }
    }

    @Test
    @Timeout(30)
    void object_mutuallyLinkedObjectsEnd() {
        List<Linked> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(new Linked());
        }
        all.forEach(one -> one.others.addAll(all));

        assertThat(node(all.get(0)).get("name").asString()).isEqualTo("linked");
        assertThat(json(all)).hasSizeLessThan(50_000_000);
    }

    public static class Half {
        private final Object below;

        Half(Object below) {
            this.below = below;
        }

        public Object getLeft() {
            return below;
        }

        public Object getRight() {
            return below;
        }
    }

    @Test
    @Timeout(30)
    void object_sharedReferencesSixtyDeepEnd() {
        Object dag = "leaf";
        for (int i = 0; i < 60; i++) {
            dag = new Half(dag);
        }

        assertThat(json(dag)).contains("<size>").hasSizeLessThan(50_000_000);
        assertThat(json(List.of(dag, dag, "after"))).hasSizeLessThan(100_000_000);
    }

    public static class Endless {
        public Iterable<Integer> getNumbers() {
            return () -> new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    return 1;
                }
            };
        }
    }

    @Test
    @Timeout(30)
    void object_withAnEndlessPropertyEnds() {
        assertThat(json(new Endless())).contains("<size>").hasSizeLessThan(20_000_000);
    }

    @Test
    @Timeout(30)
    void object_insidesOfThePlatformDoNotExplode() {
        for (Object big : Arrays.asList(
                ValueWriterTest.class.getClassLoader(),
                Thread.currentThread(),
                new ThreadLocal<>(),
                System.getLogger("x"),
                java.util.logging.Logger.getLogger("x"),
                Runtime.getRuntime(),
                ValueWriterTest.class.getModule(),
                java.lang.management.ManagementFactory.getRuntimeMXBean(),
                new java.util.concurrent.ConcurrentSkipListMap<>(Map.of(1, 2)),
                org.slf4j.LoggerFactory.getLogger("x"))) {
            assertThat(json(big)).hasSizeBetween(2, 2_000);
            assertThat(json(map("it", big)).length()).isLessThan(2_020);
        }
    }

    // ---- without Jackson ----------------------------------------------------------------------------------------

    /** A bean as an application without Jackson has it. */
    public static class Order {
        public long getId() {
            return 12;
        }

        public boolean isPaid() {
            return true;
        }

        public Object getURL() {
            return null;
        }

        public String get() {
            return "no property";
        }

        public String getter() {
            return "no property";
        }

        public String getWith(String argument) {
            return "no property";
        }

        public static String getStatic() {
            return "no property";
        }

        public String getFailing() {
            throw new AssertionError("lazy");
        }

        public Order getSelf() {
            return this;
        }
    }

    /** Records an object in a JVM that has no Jackson. */
    static final class WithoutJackson {
        public static void main(String[] args) {
            try {
                Class.forName("tools.jackson.databind.ObjectMapper");
                System.out.println("Jackson is there after all");
            } catch (ClassNotFoundException e) {
                try (Tracer tracer = Tracer.builder(Path.of(args[0])).open()) {
                    tracer.log("order", new Order());
                    tracer.log("list", List.of(new Order(), 1));
                }
            }
        }
    }

    @Test
    void object_withoutJacksonIsReadByItsGetters(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        Path file = folder.resolve("run.jsonl");
        Fork.Result result = Fork.of(WithoutJackson.class, file)
                .only(Tracer.class, ValueWriterTest.class, tools.jackson.core.json.JsonFactory.class)
                .run();

        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isZero();
        JsonNode expected = Lines.parse("{\"URL\":null,\"failing\":\"<Order: AssertionError: lazy>\",\"id\":12,"
                + "\"paid\":true,\"self\":\"<cycle>\"}");
        assertThat(Lines.of(file).event("order").get("data")).isEqualTo(expected);
        assertThat(Lines.of(file).event("list").get("data").get(0)).isEqualTo(expected);
    }

    // ---- captured values ----------------------------------------------------------------------------------------

    @Test
    void captured_keepsWhatTheValueWas() {
        List<Object> list = new ArrayList<>(List.of(1));
        Object captured = Captured.of(list);
        list.add(2);

        assertThat(json(captured)).isEqualTo("[1]");
        assertThat(json(List.of(captured, captured))).isEqualTo("[[1],[1]]");
        assertThat(Captured.of(null)).isNull();
        assertThat(Captured.of("s")).isEqualTo("s");
        assertThat(json(Captured.of(new StringBuilder("s")))).isEqualTo("\"s\"");
        assertThat(json(Captured.of(new Failing(0, new AssertionError("x"))))).contains("AssertionError: x");
        assertThat(json(new IdentityHashMap<>(Map.of("k", captured)))).isEqualTo("{\"k\":[1]}");
    }
}
