package dev.traqo.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be read from an object of a class: the components of a record, or the public getters of anything else.
 *
 * <p>Remembered per class as plain JDK objects ({@code Method[]}), so that a class of the application never keeps our
 * class loader alive.
 */
final class Properties {

    private static final ClassValue<Method[]> METHODS = new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
            return type.isRecord() ? components(type) : getters(type);
        }
    };

    private final Class<?> type;
    private final Method[] methods;

    private Properties(Class<?> type, Method[] methods) {
        this.type = type;
        this.methods = methods;
    }

    static Properties of(Class<?> type) {
        return new Properties(type, METHODS.get(type));
    }

    boolean isRecord() {
        return type.isRecord();
    }

    /** Classes of the JDK, lambdas and proxies: their text says more than their insides. */
    boolean isOpaque() {
        return opaque(type);
    }

    boolean isEmpty() {
        return methods.length == 0;
    }

    int size() {
        return methods.length;
    }

    String name(int i) {
        String name = methods[i].getName();
        return type.isRecord() ? name : bareName(name);
    }

    private static String bareName(String getter) {
        String bare = getter.startsWith("is") ? getter.substring(2) : getter.substring(3);
        boolean acronym = bare.length() > 1 && Character.isUpperCase(bare.charAt(1));
        return acronym ? bare : Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
    }

    @Nullable
    Object read(Object value, int i) throws InvocationTargetException, IllegalAccessException {
        return methods[i].invoke(value);
    }

    private static Method[] components(Class<?> type) {
        List<Method> accessors = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().trySetAccessible()) {
                accessors.add(component.getAccessor());
            }
        }
        return accessors.toArray(Method[]::new);
    }

    private static Method[] getters(Class<?> type) {
        if (opaque(type)) {
            return new Method[0];
        }
        return Arrays.stream(type.getMethods())
                .filter(Properties::isGetter)
                .filter(method -> !isIgnored(method))
                .filter(Method::trySetAccessible)
                .sorted(Comparator.comparing(Method::getName))
                .toArray(Method[]::new);
    }

    private static boolean isGetter(Method method) {
        String name = method.getName();
        Class<?> returns = method.getReturnType();
        boolean named = (name.startsWith("get") && name.length() > 3 && Character.isUpperCase(name.charAt(3)))
                || (name.startsWith("is")
                        && name.length() > 2
                        && Character.isUpperCase(name.charAt(2))
                        && (returns == boolean.class || returns == Boolean.class));
        return named
                && method.getParameterCount() == 0
                && returns != void.class
                && !Modifier.isStatic(method.getModifiers())
                && !method.isBridge()
                && method.getDeclaringClass() != Object.class;
    }

    /** Jackson's {@code @JsonIgnore} holds even where Jackson could not write the object. */
    private static boolean isIgnored(Method getter) {
        if (isIgnored((AnnotatedElement) getter)) {
            return true;
        }
        String field = bareName(getter.getName());
        for (Class<?> type = getter.getDeclaringClass(); type != null; type = type.getSuperclass()) {
            try {
                if (isIgnored((AnnotatedElement) type.getDeclaredField(field))) {
                    return true;
                }
            } catch (NoSuchFieldException | LinkageError e) {
                // a getter without a field, or one of a superclass
            }
        }
        return false;
    }

    private static boolean isIgnored(AnnotatedElement element) {
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation.annotationType().getName().equals("com.fasterxml.jackson.annotation.JsonIgnore")) {
                return true;
            }
        }
        return false;
    }

    private static boolean opaque(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith("com.sun.")
                || type.isHidden()
                || java.lang.reflect.Proxy.isProxyClass(type)
                || Thread.class.isAssignableFrom(type)
                || ClassLoader.class.isAssignableFrom(type);
    }
}
