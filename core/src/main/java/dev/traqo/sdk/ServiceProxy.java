package dev.traqo.sdk;

import dev.traqo.llm.LlmCall;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls of an SDK by standing before its client and everything that the client hands out.
 *
 * <pre>{@code
 * OpenAIClient traced = ServiceProxy.traced(OpenAIClient.class, client, sdk);
 * }</pre>
 *
 * <p><b>Services.</b> Whatever a client or a service returns that is an interface of the SDK's packages {@code client} or
 * {@code services} is stood before as well, so {@code async()}, {@code withOptions()}, {@code withRawResponse()} and
 * services that do not exist yet follow without a list. The names on the way are the path: {@code chat.completions}.
 *
 * <p><b>Overloads.</b> The SDK's short forms are default methods that lead to the one full form. They are run on the
 * proxy, so each call is recorded once, where it has its final parameters. All other default methods belong to the
 * delegate: some throw unless it overrides them.
 *
 * <p><b>Reflection alone.</b> Interfaces are recognised by their names, and what the SDK's versions may not have is looked
 * for and done without: this class works with every version, and the core does not depend on an SDK.
 *
 * <p>Where nothing is recorded, a call costs a look into a map.
 */
public final class ServiceProxy extends Delegate {

    private final ServiceClient client;
    private final String path;
    private final Map<Method, Service> services = new ConcurrentHashMap<>();

    /** A service that was handed out, to be the same the next time, as it is without tracing. */
    private record Service(Object delegate, Object proxy) {}

    private ServiceProxy(Object delegate, ServiceClient client, String path) {
        super(delegate);
        this.client = client;
        this.path = path;
    }

    /**
     * The client, with its calls recorded wherever a trace is active. One that is traced already is returned as it is.
     *
     * @param type the interface of the client
     */
    public static <T> T traced(Class<T> type, T client, Sdk sdk) {
        if (client == null) {
            throw new NullPointerException("client == null");
        }
        if (isProxy(client)) {
            return client;
        }
        Object wired = HttpAttempts.wired(type, client);
        return type.cast(new ServiceProxy(wired, new ServiceClient(sdk, wired), "").as(type));
    }

    @Override
    @Nullable
    Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        Route route = client.route(path, method, delegate);
        return switch (route.kind()) {
            case SERVICE -> arguments == null ? service(route, method) : derived(route, method, arguments);
            case HELPER -> helper(proxy, method, arguments);
            case SHORT_FORM ->
                LlmCall.isRecorded()
                        ? InvocationHandler.invokeDefault(proxy, method, arguments)
                        : forward(method, arguments);
            case CALL ->
                LlmCall.isRecorded() && arguments != null ? call(route, method, arguments) : forward(method, arguments);
            case PASS -> forward(method, arguments);
        };
    }

    private @Nullable Object service(Route route, Method method) throws Throwable {
        Object result = forward(method, null);
        if (result == null || isProxy(result)) {
            return result;
        }
        Service known = services.get(method);
        if (known == null || known.delegate != result) {
            known = new Service(result, new ServiceProxy(result, client, route.path()).as(route.type()));
            services.put(method, known);
        }
        return known.proxy;
    }

    /** {@code withOptions}: other options, perhaps another address or another HTTP client. */
    private @Nullable Object derived(Route route, Method method, @Nullable Object[] arguments) throws Throwable {
        @Nullable Object[] changed = arguments.clone();
        if (arguments.length == 1 && arguments[0] instanceof Consumer<?> options && HttpAttempts.isWired(client)) {
            changed[0] = HttpAttempts.after(options);
        }
        Object result = forward(method, changed);
        return result == null || isProxy(result)
                ? result
                : new ServiceProxy(result, client.derived(result), route.path()).as(route.type());
    }

    private @Nullable Object helper(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object helper = forward(method, arguments);
        try {
            return helper == null ? null : client.sdk().helper(helper, delegate, proxy);
        } catch (Throwable e) {
            Delegate.failed(e);
            return helper;
        }
    }

    private @Nullable Object call(Route route, Method method, @Nullable Object[] arguments) throws Throwable {
        ServiceCall call;
        try {
            call = ServiceCall.begin(client, route, arguments);
        } catch (Throwable e) {
            Delegate.failed(e);
            return forward(method, arguments);
        }
        Object result;
        try {
            result = forward(method, call.arguments());
        } catch (Throwable e) {
            call.fail(e);
            throw e;
        }
        return call.handOut(result);
    }
}
