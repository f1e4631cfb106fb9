package dev.traqo.weave;

import dev.traqo.internal.Context;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A publisher with a span for each subscription. */
final class TracedPublisher<T> implements Flow.Publisher<T> {

    private final Flow.Publisher<T> body;
    private final SpanSource spans;

    TracedPublisher(Flow.Publisher<T> body, SpanSource spans) {
        this.body = body;
        this.spans = spans;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        LazySpan span = subscriber == null ? null : spans.next(null, false);
        if (span == null) {
            body.subscribe(subscriber);
            return;
        }
        Signals<T> signals = new Signals<>(subscriber, span, Context.current());
        span.watch(signals);
        try {
            span.inside(() -> body.subscribe(signals));
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        }
    }

    @Override
    public String toString() {
        return body.toString();
    }

    /** One subscription, seen from both sides: each runs with what it has current. */
    private static final class Signals<T> implements Flow.Subscriber<T>, Flow.Subscription {

        private final Flow.Subscriber<? super T> reader;
        private final LazySpan span;
        private final @Nullable Object readerContext;
        private Flow.@Nullable Subscription subscription;

        Signals(Flow.Subscriber<? super T> reader, LazySpan span, @Nullable Object readerContext) {
            this.reader = reader;
            this.span = span;
            this.readerContext = readerContext;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            span.outside(readerContext, () -> reader.onSubscribe(this));
        }

        @Override
        public void onNext(T element) {
            span.element(element);
            span.outside(readerContext, () -> reader.onNext(element));
        }

        @Override
        public void onError(Throwable failure) {
            span.fail(failure);
            span.outside(readerContext, () -> reader.onError(failure));
        }

        @Override
        public void onComplete() {
            span.complete();
            span.outside(readerContext, reader::onComplete);
        }

        @Override
        public void request(long n) {
            Flow.Subscription subscription = this.subscription;
            if (subscription != null) {
                span.inside(() -> subscription.request(n));
            }
        }

        @Override
        public void cancel() {
            Flow.Subscription subscription = this.subscription;
            try {
                if (subscription != null) {
                    span.inside(subscription::cancel);
                }
            } finally {
                span.cancel();
            }
        }
    }
}
