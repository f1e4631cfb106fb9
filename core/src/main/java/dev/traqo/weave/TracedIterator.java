package dev.traqo.weave;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/** An iterator whose method goes on working while it is read. */
class TracedIterator<T> implements Iterator<T> {

    private final Iterator<T> body;
    private final LazySpan span;
    private boolean promised;

    TracedIterator(Iterator<T> body, LazySpan span) {
        this.body = body;
        this.span = span;
        span.watch(this);
    }

    /** An iterator of the same type. */
    static Iterator<?> of(Iterator<?> body, LazySpan span) {
        if (body instanceof PrimitiveIterator.OfInt ints) {
            return new OfInt(ints, span);
        }
        if (body instanceof PrimitiveIterator.OfLong longs) {
            return new OfLong(longs, span);
        }
        if (body instanceof PrimitiveIterator.OfDouble doubles) {
            return new OfDouble(doubles, span);
        }
        return new TracedIterator<>(body, span);
    }

    @Override
    public boolean hasNext() {
        Object outer = span.enter();
        try {
            promised = body.hasNext();
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        } finally {
            span.leave(outer);
        }
        if (!promised) {
            span.complete();
        }
        return promised;
    }

    @Override
    public T next() {
        Object outer = span.enter();
        T element;
        try {
            element = body.next();
        } catch (NoSuchElementException e) {
            if (promised) {
                span.fail(e);
            } else {
                span.complete(); // a reader may go on until there is no more
            }
            throw e;
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        } finally {
            span.leave(outer);
        }
        promised = false;
        span.element(element);
        return element;
    }

    @Override
    public void remove() {
        span.inside(body::remove);
    }

    @Override
    public String toString() {
        return body.toString();
    }

    private static final class OfInt extends TracedIterator<Integer> implements PrimitiveIterator.OfInt {
        OfInt(PrimitiveIterator.OfInt body, LazySpan span) {
            super(body, span);
        }

        @Override
        public int nextInt() {
            return next();
        }
    }

    private static final class OfLong extends TracedIterator<Long> implements PrimitiveIterator.OfLong {
        OfLong(PrimitiveIterator.OfLong body, LazySpan span) {
            super(body, span);
        }

        @Override
        public long nextLong() {
            return next();
        }
    }

    private static final class OfDouble extends TracedIterator<Double> implements PrimitiveIterator.OfDouble {
        OfDouble(PrimitiveIterator.OfDouble body, LazySpan span) {
            super(body, span);
        }

        @Override
        public double nextDouble() {
            return next();
        }
    }
}
