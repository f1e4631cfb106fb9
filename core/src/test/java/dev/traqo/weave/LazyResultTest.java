package dev.traqo.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Lines;
import dev.traqo.Span;
import dev.traqo.Trace;
import dev.traqo.TraceIgnore;
import dev.traqo.internal.Context;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Streams, iterators and iterables: the span ends when the last element was read. */
class LazyResultTest extends InTrace {

    /** What is called: each method returns what it is given. */
    static final class Sample {
        @Trace
        Stream<String> stream(@TraceIgnore Supplier<Stream<String>> body) {
            return body.get();
        }

        @Trace
        IntStream ints(@TraceIgnore Supplier<IntStream> body) {
            return body.get();
        }

        @Trace
        LongStream longs(@TraceIgnore Supplier<LongStream> body) {
            return body.get();
        }

        @Trace
        DoubleStream doubles(@TraceIgnore Supplier<DoubleStream> body) {
            return body.get();
        }

        @Trace
        Iterator<String> iterator(@TraceIgnore Supplier<Iterator<String>> body) {
            return body.get();
        }

        @Trace
        PrimitiveIterator.OfInt intIterator(@TraceIgnore Supplier<PrimitiveIterator.OfInt> body) {
            return body.get();
        }

        @Trace
        Iterable<String> iterable(@TraceIgnore Supplier<Iterable<String>> body) {
            return body.get();
        }

        @Trace(captureOutput = false)
        Stream<String> secret(@TraceIgnore Supplier<Stream<String>> body) {
            return body.get();
        }
    }

    private final Sample sample = new Sample();

    /** The same elements in the three shapes, read in the same way. */
    enum Form {
        STREAM {
            @Override
            Iterator<String> read(Sample sample, Supplier<Iterator<String>> body) {
                Supplier<Stream<String>> stream = () -> {
                    Iterator<String> items = body.get();
                    return Stream.generate(() -> 1)
                            .takeWhile(i -> items.hasNext())
                            .map(i -> items.next());
                };
                return Weaving.<Stream<String>>call(sample, "stream", stream).iterator();
            }
        },
        ITERATOR {
            @Override
            Iterator<String> read(Sample sample, Supplier<Iterator<String>> body) {
                return Weaving.call(sample, "iterator", body);
            }
        },
        ITERABLE {
            @Override
            Iterator<String> read(Sample sample, Supplier<Iterator<String>> body) {
                Supplier<Iterable<String>> iterable = () -> body::get;
                return Weaving.<Iterable<String>>call(sample, "iterable", iterable)
                        .iterator();
            }
        };

        abstract Iterator<String> read(Sample sample, Supplier<Iterator<String>> body);

        String span() {
            return name().toLowerCase();
        }
    }

    /** Elements whose making is a span of its own. */
    private Iterator<String> body(String... items) {
        List<String> left = new ArrayList<>(List.of(items));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !left.isEmpty();
            }

