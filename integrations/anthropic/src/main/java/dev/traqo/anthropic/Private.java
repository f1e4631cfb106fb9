package dev.traqo.anthropic;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the SDK's objects do not show. Versions differ: whoever asks can do without. */
final class Private {

    private Private() {}

    /** Where the backend of a client sends requests; null if that is not to be had. */
    static @Nullable String backendUrl(@Nullable Object client) {
        try {
            Object options = client == null ? null : value(client, "clientOptions");
            Object http = options == null ? null : value(options, "originalHttpClient");
            if (http != null && http.getClass().getSimpleName().startsWith("PhantomReachable")) {
                http = value(http, "httpClient"); // which is closed when nobody has it any more
            }
            Object backend = http == null ? null : value(http, "backend");
            Object url = backend == null
                    ? null
                    : backend.getClass().getMethod("baseUrl").invoke(backend);
            return url instanceof String text ? text : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    static @Nullable Object value(Object object, String field) throws ReflectiveOperationException {
        return field(object, field).get(object);
    }

    static Field field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /**
     * A new object like this one, made with its constructor of the most parameters, each of which takes the value of the
     * field of its type.
     *
     * @param change what to put in place of a value
     */
    static Object copy(Object original, UnaryOperator<@Nullable Object> change) throws ReflectiveOperationException {
        Constructor<?> constructor = constructor(original.getClass());
        List<Field> fields = new ArrayList<>(List.of(original.getClass().getDeclaredFields()));
        fields.removeIf(field -> Modifier.isStatic(field.getModifiers()));
        Class<?>[] types = constructor.getParameterTypes();
        @Nullable Object[] arguments = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            Field field = ofType(types[i], fields);
            fields.remove(field);
            field.setAccessible(true);
            arguments[i] = change.apply(field.get(original));
        }
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    private static Field ofType(Class<?> type, List<Field> fields) throws NoSuchFieldException {
        for (Field field : fields) {
            if (field.getType() == type) {
                return field;
            }
        }
        throw new NoSuchFieldException(type.getName());
    }

    /** Not one of those that the compiler of Kotlin adds. */
    private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
        Constructor<?> longest = null;
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            Class<?>[] types = constructor.getParameterTypes();
            boolean added = constructor.isSynthetic()
                    || (types.length > 0 && types[types.length - 1].getName().startsWith("kotlin."));
            if (!added && (longest == null || longest.getParameterCount() < types.length)) {
                longest = constructor;
            }
        }
        if (longest == null) {
            throw new NoSuchMethodException(type.getName());
        }
        return longest;
    }
}
