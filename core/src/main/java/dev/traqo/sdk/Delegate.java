package dev.traqo.sdk;

import dev.traqo.internal.Log;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands before an object of an SDK and is like it in everything that it does not do itself. */
abstract class Delegate implements InvocationHandler {

    final Object delegate;

    Delegate(Object delegate) {
        this.delegate = delegate;
    }

    /** One of these interfaces that stands before the delegate. */
    final Object as(Class<?>... types) {
        return Proxy.newProxyInstance(types[0].getClassLoader(), types, this);
    }

    static boolean isProxy(@Nullable Object value) {
        return behind(value) != null;
    }

    private static @Nullable Delegate behind(@Nullable Object value) {
        return value != null
                        && Proxy.isProxyClass(value.getClass())
                        && Proxy.getInvocationHandler(value) instanceof Delegate handler
                ? handler
                : null;
    }

    @Override
    public final @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() != Object.class) {
            return answer(proxy, method, arguments);
        }
        if (arguments == null) {
            return method.getName().equals("hashCode") ? (Object) delegate.hashCode() : delegate.toString();
        }
        Delegate other = behind(arguments[0]);
        return delegate.equals(other == null ? arguments[0] : other.delegate);
    }

    abstract @Nullable Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable;

    /** Says once that something of ours did not work. */
    static void failed(Throwable e) {
        Log.warnOnce("sdk " + e.getClass().getName(), "a call of an SDK could not be recorded completely", e);
    }

    /** What the delegate does; its exceptions as they are. */
    final @Nullable Object forward(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(delegate, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
