package dev.traqo.weave;

import java.util.Iterator;
import java.util.PrimitiveIterator;
import java.util.concurrent.Flow;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a method's declared result says about when its work is done.
 *
 * <p>The declared type decides and not the object: {@code List.of().iterator()} is a {@code ListIterator}, and what
 * takes the place of the result must fit where the caller expects the declared type.
 */
enum Shape {
    /** Done when the method returns, unless the result turns out to be a stage of a computation. */
    VALUE,
    /** As a value, unless the result turns out to be a publisher. */
    ANY,
    STREAM,
    ITERATOR,
    ITERABLE,
    PUBLISHER,
    /** A publisher of Reactor, or of the reactive streams. */
    REACTIVE;

    static Shape of(Class<?> declared) {
        if (declared == Stream.class
                || declared == IntStream.class
                || declared == LongStream.class
                || declared == DoubleStream.class) {
            return STREAM;
        }
        if (declared == Iterator.class || declared.getEnclosingClass() == PrimitiveIterator.class) {
            return ITERATOR;
        }
        if (declared == Iterable.class) {
            return ITERABLE;
        }
        if (declared == Flow.Publisher.class) {
            return PUBLISHER;
        }
        if (Reactive.isDeclared(declared)) {
            return REACTIVE;
        }
        return declared == Object.class ? ANY : VALUE;
    }

    /** Whether the span begins only with a subscription. */
    boolean beginsLater() {
        return this == PUBLISHER || this == REACTIVE;
    }

    /** Whether one result may be run several times. */
    boolean repeats() {
        return this == ITERABLE;
    }

    /**
     * What the caller gets in place of the result, which ends the span when it is through; null to leave the result as
     * it is.
     */
    @Nullable
    Object wrap(Object result, SpanSource spans) {
        return switch (this) {
            case VALUE -> null;
            case ANY -> Reactive.isReactive(result) ? Reactive.wrap(result, spans) : null;
            case STREAM -> TracedStream.of((BaseStream<?, ?>) result, spans.only());
            case ITERATOR -> TracedIterator.of((Iterator<?>) result, spans.only());
            case ITERABLE ->
                Recordable.isPlain(result.getClass()) ? null : new TracedIterable<>((Iterable<?>) result, spans);
            case PUBLISHER -> new TracedPublisher<>((Flow.Publisher<?>) result, spans);
            case REACTIVE -> Reactive.wrap(result, spans);
        };
    }
}
