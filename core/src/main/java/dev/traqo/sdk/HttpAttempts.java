package dev.traqo.sdk;

import dev.traqo.llm.LlmCall;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP requests that a call makes: how many, and what the server called the last one.
 *
 * <p>A proxy stands before the SDK's innermost HTTP client, below its retries and its logging. A call and its requests are
 * matched without sending anything: the SDK puts a header with a constant value into each request; a call sends an equal
 * string in its place, which is another object, and the requests that carry this very object belong to the call. So the
 * server, a log and an HTTP client of the application's see what they always see.
 *
 * <p>Where an SDK's version does not allow any of it, calls are recorded without it.
 */
final class HttpAttempts extends Delegate {

    private static final List<String> CONSTANT_HEADERS = List.of("X-Stainless-Lang", "User-Agent");
    private static final int MOST_FORGOTTEN = 1000;
    private static final Map<Mark, Attempts> OPEN = new ConcurrentHashMap<>();

    private HttpAttempts(Object httpClient) {
        super(httpClient);
    }

    /** One string object, equal to no other. */
    private record Mark(String header) {
        @Override
        @SuppressWarnings({"StringEquality", "ReferenceEquality"})
        public boolean equals(@Nullable Object other) {
            return other instanceof Mark mark && mark.header == header;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(header);
        }
    }

    /** The requests of one call. */
    private static final class Attempts {
        private final LlmCall call;
        private int count;
        private @Nullable Object latest;

        Attempts(LlmCall call) {
            this.call = call;
        }

        synchronized void begins() {
            count++;
            latest = null;
        }

        synchronized void answered(@Nullable Object responseOrFuture) {
            latest = responseOrFuture;
        }

        synchronized void tell() {
            Object response = latest instanceof CompletableFuture<?> future
                    ? (future.isDone() && !future.isCompletedExceptionally() ? future.getNow(null) : null)
                    : latest;
            latest = null;
            String id = response == null ? null : SdkHeaders.requestId(response);
            if (id != null) {
                call.requestId(id);
            }
            call.retries(count - 1);
        }
    }

    // ---- putting the proxy into a client ------------------------------------------------------------------------

    /** The same client with our proxy before its HTTP client; the client itself if that cannot be. */
    static Object wired(Class<?> type, Object client) {
        try {
            if (ServiceClient.options(client) == null) {
                return client; // not of the SDK's making: its withOptions may return something else
            }
            Consumer<Object> change = HttpAttempts::wire;
            Object wired = type.getMethod("withOptions", Consumer.class).invoke(client, change);
            return wired == null ? client : wired;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return client;
        }
    }

    static boolean isWired(ServiceClient client) {
        return client.options() != null;
    }

    /** The application's change of the options; if that sets another HTTP client, ours stands before that one. */
    @SuppressWarnings("unchecked")
    static Consumer<Object> after(Consumer<?> change) {
        return options -> {
            ((Consumer<Object>) change).accept(options);
            wire(options);
        };
    }

    /**
     * Past the setter, which would have the HTTP client closed as soon as these options are garbage, though the
     * application may still have the client they came from.
     */
    private static void wire(Object builder) {
        try {
            Field field = builder.getClass().getDeclaredField("httpClient");
            field.setAccessible(true);
            Object httpClient = field.get(builder);
            if (httpClient != null && !isProxy(httpClient)) {
                field.set(builder, new HttpAttempts(httpClient).as(interfaces(httpClient.getClass())));
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // this version, or this class loader, does not let us: no retries are counted
        }
    }

    /** All of them: the SDK asks whether its HTTP client can do more than HTTP. */
    private static Class<?>[] interfaces(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            all.addAll(List.of(c.getInterfaces()));
        }
        return all.toArray(Class<?>[]::new);
    }

    // ---- a call and its requests --------------------------------------------------------------------------------

    /** The parameters, such that the requests of this call can be told from others. */
    static Object marked(ServiceClient client, SdkParams shape, Object params, LlmCall call) {
        try {
            Object options = client.options();
            Object own = shape.headers(params);
            if (options == null || own == null) {
                return params;
            }
            Object all = SdkHeaders.of(options);
            for (String name : CONSTANT_HEADERS) {
                List<?> constant = SdkHeaders.values(all, name);
                if (constant.size() == 1 && SdkHeaders.values(own, name).isEmpty()) {
                    String mark = new String(String.valueOf(constant.get(0)));
                    Object marked = shape.withHeader(params, name, mark);
                    return marked == null ? params : remember(mark, marked, call);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // without it nothing is lost but retries and request id
        }
        return params;
    }

    private static Object remember(String header, Object marked, LlmCall call) {
        if (OPEN.size() > MOST_FORGOTTEN) {
            OPEN.values().removeIf(attempts -> attempts.call.isEnded());
        }
        Mark mark = new Mark(header);
        Attempts attempts = new Attempts(call);
        OPEN.put(mark, attempts);
        call.beforeEnd(() -> {
            OPEN.remove(mark);
            attempts.tell();
        });
        return marked;
    }

    private static @Nullable Attempts of(Object request) {
        Object headers = SdkHeaders.of(request);
        for (String name : CONSTANT_HEADERS) {
            for (Object value : SdkHeaders.values(headers, name)) {
                Attempts attempts = value instanceof String text ? OPEN.get(new Mark(text)) : null;
                if (attempts != null) {
                    return attempts;
                }
            }
        }
        return null;
    }

    @Override
    @Nullable
    Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        if (!method.getName().startsWith("execute") || arguments == null || arguments[0] == null) {
            return forward(method, arguments);
        }
        Attempts attempts = OPEN.isEmpty() ? null : of(arguments[0]);
        if (attempts == null) {
            return forward(method, arguments);
        }
        attempts.begins();
        Object result = forward(method, arguments);
        attempts.answered(result);
        return result;
    }
}
