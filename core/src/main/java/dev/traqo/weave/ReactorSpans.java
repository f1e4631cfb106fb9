package dev.traqo.weave;

import dev.traqo.internal.Context;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * Reactor's publishers with a span for each subscription, which stands in the context of everything above it.
 *
 * <p>The only class that needs Reactor.
 */
final class ReactorSpans {

    /** The key of the current span in a Reactor context, as Micrometer's context propagation uses it. */
    static final String KEY = "traqo";

    private ReactorSpans() {}

    static @Nullable Object wrap(Object result, SpanSource spans) {
        if (result instanceof Mono<?> mono) {
            return new TracedMono<>(mono, spans);
        }
        if (result instanceof Flux<?> flux) {
            return new TracedFlux<>(flux, spans);
        }
        return result instanceof Publisher<?> publisher ? new TracedFlux<>(Flux.from(publisher), spans) : null;
    }

    private static <T> void subscribe(
            Publisher<T> body, CoreSubscriber<? super T> reader, SpanSource spans, boolean single) {
        Object above = reader.currentContext().getOrDefault(KEY, null);
        LazySpan span = spans.next(above, single);
        if (span == null) {
            body.subscribe(reader);
            return;
        }
        Object readerContext = above == null ? Context.current() : above;
        Signals<T> signals = new Signals<>(reader, span, readerContext, single);
        span.watch(signals);
        try {
            span.inside(() -> body.subscribe(signals));
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        }
    }

    private static final class TracedMono<T> extends MonoOperator<T, T> {

        private final SpanSource spans;

        TracedMono(Mono<T> body, SpanSource spans) {
            super(body);
            this.spans = spans;
            spans.handOut(this, true);
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> reader) {
            ReactorSpans.subscribe(source, reader, spans, true);
        }
    }

    private static final class TracedFlux<T> extends FluxOperator<T, T> {

        private final SpanSource spans;

        TracedFlux(Flux<T> body, SpanSource spans) {
            super(body);
            this.spans = spans;
            spans.handOut(this, false);
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> reader) {
            ReactorSpans.subscribe(source, reader, spans, false);
        }
    }

    /** One subscription, seen from both sides: each runs with what it has current. */
    private static final class Signals<T> implements CoreSubscriber<T>, Subscription {

        private final CoreSubscriber<? super T> reader;
        private final LazySpan span;
        private final @Nullable Object readerContext;
        private final boolean single;
        private final reactor.util.context.Context context;
        private @Nullable Subscription subscription;

        Signals(CoreSubscriber<? super T> reader, LazySpan span, @Nullable Object readerContext, boolean single) {
            this.reader = reader;
            this.span = span;
            this.readerContext = readerContext;
            this.single = single;
            this.context = reader.currentContext().put(KEY, span.span());
        }

        @Override
        public reactor.util.context.Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            this.subscription = subscription;
            span.outside(readerContext, () -> reader.onSubscribe(this));
        }

        @Override
        public void onNext(T element) {
            span.element(element);
            if (single) {
                span.complete(); // readers may cancel once they have it
            }
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
            Subscription subscription = this.subscription;
            if (subscription != null) {
                span.inside(() -> subscription.request(n));
            }
        }

        @Override
        public void cancel() {
            Subscription subscription = this.subscription;
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
