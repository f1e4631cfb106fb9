package dev.traqo.weave;

import java.util.Iterator;

/** An iterable whose method goes on working while it is read: one span for each iteration. */
final class TracedIterable<T> implements Iterable<T> {

    private final Iterable<T> body;
    private final SpanSource spans;

    TracedIterable(Iterable<T> body, SpanSource spans) {
        this.body = body;
        this.spans = spans;
        spans.handOut(this, false);
    }

    @Override
    public Iterator<T> iterator() {
        LazySpan span = spans.next(null, false);
        if (span == null) {
            return body.iterator();
        }
        Object outer = span.enter();
        try {
            return new TracedIterator<>(body.iterator(), span);
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        } finally {
            span.leave(outer);
        }
    }

    @Override
    public String toString() {
        return body.toString();
    }
}
