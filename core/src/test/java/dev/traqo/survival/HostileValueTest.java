package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Mask;
import dev.traqo.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the application hands over: it sees no exception, every event is there and every line is whole. */
class HostileValueTest {

    private static final char HIGH = '\uD83D';
    private static final char LOW = '\uDE00';

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void everyEventIsWritten_valueIsHostile(String name, Object value) throws Exception {
        Path trace = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(trace)
                .input(value)
                .metadata("key", value)
                .tags("tag")
                .open()) {
            Object returned = tracer.span("returns it").input(value).call(span -> {
                span.metadata("key", value).event("event", value);
                tracer.log("log", value);
                return value;
            });
            assertThat(returned == value).isTrue();
            tracer.span("sets it").run(span -> span.output(value));
            tracer.output(value);
        }
        TraceLines lines = TraceLines.whole(trace);
        assertThat(lines.events()).hasSize(8);
        assertThat(lines.names("span_end")).containsExactlyInAnyOrder("returns it", "sets it");
        assertThat(lines.assertClosed("ok").get("output")).isNotNull();
        for (Map<String, @Nullable Object> end : lines.ofType("span_end")) {
            assertThat(end.get("output")).isNotNull();
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                of("toString throws", new Says(() -> {
                    throw new IllegalStateException("no");
                })),
                of("toString throws an error", new Says(() -> {
                    throw new AssertionError("no");
                })),
                of("toString throws a checked exception", new Says(() -> {
                    throw HostileValueTest.<RuntimeException>sneaky(new IOException("no"));
                })),
                of("toString is null", new Says(() -> null)),
                of("toString never ends", new Endless()),
                of("toString records", new Says(() -> {
                    Tracer.current().isRecording();
                    return "recorded";
                })),
                of("exception whose message throws", new Unspeakable()),
                of("getter throws", new Getters()),
                of("record whose component throws", new Throwing("x")),
                of("iterator throws", (Iterable<Object>) () -> {
                    throw new IllegalStateException("no");
                }),
                of("iterator throws on the way", (Iterable<Object>) HostileValueTest::threeAndNoMore),
                of("endless iterator", (Iterable<Object>)
                        () -> Stream.<Object>generate(() -> 1).iterator()),
                of("map with strange keys", strangeKeys()),
                of("list that contains itself", itself()),
                of("map that contains itself", mapOfItself()),
                of("bean that contains itself", new Linked(null).closed()),
                of("10,000 lists in each other", nested(10_000)),
                of("10,000 maps in each other", nestedMaps(10_000)),
                of("10,000 beans in each other", Linked.chain(10_000)),
                of("shared lists, 2^60 paths", shared(60)),
                of("shared beans, 2^60 paths", Both.shared(60)),
                of("lone surrogates", List.of("" + HIGH, LOW + "x" + HIGH, "" + LOW + HIGH, ("y" + LOW).repeat(5000))),
                of("control characters", "\u0000\u0001\n\r\t\u2028\u007f\"\\"),
                of("not a number", List.of(Double.NaN, Float.NEGATIVE_INFINITY, -0.0, Long.MIN_VALUE)));
    }

    private static Arguments of(String name, Object value) {
        return Arguments.of(name, value);
    }

    @Test
    void surrogatesAreReplaced_inNamesToo() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        String lone = "a" + HIGH;
        try (Tracer tracer =
                Tracer.builder(trace).name(lone).threadId(lone).tags(lone).open()) {
            tracer.span(lone)
                    .kind(lone)
                    .tags(lone)
                    .metadata(lone, lone)
                    .open()
                    .error(new IllegalStateException(lone))
                    .close();
        }
        TraceLines lines = TraceLines.whole(trace);
        assertThat(lines.names("span_end")).containsExactly("a\uFFFD");
        assertThat(Files.readString(trace)).doesNotContain("?");
    }

    @Test
    void spanIsWritten_errorIsHostile() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(trace).open()) {
            assertThatThrownBy(() -> tracer.span("fails").run(span -> {
                        throw new Unspeakable();
                    }))
                    .isInstanceOf(Unspeakable.class);
        }
        TraceLines lines = TraceLines.whole(trace);
        assertThat(lines.ofType("span_end").get(0)).containsEntry("status", "error");
        lines.assertClosed("ok");
    }

    @Test
    void valuesAreHiddenAndEventsWritten_maskThrows() throws Exception {
        List<Mask> masks = List.of(
                (field, text) -> {
                    throw new IllegalStateException("no");
                },
                (field, text) -> {
                    throw new StackOverflowError();
                },
                (field, text) -> {
                    throw HostileValueTest.<RuntimeException>sneaky(new IOException("no"));
                },
                (field, text) -> null);
        for (int i = 0; i < masks.size(); i++) {
            Path trace = folder.resolve(i + ".jsonl");
            try (Tracer tracer =
                    Tracer.builder(trace).mask(masks.get(i)).input("secret").open()) {
                tracer.span("s").input("secret").metadata("k", "secret").call(span -> "secret");
                tracer.output("secret");
            }
            TraceLines lines = TraceLines.whole(trace);
            lines.assertClosed("ok");
            assertThat(lines.events()).hasSize(4);
            assertThat(Files.readString(trace)).doesNotContain("secret");
        }
    }

    @Test
    void eventsAreWritten_builderIsGivenNulls() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(trace).open()) {
            tracer.span(null)
                    .kind((String) null)
                    .tags("tag", null)
                    .metadata("key", null)
                    .input(null)
                    .open()
                    .error(null)
                    .tokenUsage(null)
                    .event(null, null)
                    .close();
            tracer.error(null);
        }
        TraceLines lines = TraceLines.whole(trace);
        lines.assertClosed("ok");
        assertThat(lines.events()).hasSize(5);
    }

    @Test
    void applicationAndTraceGoOn_stringsOf100Megabytes() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        String printed = ChildJvm.of(Large.class).jvm("-Xmx2g").args(trace).run();
        assertThat(printed).contains("latin, wide and escaped: recorded");
    }

    /** Records strings of a hundred million characters and looks at the lines without holding more than one. */
    static final class Large {
        private static final int LENGTH = 100 << 20;

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            try (Tracer tracer = Tracer.builder(file).open()) {
                tracer.span("latin").input("x".repeat(LENGTH)).call(span -> "after");
                tracer.span("wide").call(span -> "\u20ac".repeat(LENGTH / 3));
                tracer.span("escaped").input("\u0001".repeat(LENGTH)).call(span -> "after");
                tracer.output("y".repeat(LENGTH));
            }
            int lines = 0;
            try (var in = Files.newInputStream(file)) {
                byte[] bytes = new byte[1 << 16];
                for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
                    for (int i = 0; i < n; i++) {
                        lines += bytes[i] == '\n' ? 1 : 0;
                    }
                }
            }
            assertThat(lines).isEqualTo(8);
            assertThat(Files.size(file)).isGreaterThan(3L * LENGTH - 3);
            System.out.println("latin, wide and escaped: recorded");
        }
    }

    // ---- the values ---------------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable e) throws X {
        throw (X) e;
    }

    private record Says(Supplier<@Nullable String> text) implements CharSequence {
        @Override
        public int length() {
            return toString().length();
        }

        @Override
        public char charAt(int index) {
            return toString().charAt(index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return toString().subSequence(from, to);
        }

        @Override
        public String toString() {
            return text.get();
        }
    }

    private static final class Endless {
        @Override
        public String toString() {
            return "<" + this + ">";
        }
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack trace");
        }
    }

    public static final class Getters {
        public String getGood() {
            return "good";
        }

        public String getBad() {
            throw new IllegalStateException("no");
        }

        public String getWorse() {
            throw HostileValueTest.<RuntimeException>sneaky(new IOException("no"));
        }

        public String getWorst() {
            throw new StackOverflowError();
        }
    }

    public record Throwing(String text) {
        @Override
        public String text() {
            throw new IllegalStateException("no");
        }
    }

    private static Iterator<Object> threeAndNoMore() {
        return new Iterator<>() {
            private int n;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                if (++n > 3) {
                    throw new IllegalStateException("no more");
                }
                return n;
            }
        };
    }

    private static Map<Object, Object> strangeKeys() {
        Map<Object, Object> map = new HashMap<>();
        map.put(null, 1);
        map.put(1, 2);
        map.put(
                new Says(() -> {
                    throw new AssertionError("no");
                }),
                3);
        map.put(List.of(1), 4);
        map.put("" + LOW, 5);
        return map;
    }

    private static List<Object> itself() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        return list;
    }

    private static Map<Object, Object> mapOfItself() {
        Map<Object, Object> map = new HashMap<>();
        map.put("self", List.of(map));
        return map;
    }

    private static Object nested(int depth) {
        Object value = "bottom";
        for (int i = 0; i < depth; i++) {
            value = new Object[] {value};
        }
        return value;
    }

    private static Object nestedMaps(int depth) {
        Object value = "bottom";
        for (int i = 0; i < depth; i++) {
            Map<String, Object> map = new HashMap<>();
            map.put("in", value);
            value = map;
        }
        return value;
    }

    private static Object shared(int depth) {
        Object value = "bottom";
        for (int i = 0; i < depth; i++) {
            value = new Object[] {value, value};
        }
        return value;
    }

    public static final class Linked {
        private @Nullable Linked next;

        Linked(@Nullable Linked next) {
            this.next = next;
        }

        public @Nullable Linked getNext() {
            return next;
        }

        Linked closed() {
            next = this;
            return this;
        }

        static Linked chain(int length) {
            Linked first = new Linked(null);
            for (int i = 1; i < length; i++) {
                first = new Linked(first);
            }
            return first;
        }
    }

    public static final class Both {
        private final @Nullable Both below;

        Both(@Nullable Both below) {
            this.below = below;
        }

        public @Nullable Both getLeft() {
            return below;
        }

        public @Nullable Both getRight() {
            return below;
        }

        static Both shared(int depth) {
            Both value = new Both(null);
            for (int i = 0; i < depth; i++) {
                value = new Both(value);
            }
            return value;
        }
    }
}
