package dev.traqo.sdk;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the proxies of one client have in common. */
final class ServiceClient {

    private final Sdk sdk;
    private final Map<String, Map<Method, Route>> routes;
    private final @Nullable Object options;
    private final @Nullable String baseUrl;
    private final String provider;

    ServiceClient(Sdk sdk, Object client) {
        this(sdk, client, new ConcurrentHashMap<>());
    }

    private ServiceClient(Sdk sdk, Object client, Map<String, Map<Method, Route>> routes) {
        this.sdk = sdk;
        this.routes = routes;
        this.options = options(client);
        this.baseUrl = baseUrl(options);
        this.provider = sdk.provider(baseUrl);
    }

    /** The same client with other options. */
    ServiceClient derived(Object client) {
        return new ServiceClient(sdk, client, routes);
    }

    Sdk sdk() {
        return sdk;
    }

    String provider() {
        return provider;
    }

    @Nullable
    String baseUrl() {
        return baseUrl;
    }

    /** The SDK's {@code ClientOptions}; null if they are not to be had. */
    @Nullable
    Object options() {
        return options;
    }

    Route route(String path, Method method, Object delegate) {
        Map<Method, Route> ofService = routes.get(path);
        if (ofService == null) {
            ofService = routes.computeIfAbsent(path, p -> new ConcurrentHashMap<>());
        }
        Route route = ofService.get(method);
        if (route == null) {
            route = Route.of(sdk, path, method, delegate);
            ofService.put(method, route);
        }
        return route;
    }

    /** The SDK's own clients and services have them in a field; those of others are not looked into. */
    static @Nullable Object options(Object client) {
        try {
            Field field = client.getClass().getDeclaredField("clientOptions");
            field.setAccessible(true);
            return field.get(client);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static @Nullable String baseUrl(@Nullable Object options) {
        try {
            Object url = options == null
                    ? null
                    : options.getClass().getMethod("baseUrl").invoke(options);
            return url instanceof String text ? text : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
