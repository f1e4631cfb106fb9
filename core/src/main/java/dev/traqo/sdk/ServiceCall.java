package dev.traqo.sdk;

import dev.traqo.internal.Context;
import dev.traqo.llm.LlmCall;
import dev.traqo.llm.LlmRequest;
import dev.traqo.read.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call of a service: what is sent, and what the application gets for it. */
final class ServiceCall {

    private final LlmCall call;
    private final Sdk sdk;
    private final Route route;
    private final @Nullable Object[] arguments;
    private final Function<Object, @Nullable Object> shown;
    private final @Nullable Object context = Context.current();

    private ServiceCall(
            LlmCall call,
            Sdk sdk,
            Route route,
            @Nullable Object[] arguments,
            Function<Object, @Nullable Object> shown) {
        this.call = call;
        this.sdk = sdk;
        this.route = route;
        this.arguments = arguments;
        this.shown = shown;
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
        Function<Object, @Nullable Object> shown = event -> event;
        Sdk.Substitute substitute = route.isStream() && !route.isRaw(sdk) // who reads the body sees everything
                ? sdk.substitute(operation, params, client.baseUrl())
                : null;
        if (substitute != null) {
            sent[0] = substitute.params();
            shown = substitute.shown();
        }
        LlmCall call = LlmCall.start(request);
        sent[0] = HttpAttempts.marked(client, shape, sent[0], call);
        return new ServiceCall(call, sdk, route, sent, shown);
    }

    /** An object of the SDK, or what was read of a body past the SDK. */
    private static @Nullable Object json(Sdk sdk, Object value) {
        try {
            if (value instanceof byte[] bytes) {
                return Json.parse(bytes, 0, bytes.length);
            }
            return value instanceof Map || value instanceof List ? value : sdk.json(value);
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

    /** What the application gets of an event; null if it did not ask for it. */
    @Nullable
    Object shown(Object event) {
        try {
            return shown.apply(event);
        } catch (Throwable e) {
            Delegate.failed(e);
            return event;
        }
    }

    /** What was current where the call was made. */
    @Nullable
    Object context() {
        return context;
    }

    void fail(Throwable error) {
        identify(error);
        call.fail(error);
    }

    /** For clients whose requests are not seen; the others will be told once more. */
    void identify(Object responseOrError) {
        String id = SdkHeaders.requestId(responseOrError);
        if (id != null) {
            call.requestId(id);
        }
    }

    /** What the application gets: the result itself, or something that tells when it has been read. */
    @Nullable
    Object handOut(@Nullable Object result) {
        if (!(result instanceof CompletableFuture<?> future)) {
            return wrapped(result);
        }
        if (route.isRaw(sdk)) {
            return later(future);
        }
        call.finishWith(future);
        return future;
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        try {
            Delegate reader = result == null ? null : reader(result);
            if (reader != null) {
                return reader.as(route.type());
            }
        } catch (Throwable e) {
            Delegate.failed(e);
        }
        call.finish(result);
        return result;
    }

    /** What stands before something that the application reads by and by; null before an answer that is there. */
    private @Nullable Delegate reader(Object result) {
        String http = sdk.root() + ".core.http.";
        String type = route.type().getName();
        return switch (type.startsWith(http) ? type.substring(http.length()) : "") {
            case "StreamResponse" -> new TracedStreamResponse(result, this);
            case "AsyncStreamResponse" -> new TracedAsyncStream(result, this);
            case "HttpResponseFor", "HttpResponse" -> new TracedHttpResponse(result, this);
            default -> null;
        };
    }

    /** A response that is read later cannot be replaced inside the SDK's own future. */
    private CompletableFuture<@Nullable Object> later(CompletableFuture<?> future) {
        CompletableFuture<@Nullable Object> handedOut = new CompletableFuture<>();
        future.whenComplete((response, error) -> {
            if (error == null) {
                handedOut.complete(wrapped(response));
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
