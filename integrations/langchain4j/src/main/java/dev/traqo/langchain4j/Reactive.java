package dev.traqo.langchain4j;

import reactor.core.publisher.Flux;

/** Services that return a Flux, for applications that have Reactor. */
final class Reactive {

    private Reactive() {}

    /** Without touching Reactor, which need not be there. */
    static boolean isFlux(Object result) {
        for (Class<?> type = result.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals("reactor.core.publisher.Flux")) {
                return true;
            }
        }
        return false;
    }

    /** The service's streams begin when somebody subscribes. */
    static Object traced(Object flux, StreamedService service) {
        Flux<?> traced = Flux.from(subscriber -> {
            try {
                service.below(() -> {
                    ((Flux<?>) flux).subscribe(subscriber);
                    return true;
                });
            } catch (Throwable e) {
                throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
            }
        });
        service.watch(traced);
        return traced;
    }
}
