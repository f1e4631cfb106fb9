package dev.traqo.sdk;

import dev.traqo.internal.SequentialSpliterator;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The SDK's {@code StreamResponse}: events that the application pulls. */
final class TracedStreamResponse extends TracedResponse {

    TracedStreamResponse(Object response, ServiceCall service) {
        super(response, service);
    }

    @Override
    @Nullable
    Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "stream" -> forward(method, arguments) instanceof Stream<?> stream ? traced(stream) : null;
            case "close" -> close(method);
            default -> forward(method, arguments);
        };
    }

    private <T> Stream<T> traced(Stream<T> events) {
        return StreamSupport.stream(new Events<>(this, events), false).onClose(() -> {
            try {
                events.close();
            } finally {
                call.cancel();
            }
        });
    }

    /**
     * The events, one after the other. Never split: whoever asks for {@code parallel()} gets them in order on one thread.
     * Refers to the response, which closes its connection when it becomes garbage.
     */
    private static final class Events<T> extends SequentialSpliterator<T> {

        private final TracedStreamResponse response;
        private final Stream<T> stream;
        private @Nullable Spliterator<T> body;
        private @Nullable T next;

        Events(TracedStreamResponse response, Stream<T> stream) {
            this.response = response;
            this.stream = stream;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            try {
                T event = shown();
                if (event == null) {
                    response.call.finish();
                    return false;
                }
                action.accept(event);
                return true;
            } finally {
                Reference.reachabilityFence(response); // as garbage it would be abandoned
            }
        }

        /** The next event that the application gets; null at the end. */
        @SuppressWarnings("unchecked")
        private @Nullable T shown() {
            while (advance()) {
                T event = next;
                next = null;
                response.call.chunk(event);
                Object shown = event == null ? null : response.service.shown(event);
                if (shown != null) {
                    return (T) shown;
                }
            }
            return null;
        }

        private boolean advance() {
            try {
                if (body == null) {
                    body = stream.spliterator();
                }
                return body.tryAdvance(event -> next = event);
            } catch (Throwable e) {
                response.service.fail(e);
                throw e;
            }
        }
    }
}
