package dev.traqo.sdk;

import dev.traqo.llm.LlmCall;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Stands before an answer that the application reads by and by, or forgets. */
abstract class TracedResponse extends Delegate {

    final ServiceCall service;
    final LlmCall call;

    TracedResponse(Object response, ServiceCall service) {
        super(response);
        this.service = service;
        this.call = service.call();
        call.watch(this);
    }

    /** The application wants no more of it. */
    final @Nullable Object close(Method method) throws Throwable {
        try {
            return forward(method, null);
        } finally {
            call.cancel(); // after the whole answer: nothing
        }
    }
}
