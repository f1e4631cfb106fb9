package dev.traqo.langchain4j;

import dev.traqo.Scope;
import dev.traqo.llm.LlmCall;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an object of the library's, or of the application's, and has all its interfaces. Every method goes to the
 * object itself, those included that only another version of the library knows: nothing here names them.
 */
final class Traced implements InvocationHandler {

    private final Class<?> type;
    private final Object delegate;
    private final Around around;

    /** What happens around the methods. Must not throw but what the method throws. */
    @FunctionalInterface
    interface Around {
        @Nullable
        Object call(Call call) throws Throwable;
    }

    /** One method of an object that is called. */
    record Call(
            Object proxy,
            Object delegate,
            Method method,
            @Nullable Object @Nullable [] arguments) {

        String name() {
            return method.getName();
        }

        int count() {
            return arguments == null ? 0 : arguments.length;
        }

        @Nullable
        Object argument(int index) {
            return index >= 0 && index < count() && arguments != null ? arguments[index] : null;
        }

        Call with(int index, @Nullable Object argument) {
            @Nullable Object[] changed = arguments == null ? new Object[0] : arguments.clone();
            changed[index] = argument;
            return new Call(proxy, delegate, method, changed);
        }

        /** The method itself, with its result and its exceptions. */
        @Nullable
        Object proceed() throws Throwable {
            try {
                return method.invoke(delegate, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        /** The same, as the work of a model call. */
        @Nullable
        Object proceed(LlmCall llm) throws Throwable {
            try (Scope inside = llm.enter()) {
                return proceed();
            }
        }

        /** Whether this is a convenience of the interface, made of its other methods, that the delegate leaves as it is. */
        boolean isInherited() {
            try {
                return method.isDefault()
                        && delegate.getClass()
                                .getMethod(name(), method.getParameterTypes())
                                .isDefault();
            } catch (NoSuchMethodException e) {
                return false;
            }
        }

        /** The convenience, whose inner calls come here too. */
        @Nullable
        Object proceedHere() throws Throwable {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
    }

    private Traced(Class<?> type, Object delegate, Around around) {
        this.type = type;
        this.delegate = delegate;
        this.around = around;
    }

    /** The object, with this around it; one that is traced already as it is. */
    static <T> T object(Class<T> type, T delegate, Around around) {
        return isTraced(delegate) ? delegate : another(type, delegate, around);
    }

    /** As {@link #object}, whatever stands around it already. */
    static <T> T another(Class<T> type, T delegate, Around around) {
        Traced handler = new Traced(type, delegate, around);
        ClassLoader loader = delegate.getClass().getClassLoader();
        try {
            return type.cast(Proxy.newProxyInstance(loader, interfaces(type, delegate.getClass()), handler));
        } catch (IllegalArgumentException e) { // interfaces that no proxy can have together
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
        }
    }

    static boolean isTraced(@Nullable Object object) {
        return behind(object) != null;
    }

    private static @Nullable Traced behind(@Nullable Object object) {
        return object != null
                        && Proxy.isProxyClass(object.getClass())
                        && Proxy.getInvocationHandler(object) instanceof Traced traced
                ? traced
                : null;
    }

    private static Class<?>[] interfaces(Class<?> type, Class<?> of) {
        Set<Class<?>> found = new LinkedHashSet<>(List.of(type));
        for (Class<?> c = of; c != null; c = c.getSuperclass()) {
            for (Class<?> candidate : c.getInterfaces()) {
                if (Modifier.isPublic(candidate.getModifiers()) && !candidate.isSealed()) {
                    found.add(candidate);
                }
            }
        }
        return new ArrayList<>(found).toArray(new Class<?>[0]);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Call call = new Call(proxy, delegate, method, arguments);
        if (method.getDeclaringClass() == Object.class) {
            Traced other = behind(call.argument(0));
            return other == null ? call.proceed() : delegate.equals(other.delegate);
        }
        if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
            method.trySetAccessible();
        }
        return traced(proxy, method, around.call(call));
    }

    /** What returns its own kind (a builder's step, a decorated copy) returns one that is traced, too. */
    private @Nullable Object traced(Object proxy, Method method, @Nullable Object result) {
        if (result == null || method.getReturnType() != type) {
            return result;
        }
        return result == delegate ? proxy : retraced(type, result);
    }

    private <T> T retraced(Class<T> of, Object result) {
        return object(of, of.cast(result), around);
    }
}
