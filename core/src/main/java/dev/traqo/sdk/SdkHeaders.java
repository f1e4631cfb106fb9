package dev.traqo.sdk;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The headers of an SDK's requests, responses and exceptions. What has none has no headers here. */
final class SdkHeaders {

    private static final List<String> REQUEST_IDS = List.of("x-request-id", "request-id", "apim-request-id");
    private static final ClassValue<@Nullable Method> HEADERS = new ClassValue<>() {
        @Override
        protected @Nullable Method computeValue(Class<?> type) {
            return method(type, "headers");
        }
    };
    private static final ClassValue<@Nullable Method> VALUES = new ClassValue<>() {
        @Override
        protected @Nullable Method computeValue(Class<?> type) {
            return method(type, "values", String.class);
        }
    };

    private SdkHeaders() {}

    /** Of whatever has a method {@code headers()}; null if it has not. */
    static @Nullable Object of(@Nullable Object withHeaders) {
        return invoke(HEADERS, withHeaders);
    }

    static List<?> values(@Nullable Object headers, String name) {
        return invoke(VALUES, headers, name) instanceof List<?> list ? list : List.of();
    }

    static @Nullable String first(Object withHeaders, String name) {
        List<?> values = values(of(withHeaders), name);
        return values.isEmpty() ? null : String.valueOf(values.get(0));
    }

    /** What the server called the request that this response, or this exception, answers; null if it did not say. */
    static @Nullable String requestId(Object responseOrError) {
        Object wrapped = responseOrError instanceof CompletionException e ? e.getCause() : null;
        Object headers = of(wrapped == null ? responseOrError : wrapped);
        for (String name : REQUEST_IDS) {
            List<?> ids = values(headers, name);
            if (!ids.isEmpty()) {
                return String.valueOf(ids.get(0));
            }
        }
        return null;
    }

    private static @Nullable Object invoke(
            ClassValue<@Nullable Method> method, @Nullable Object target, @Nullable Object... arguments) {
        try {
            Method known = target == null ? null : method.get(target.getClass());
            return known == null ? null : known.invoke(target, arguments);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Through an interface where there is one: the class itself may not be public. */
    private static @Nullable Method method(Class<?> type, String name, Class<?>... parameters) {
        for (Class<?> one : type.getInterfaces()) {
            try {
                return one.getMethod(name, parameters);
            } catch (NoSuchMethodException e) {
                // the next one
            }
        }
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
