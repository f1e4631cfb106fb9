package dev.traqo.weave;

import dev.traqo.internal.Log;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recognises results of Reactor without needing it: {@link ReactorSpans} is loaded where there is one. */
final class Reactive {

    private static final Set<String> DECLARED = Set.of(
            "reactor.core.publisher.Mono",
            "reactor.core.publisher.Flux",
            "reactor.core.CorePublisher",
            "org.reactivestreams.Publisher");

    private static final ClassValue<Boolean> REACTIVE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type != Object.class && (DECLARED.contains(type.getName()) || get(type.getSuperclass()));
        }
    };

    private Reactive() {}

    static boolean isDeclared(Class<?> type) {
        return DECLARED.contains(type.getName());
    }

    /** Whether this is a {@code Mono} or a {@code Flux}. */
    static boolean isReactive(Object result) {
        return REACTIVE.get(result.getClass());
    }

    /** The publisher with a span for each subscription; null if it is none that this library can see. */
    static @Nullable Object wrap(Object result, SpanSource spans) {
        try {
            return ReactorSpans.wrap(result, spans);
        } catch (LinkageError e) {
            String message = "Reactor is not visible to traqo-core; methods that return Mono or Flux are not traced";
            Log.warnOnce("weave reactor", message, e);
            return null;
        }
    }
}
