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
        Object outer = span.enter();
        try {
            body.subscribe(signals);
        } catch (Throwable e) {
            span.fail(e);
            throw e;
        } finally {
            span.leave(outer);
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
            Object outer = Context.swap(readerContext);
            try {
                reader.onSubscribe(this);
            } finally {
                span.leave(outer);
            }
        }

        @Override
        public void onNext(T element) {
            span.element(element);
            if (single) {
                span.complete(); // readers may cancel once they have it
            }
            Object outer = Context.swap(readerContext);
            try {
                reader.onNext(element);
            } finally {
                span.leave(outer);
            }
        }

        @Override
        public void onError(Throwable failure) {
            span.fail(failure);
            Object outer = Context.swap(readerContext);
            try {
                reader.onError(failure);
            } finally {
                span.leave(outer);
            }
        }

        @Override
        public void onComplete() {
            span.complete();
            Object outer = Context.swap(readerContext);
            try {
                reader.onComplete();
            } finally {
                span.leave(outer);
            }
        }

        @Override
        public void request(long n) {
            Subscription subscription = this.subscription;
            if (subscription == null) {
                return;
            }
            Object outer = span.enter();
            try {
                subscription.request(n);
            } finally {
                span.leave(outer);
            }
        }

        @Override
        public void cancel() {
            Subscription subscription = this.subscription;
            Object outer = span.enter();
            try {
                if (subscription != null) {
                    subscription.cancel();
                }
            } finally {
                span.leave(outer);
                span.cancel();
            }
        }
    }
}
