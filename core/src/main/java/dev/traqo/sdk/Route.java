package dev.traqo.sdk;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is done when a method of a client or service is called.
 *
 * @param path of the service that the method returns, or of the one that has it
 * @param type what the method returns, or what its future brings
 * @param operation what a recorded call does
 */
record Route(
        Kind kind, String path, Class<?> type, boolean isAsync, Sdk.@Nullable Operation operation, boolean isStream) {

    private static final Set<String> SAME_PATH = Set.of("async", "sync", "withOptions", "withRawResponse");
    private static final String STREAMING = "Streaming";

    enum Kind {
        /** Nothing of ours. */
        PASS,
        /** Returns a client or service. */
        SERVICE,
        /** Returns something that calls the service by itself. */
        HELPER,
        /** A call to record. */
        CALL,
        /** A default method that makes such a call. */
        SHORT_FORM
    }

    static Route of(Sdk sdk, String path, Method method, Object delegate) {
        Class<?> type = method.getReturnType();
        String name = method.getName();
        if (type.isInterface()
                && (type.getName().startsWith(sdk.root() + ".services.")
                        || type.getName().startsWith(sdk.root() + ".client."))) {
            String below = path.isEmpty() ? name : path + "." + name;
            return new Route(Kind.SERVICE, SAME_PATH.contains(name) ? path : below, type, false, null, false);
        }
        if (type.getName().startsWith(sdk.root() + ".helpers.")) {
            return new Route(Kind.HELPER, path, type, false, null, false);
        }
        boolean stream = name.endsWith(STREAMING);
        String verb = stream ? name.substring(0, name.length() - STREAMING.length()) : name;
        Sdk.Operation operation = isRecorded(method) ? sdk.operation(path, verb) : null;
        boolean async = CompletionStage.class.isAssignableFrom(type);
        Kind kind = operation == null ? Kind.PASS : isShortForm(method, delegate) ? Kind.SHORT_FORM : Kind.CALL;
        return new Route(kind, path, async ? argument(method) : type, async, operation, stream);
    }

    /** Whether the application gets the HTTP response. */
    boolean isRaw(Sdk sdk) {
        return type.getName().startsWith(sdk.root() + ".core.http.HttpResponse");
    }

    private static boolean isRecorded(Method method) {
        return !Modifier.isStatic(method.getModifiers())
                && (takesParams(method) || (method.isDefault() && hasFullForm(method)));
    }

    private static boolean takesParams(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length > 0 && types[0].getSimpleName().endsWith("Params");
    }

    /** {@code create()} and {@code create(id, …)} lead to the same full form as {@code create(params)}. */
    private static boolean hasFullForm(Method method) {
        for (Method other : method.getDeclaringClass().getMethods()) {
            if (other.getName().equals(method.getName()) && !other.isDefault() && takesParams(other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShortForm(Method method, Object delegate) {
        if (!method.isDefault() || !hasFullForm(method)) {
            return false;
        }
        try {
            return delegate.getClass()
                    .getMethod(method.getName(), method.getParameterTypes())
                    .isDefault();
        } catch (NoSuchMethodException e) {
            return true;
        }
    }

    private static Class<?> argument(Method method) {
        Type type = method.getGenericReturnType() instanceof ParameterizedType future
                ? future.getActualTypeArguments()[0]
                : Object.class;
        Type raw = type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
        return raw instanceof Class<?> known ? known : Object.class;
    }
}
