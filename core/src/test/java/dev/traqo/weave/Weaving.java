package dev.traqo.weave;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** Calls methods as if they were woven. */
final class Weaving {

    private Weaving() {}

    /** The only method of this name, called on an object, or on its class if it is static. */
    @SuppressWarnings("unchecked")
    static <R> R call(Object target, String name, Object... arguments) {
        Class<?> type = target instanceof Class<?> c ? c : target.getClass();
        Method method = method(type, name);
        return (R) call(type, id(method), arguments, () -> {
            try {
                return method.invoke(target instanceof Class<?> ? null : target, arguments);
            } catch (InvocationTargetException e) {
                throw sneaky(e.getCause());
            }
        });
    }

    /** What the advice does: the guard, the call, and both ends. */
    static Object call(Class<?> type, String id, Object[] arguments, Callable<?> body) {
        TracedCall call = TracedCall.active == 0 ? null : TracedCall.enter(type, id, arguments);
        Object result = null;
        Throwable failure = null;
        try {
            result = body.call();
        } catch (Throwable e) {
            failure = e;
        }
        if (call != null) {
            result = call.exit(result, failure);
        }
        if (failure != null) {
            throw sneaky(failure);
        }
        return result;
    }

    static Method method(Class<?> type, String name) {
        List<Method> found = new ArrayList<>(Arrays.asList(type.getDeclaredMethods()));
        found.removeIf(method -> !method.getName().equals(name) || method.isBridge());
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " methods " + name + " in " + type);
        }
        found.get(0).setAccessible(true);
        return found.get(0);
    }

    /** As Byte Buddy writes {@code #m#s}. */
    static String id(Method method) {
        List<String> types =
                Arrays.stream(method.getParameterTypes()).map(Class::getName).toList();
        return method.getName() + "(" + String.join(",", types) + ")";
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable e) throws X {
        throw (X) e;
    }
}