            @Override
            public String next() {
                String item = left.remove(0);
                if (item.startsWith("fail")) {
                    throw new IllegalStateException(item);
                }
                return tracer.span("make " + item).call(span -> item);
            }
        };
    }

    private static JsonNode metadata(JsonNode end) {
        return end.get("metadata");
    }

    @ParameterizedTest
    @EnumSource
    void readToTheEnd_spanEndsWithTheLastElement(Form form) {
        Object before = Context.current();
        Iterator<String> items = form.read(sample, () -> body("a", "b"));
        assertThat(Context.current()).isSameAs(before);
        List<String> read = new ArrayList<>();
        while (items.hasNext()) {
            assertThat(Context.current()).isSameAs(before);
            read.add(items.next());
            assertThat(Context.current()).isSameAs(before);
            tracer.span("read " + read).run(span -> {});
        }
        tracer.span("after").run(span -> {});

        assertThat(read).containsExactly("a", "b");
        Lines lines = lines();
        JsonNode end = lines.end(form.span());
        assertThat(end.get("output").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(end.get("status").asString()).isEqualTo("ok");
        assertThat(metadata(end).get("elements").asInt()).isEqualTo(2);
        assertThat(metadata(end).has("elements_recorded")).isFalse();
        assertThat(metadata(end).has("abandoned")).isFalse();
        assertThat(metadata(end).get("time_to_first_element_s").asDouble()).isGreaterThanOrEqualTo(0);
        assertThat(lines.parentOf("make a")).isEqualTo(form.span());
        assertThat(lines.parentOf("make b")).isEqualTo(form.span());
        assertThat(lines.parentOf("read [a]")).isNull();
        assertThat(lines.story().indexOf("span_end " + form.span()))
                .isLessThan(lines.story().indexOf("span_start after"));
    }

    @ParameterizedTest
    @EnumSource
    void empty_outputIsAnEmptyList(Form form) {
        assertThat(form.read(sample, () -> body()).hasNext()).isFalse();

        assertThat(lines().end(form.span()).get("output").toString()).isEqualTo("[]");
        assertThat(metadata(lines().end(form.span())).get("elements").asInt()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void bodyThrows_statusErrorWithWhatWasRead(Form form) {
        Iterator<String> items = form.read(sample, () -> body("a", "fail here"));
        assertThat(items.next()).isEqualTo("a");
        assertThatThrownBy(() -> {
                    items.hasNext();
                    items.next();
                })
                .hasMessage("fail here");

        JsonNode end = lines().end(form.span());
        assertThat(end.get("status").asString()).isEqualTo("error");
        assertThat(end.get("error").get("message").asString()).isEqualTo("fail here");
        assertThat(end.get("output").toString()).isEqualTo("[\"a\"]");
    }

    @ParameterizedTest
    @EnumSource
    void methodThrows_statusError(Form form) {
        assertThatThrownBy(() -> form.read(sample, () -> {
                            throw new IllegalStateException("at once");
                        })
                        .hasNext())
                .hasMessage("at once");

        assertThat(lines().end(form.span()).get("status").asString()).isEqualTo("error");
        assertThat(lines().end(form.span()).has("output")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void readerStops_spanIsAbandonedWhenTheTraceIsClosed(Form form) {
        Iterator<String> items = form.read(sample, () -> body("a", "b"));
        assertThat(items.next()).isEqualTo("a");
        tracer.close();
        assertThat(items.next()).isEqualTo("b");

        Lines lines = lines();
        assertThat(metadata(lines.end(form.span())).get("abandoned").asBoolean())
                .isTrue();
        assertThat(lines.end(form.span()).get("output").toString()).isEqualTo("[\"a\"]");
        assertThat(lines.end(form.span()).get("status").asString()).isEqualTo("ok");
        assertThat(lines.last().get("type").asString()).isEqualTo("trace_end");
    }

    @ParameterizedTest
    @EnumSource
    void readerStops_spanIsAbandonedWhenTheResultIsGarbage(Form form) throws Exception {
        readOne(form);
        for (int i = 0; i < 500 && !Files.readString(tracer.path()).contains("abandoned"); i++) {
            System.gc();
            Thread.sleep(10);
        }
        tracer.span("after").run(span -> {});

        assertThat(lines().story().indexOf("span_end " + form.span()))
                .isBetween(0, lines().story().indexOf("span_start after"));
    }

    private void readOne(Form form) {
        assertThat(form.read(sample, () -> body("a", "b")).next()).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource
    void nested_parentsAreRight(Form form) {
        Iterator<String> outer = form.read(sample, () -> nested(body("a")));
        while (outer.hasNext()) {
            outer.next();
        }

        assertThat(lines().parentOf("make a")).isEqualTo("intIterator");
    }

    /** Reads another traced result for its only element. */
    private Iterator<String> nested(Iterator<String> items) {
        Supplier<PrimitiveIterator.OfInt> ints = () -> IntStream.generate(() -> 1)
                .takeWhile(i -> items.hasNext())
                .map(i -> items.next().length())
                .iterator();
        PrimitiveIterator.OfInt inner = Weaving.call(sample, "intIterator", ints);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return inner.hasNext();
            }

            @Override
            public String next() {
                return "" + inner.nextInt();
            }
        };
    }

    // ---- streams ------------------------------------------------------------------------------------------------

    private Stream<String> stream(Supplier<Stream<String>> body) {
        return Weaving.call(sample, "stream", body);
    }

    @Test
    void stream_pipelineOfTheReaderRunsOutsideTheSpan() {
        Object before = Context.current();
        List<Integer> lengths = stream(() -> Stream.of("a", "bb").map(item -> {
                    assertThat(Span.current().isRecording()).isTrue();
                    return item;
                }))
                .map(item -> {
                    assertThat(Context.current()).isSameAs(before);
                    return item.length();
                })
                .toList();

        assertThat(lengths).containsExactly(1, 2);
        assertThat(lines().end("stream").get("output").toString()).isEqualTo("[\"a\",\"bb\"]");
    }

    @Test
    void stream_closeRunsTheHandlersInsideAndEndsTheSpan() {
        List<String> closed = new ArrayList<>();
        try (Stream<String> stream = stream(() -> Stream.of("a", "b", "c").onClose(() -> {
            closed.add("body");
            tracer.log("closing", null);
        }))) {
            stream.onClose(() -> closed.add("reader"));
            assertThat(stream.limit(1).toList()).containsExactly("a");
        }
        tracer.span("after").run(span -> {});

        assertThat(closed).containsExactly("body", "reader");
        Lines lines = lines();
        assertThat(lines.end("stream").get("output").toString()).isEqualTo("[\"a\"]");
        assertThat(metadata(lines.end("stream")).has("abandoned")).isFalse();
        assertThat(lines.event("closing").get("parent_id").asString()).isEqualTo(lines.id("stream"));
        assertThat(lines.story().indexOf("span_end stream"))
                .isLessThan(lines.story().indexOf("span_start after"));
    }

    @Test
    void stream_closeThrows() {
        Stream<String> stream = stream(() -> Stream.of("a").onClose(() -> {
            throw new IllegalStateException("cannot close");
        }));
        assertThatThrownBy(stream::close).hasMessage("cannot close");

        assertThat(lines().end("stream").get("status").asString()).isEqualTo("error");
    }

    @Test
    void stream_readerThrows_isNotAnErrorOfTheSpan() {
        assertThatThrownBy(() -> stream(() -> Stream.of("a", "b")).forEach(item -> {
                    throw new IllegalStateException("reader");
                }))
                .hasMessage("reader");
        tracer.span("after").run(span -> {});

        Lines lines = lines();
        assertThat(lines.end("stream").get("status").asString()).isEqualTo("ok");
        assertThat(metadata(lines.end("stream")).get("abandoned").asBoolean()).isTrue();
        assertThat(lines.parentOf("after")).isNull();
    }

    @Test
    void stream_endless_canBeLimited() {
        assertThat(stream(() -> Stream.iterate("a", s -> s + "a")).limit(3).toList())
                .containsExactly("a", "aa", "aaa");
        assertThat(stream(() -> Stream.iterate("a", s -> s + "a")).anyMatch("aaaa"::equals))
                .isTrue();

        assertThat(lines().ofType("span_end")
                        .map(e -> metadata(e).get("elements").asInt()))
                .containsExactlyInAnyOrder(3, 4);
    }

    @Test
    void stream_parallel_givesRightResults() {
        List<String> many = IntStream.range(0, 5000).mapToObj(Integer::toString).collect(Collectors.toList());

        assertThat(stream(many::stream).parallel().map(String::length).toList())
                .isEqualTo(many.stream().map(String::length).toList());
        assertThat(stream(many::parallelStream).sorted().count()).isEqualTo(5000);
        JsonNode end = lines().ofType("span_end").findFirst().orElseThrow();
        assertThat(metadata(end).get("elements").asInt()).isEqualTo(5000);
        assertThat(metadata(end).get("elements_recorded").asInt()).isEqualTo(1000);
        assertThat(end.get("output")).hasSize(1000);
    }

    @Test
    void stream_readInOtherWays() {
        Stream<String> two = stream(() -> Stream.of("a", "b"));
        assertThat(Stream.concat(two, stream(() -> Stream.of("c"))).toArray()).containsExactly("a", "b", "c");
        assertThat(Stream.of(1, 2)
                        .flatMap(i -> stream(() -> Stream.of("d" + i)))
                        .toList())
                .containsExactly("d1", "d2");
        assertThat(stream(() -> Stream.of("b", "a").sorted()).sorted().findFirst())
                .contains("a");
        assertThat(stream(() -> Stream.of("e", null)).count()).isEqualTo(2);
        assertThat(stream(Stream::empty).iterator().hasNext()).isFalse();
        assertThat(stream(() -> null)).isNull();

        assertThat(lines().ofType("span_end")
                        .filter(e -> !e.has("metadata") || !metadata(e).has("abandoned")))
                .hasSize(8);
    }

    @Test
    void stream_ofPrimitives() {
        IntStream ints = Weaving.call(sample, "ints", (Supplier<IntStream>) () -> IntStream.rangeClosed(1, 3));
        LongStream longs = Weaving.call(sample, "longs", (Supplier<LongStream>) () -> LongStream.of(5, 6));
        DoubleStream doubles = Weaving.call(sample, "doubles", (Supplier<DoubleStream>) () -> DoubleStream.of(0.5));

        assertThat(ints.sum()).isEqualTo(6);
        assertThat(longs.max()).hasValue(6);
        assertThat(doubles.average()).hasValue(0.5);
        assertThat(lines().end("ints").get("output").toString()).isEqualTo("[1,2,3]");
        assertThat(lines().end("longs").get("output").toString()).isEqualTo("[5,6]");
        assertThat(lines().end("doubles").get("output").toString()).isEqualTo("[0.5]");
    }

    @Test
    void stream_isNotTouchedBeforeItIsRead() {
        List<String> source = new ArrayList<>(List.of("a"));
        Stream<String> stream = stream(source::stream);
        source.add("b");

        assertThat(stream.toList()).containsExactly("a", "b");
    }

    @Test
    void stream_consumedByTheMethod_failsAsEver() {
        Stream<String> stream = stream(() -> {
            Stream<String> used = Stream.of("a");
            assertThat(used.count()).isEqualTo(1);
            return used;
        });

        assertThatThrownBy(stream::toList).isInstanceOf(IllegalStateException.class);
        assertThat(lines().end("stream").get("status").asString()).isEqualTo("error");
    }

    // ---- what is kept -------------------------------------------------------------------------------------------

    @Test
    void elements_largeOnesAreCountedNotKept() {
        String large = "x".repeat(300_000);
        stream(() -> Stream.generate(() -> large).limit(10)).forEach(item -> {});
        stream(() -> Stream.of(large.repeat(5), "b")).forEach(item -> {});

        List<JsonNode> ends = lines().ofType("span_end").toList();
        assertThat(metadata(ends.get(0)).get("elements").asInt()).isEqualTo(10);
        assertThat(metadata(ends.get(0)).get("elements_recorded").asInt()).isEqualTo(3);
        assertThat(ends.get(1).get("output")).hasSize(1);
    }

    @Test
    void elements_areReadWhenTheyArePassedOn() {
        List<List<Integer>> lists = new ArrayList<>();
        @SuppressWarnings({"unchecked", "rawtypes"})
        Stream<List<Integer>> stream =
                Weaving.call(sample, "stream", (Supplier) () -> Stream.of(new ArrayList<>(List.of(1))));
        stream.forEach(list -> {
            list.add(2);
            lists.add(list);
        });

        assertThat(lists).containsExactly(List.of(1, 2));
        assertThat(lines().end("stream").get("output").toString()).isEqualTo("[[1]]");
    }

    @Test
    void captureOutputOff_elementsAreCounted() {
        Supplier<Stream<String>> body = () -> Stream.of("hunter2");
        assertThat(Weaving.<Stream<String>>call(sample, "secret", body).toList())
                .hasSize(1);

        assertThat(lines().end("secret").has("output")).isFalse();
        assertThat(metadata(lines().end("secret")).get("elements").asInt()).isEqualTo(1);
        assertThat(lines().texts().toString()).doesNotContain("hunter2");
    }

    // ---- iterators and iterables --------------------------------------------------------------------------------

    @Test
    void iterator_readWithoutAsking_endsAtTheException() {
        Iterator<String> items = Weaving.call(sample, "iterator", (Supplier<Iterator<String>>) List.of("a")::iterator);
        items.next();
        assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);

        assertThat(lines().end("iterator").get("status").asString()).isEqualTo("ok");
    }

    @Test
    void iterator_promisesWhatItDoesNotKeep() {
        Iterator<String> items = Weaving.call(sample, "iterator", (Supplier<Iterator<String>>) () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                throw new NoSuchElementException("No value present");
            }
        });
        assertThat(items.hasNext()).isTrue();
        assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);

        assertThat(lines().end("iterator").get("status").asString()).isEqualTo("error");
    }

    @Test
    void iterator_remove() {
        List<String> list = new ArrayList<>(List.of("a", "b"));
        Iterator<String> items = Weaving.call(sample, "iterator", (Supplier<Iterator<String>>) list::iterator);
        items.next();
        items.remove();

        assertThat(list).containsExactly("b");
        assertThat(items.hasNext()).isTrue();
    }

    @Test
    void iterable_eachIterationHasASpan() {
        Supplier<Iterable<String>> body = () -> () -> body("a", "b");
        Iterable<String> items = Weaving.call(sample, "iterable", body);
        for (int i = 0; i < 3; i++) {
            List<String> read = new ArrayList<>();
            for (String item : items) {
                read.add(item);
            }
            assertThat(read).containsExactly("a", "b");
        }

        assertThat(lines().ofType("span_end")
                        .filter(e -> e.get("name").asString().equals("iterable"))
                        .map(e -> e.get("output").toString()))
                .containsExactly("[\"a\",\"b\"]", "[\"a\",\"b\"]", "[\"a\",\"b\"]");
    }

    @Test
    void iterable_neverIterated_isAbandoned() {
        Supplier<Iterable<String>> body = () -> () -> List.of("a").iterator();
        assertThat((Object) Weaving.call(sample, "iterable", body)).isNotNull();

        assertThat(metadata(lines().end("iterable")).get("abandoned").asBoolean())
                .isTrue();
    }
}
