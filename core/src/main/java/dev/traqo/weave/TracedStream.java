package dev.traqo.weave;

import dev.traqo.internal.SequentialSpliterator;
import java.lang.ref.Reference;
import java.util.Comparator;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a stream whose method goes on working while it is read.
 *
 * <p>The method's stream is not touched before the reader begins. It is read in order and never split, so a reader that
 * asks for {@code parallel()} gets the right result on one thread. Its size is not passed on: {@code count()} would not
 * read anything then.
 */
final class TracedStream<T> extends SequentialSpliterator<T> {

    private final Supplier<? extends BaseStream<T, ?>> stream;
    private final LazySpan span;
    private @Nullable Spliterator<T> body;

    private TracedStream(Supplier<? extends BaseStream<T, ?>> stream, LazySpan span) {
        this.stream = stream;
        this.span = span;
    }

    /** A stream of the same type. */
    static BaseStream<?, ?> of(BaseStream<?, ?> stream, LazySpan span) {
        if (stream instanceof IntStream ints) {
            return of(ints, ints::boxed, span).mapToInt(Integer::intValue);
        }
        if (stream instanceof LongStream longs) {
            return of(longs, longs::boxed, span).mapToLong(Long::longValue);
        }
        if (stream instanceof DoubleStream doubles) {
            return of(doubles, doubles::boxed, span).mapToDouble(Double::doubleValue);
        }
        Stream<?> objects = (Stream<?>) stream;
        return of(objects, () -> objects, span);
    }

    private static <T> Stream<T> of(
            BaseStream<?, ?> stream, Supplier<? extends BaseStream<T, ?>> boxed, LazySpan span) {
        TracedStream<T> elements = new TracedStream<>(boxed, span);
        span.watch(elements);
        return StreamSupport.stream(elements, false).onClose(() -> close(stream, span));
    }

    private static void close(BaseStream<?, ?> stream, LazySpan span) {
        Object outer = span.enter();
        try {
            stream.close();
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        } finally {
            span.leave(outer);
        }
        span.complete();
    }

    private Spliterator<T> body() {
        if (body == null) {
            body = stream.get().spliterator();
        }
        return body;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        try {
            return advance(action);
        } finally {
            Reference.reachabilityFence(this); // as garbage it would be abandoned
        }
    }

    private boolean advance(Consumer<? super T> action) {
        Held<T> held = new Held<>();
        boolean more;
        Object outer = span.enter();
        try {
            more = body().tryAdvance(held);
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        } finally {
            span.leave(outer);
        }
        if (more) {
            span.element(held.element);
            action.accept(held.element());
        } else {
            span.complete();
        }
        return more;
    }

    @Override
    public void forEachRemaining(Consumer<? super T> action) {
        Object outer = span.enter();
        Passed<T> passed = new Passed<>(action, span, outer);
        try {
            body().forEachRemaining(passed);
        } catch (Throwable e) {
            if (passed.failed) {
                span.abandon(); // the reader's exception: nobody can read on
            } else {
                span.fail(e);
            }
            throw e;
        } finally {
            span.leave(outer);
            Reference.reachabilityFence(this);
        }
        span.complete();
    }

    @Override
    public Comparator<? super T> getComparator() {
        throw new IllegalStateException("not sorted");
    }

    /** One element, until the reader's context is back. */
    private static final class Held<T> implements Consumer<T> {
        private @Nullable T element;

        @Override
        public void accept(T next) {
            element = next;
        }

        @SuppressWarnings("NullAway") // null where the stream has a null
        T element() {
            return element;
        }
    }

    /** The reader's action, with the reader's context around it. */
    private static final class Passed<T> implements Consumer<T> {
        private final Consumer<? super T> action;
        private final LazySpan span;
        private final @Nullable Object outer;
        private boolean failed;

        Passed(Consumer<? super T> action, LazySpan span, @Nullable Object outer) {
            this.action = action;
            this.span = span;
            this.outer = outer;
        }

        @Override
        public void accept(T element) {
            span.element(element);
            span.leave(outer);
            try {
                action.accept(element);
            } catch (Throwable e) {
                failed = true;
                throw e;
            } finally {
                span.enter();
            }
        }
    }
}
