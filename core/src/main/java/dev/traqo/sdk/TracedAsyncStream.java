package dev.traqo.sdk;

import dev.traqo.internal.Context;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The SDK's {@code AsyncStreamResponse}: events that are pushed to a handler. */
final class TracedAsyncStream extends TracedResponse {

    TracedAsyncStream(Object response, ServiceCall service) {
        super(response, service);
        listen(response, service);
    }

    /** Nobody may ever subscribe, and then only this future tells that the call failed. */
    private static void listen(Object response, ServiceCall service) {
        try {
            for (Class<?> type : response.getClass().getInterfaces()) {
                if (type.getSimpleName().equals("AsyncStreamResponse")
                        && type.getMethod("onCompleteFuture").invoke(response) instanceof CompletableFuture<?> end) {
                    end.whenComplete((nothing, error) -> end(service, error));
                }
            }
        } catch (ReflectiveOperationException e) {
            Delegate.failed(e);
        }
    }

    private static void end(ServiceCall service, @Nullable Throwable error) {
        if (error == null) {
            service.call().finish();
        } else {
            service.fail(error);
        }
    }

    @Override
    @Nullable
    Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("close")) {
            call.cancel(); // before the SDK says that it is complete
        }
        if (!method.getName().equals("subscribe") || arguments == null || arguments[0] == null) {
            return forward(method, arguments);
        }
        @Nullable Object[] changed = arguments.clone();
        changed[0] = new Handler(arguments[0], this).as(method.getParameterTypes()[0]);
        forward(method, changed);
        return proxy;
    }

    /**
     * The application's handler. It runs with what was current where the call was made, and keeps the response reachable
     * as long as there are events to come.
     */
    private static final class Handler extends Delegate {

        private final TracedAsyncStream response;

        Handler(Object handler, TracedAsyncStream response) {
            super(handler);
            this.response = response;
        }

        @Override
        @Nullable
        Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            ServiceCall service = response.service;
            @Nullable Object @Nullable [] shown = arguments;
            Object argument = arguments == null || arguments.length == 0 ? null : arguments[0];
            if (method.getName().equals("onNext") && argument != null) {
                response.call.chunk(argument);
                shown = new Object[] {service.shown(argument)};
                if (shown[0] == null) {
                    return null;
                }
            } else if (method.getName().equals("onComplete") && argument instanceof Optional<?> error) {
                end(service, error.orElse(null) instanceof Throwable cause ? cause : null);
            }
            Object before = Context.swap(service.context());
            try {
                return forward(method, shown);
            } finally {
                Context.swap(before);
            }
        }
    }
}
