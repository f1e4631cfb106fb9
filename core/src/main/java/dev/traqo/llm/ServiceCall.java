package dev.traqo.llm;

import dev.traqo.internal.Context;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One call of a service: what is sent, and what the application gets for it. */
final class ServiceCall {

    private final LlmCall call;
    private final Sdk sdk;
    private final Route route;
    private final @Nullable Object[] arguments;
    private final Predicate<Object> hidden;
    private final @Nullable Object context = Context.current();

    private ServiceCall(LlmCall call, Sdk sdk, Route route, @Nullable Object[] arguments, Predicate<Object> hidden) {
        this.call = call;
        this.sdk = sdk;
        this.route = route;
        this.arguments = arguments;
        this.hidden = hidden;
    }

    static ServiceCall begin(ServiceClient client, Route route, @Nullable Object[] arguments) throws Exception {
        Sdk sdk = client.sdk();
        Sdk.Operation operation = route.operation();
        Object params = arguments[0];
        if (operation == null || params == null) {
            throw new IllegalArgumentException("a call without parameters");
        }
        SdkParams shape = SdkParams.of(params);
        LlmRequest request =
                LlmRequest.of(operation.name(), operation.kind())
                        .provider(client.provider())
                        .api(operation.api())
                        .stream(route.isStream())
                        .toJson(value -> json(sdk, value));
        Object body = shape.body(params);
        if (body != null && sdk.json(body) instanceof Map<?, ?> json) {
            request.body(json);
        }
        @Nullable Object[] sent = arguments.clone();
        Predicate<Object> hidden = event -> false;
        Sdk.Substitute substitute = route.isStream() && !route.isRaw(sdk) // who reads the body sees everything
                ? sdk.substitute(operation, params, client.baseUrl())
                : null;
        if (substitute != null) {
            sent[0] = substitute.params();
            hidden = substitute.hidden();
        }
        LlmCall call = LlmCall.start(request);
        sent[0] = HttpAttempts.marked(client, shape, sent[0], call);
        return new ServiceCall(call, sdk, route, sent, hidden);
    }

    private static @Nullable Object json(Sdk sdk, Object value) {
        try {
            return sdk.json(value);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable
    Object[] arguments() {
        return arguments;
    }

    LlmCall call() {
        return call;
    }

    Sdk sdk() {
        return sdk;
    }

    boolean isStream() {
        return route.isStream();
    }

    /** Whether the application did not ask for this event. */
    boolean hides(@Nullable Object event) {
        try {
            return event != null && hidden.test(event);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** What was current where the call was made. */
    @Nullable
    Object context() {
        return context;
    }

    void fail(Throwable error) {
        call.requestId(HttpAttempts.requestId(error, sdk));
        call.fail(error);
    }

    /** What the application gets: the result itself, or something that tells when it has been read. */
    @Nullable
    Object handOut(@Nullable Object result) {
        try {
            if (result instanceof CompletableFuture<?> future && route.isAsync()) {
                return route.isRaw(sdk) ? later(future) : awaited(future);
            }
            return result == null ? finished(null) : wrapped(result);
        } catch (Throwable e) {
            LlmCall.failed(e);
            call.finish();
            return result;
        }
    }

    /** The answer is known at once, or told by what is read of it. */
    Object wrapped(Object result) {
        String type = route.type().getName();
        String http = sdk.root() + ".core.http.";
        if (!type.startsWith(http)) {
            call.finish(result);
            return result;
        }
        return switch (type.substring(http.length())) {
            case "StreamResponse" -> new TracedStreamResponse(result, this).as(route.type());
            case "AsyncStreamResponse" -> new TracedAsyncStream(result, this).as(route.type());
            case "HttpResponseFor", "HttpResponse" -> new TracedHttpResponse(result, this).as(route.type());
            default -> {
                call.finish(result);
                yield result;
            }
        };
    }

    private @Nullable Object finished(@Nullable Object answer) {
        call.finish(answer);
        return answer;
    }

    private CompletableFuture<?> awaited(CompletableFuture<?> future) {
        call.finishWith(future);
        return future;
    }

    /** A response that is read later cannot be replaced inside the SDK's own future. */
    private CompletableFuture<@Nullable Object> later(CompletableFuture<?> future) {
        CompletableFuture<@Nullable Object> handedOut = new CompletableFuture<>();
        future.whenComplete((response, error) -> {
            if (error == null) {
                handedOut.complete(response == null ? finished(null) : wrapped(response));
            } else {
                fail(error);
                handedOut.completeExceptionally(error);
            }
        });
        handedOut.whenComplete((response, error) -> {
            if (handedOut.isCancelled()) {
                future.cancel(true);
            }
        });
        return handedOut;
    }
}
