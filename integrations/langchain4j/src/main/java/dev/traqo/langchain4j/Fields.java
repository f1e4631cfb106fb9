package dev.traqo.langchain4j;

import dev.traqo.internal.Log;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what only some versions and providers of the library have; never throws. */
final class Fields {

    /** Accessors of parameters that hold what stands elsewhere, or no value. */
    private static final Set<String> NO_PARAMETER =
            Set.of("modelName", "toolSpecifications", "hashCode", "toString", "getClass", "toBuilder");

    private static final ClassValue<List<Method>> ACCESSORS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return Arrays.stream(type.getMethods())
                    .filter(m -> m.getParameterCount() == 0 && !Modifier.isStatic(m.getModifiers()) && !m.isBridge())
                    .filter(m -> m.getReturnType() != void.class && m.getDeclaringClass() != Object.class)
                    .filter(m -> !NO_PARAMETER.contains(m.getName()))
                    .sorted(Comparator.comparing(Method::getName))
                    .toList();
        }
    };

    private Fields() {}

    /** Part of what is recorded, which may fail without anybody being hurt. */
    @FunctionalInterface
    interface Step {
        void run() throws Throwable;
    }

    /** Does what is only for the trace; what goes wrong stays here. */
    static void quietly(Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            Log.warnOnce("langchain4j " + e.getClass().getName(), "LangChain4j: not everything could be recorded", e);
        }
    }

    /** What these accessors, one after the other, lead to; null where one is missing or answers nothing. */
    static @Nullable Object read(@Nullable Object from, String... accessors) {
        Object value = from;
        for (String accessor : accessors) {
            if (value == null) {
                return null;
            }
            try {
                Method method = value.getClass().getMethod(accessor);
                method.trySetAccessible();
                value = method.invoke(value);
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }
        return value;
    }

    static @Nullable String text(@Nullable Object from, String... accessors) {
        return read(from, accessors) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** A count; negative if there is none. */
    static long count(@Nullable Object from, String... accessors) {
        return read(from, accessors) instanceof Number number ? number.longValue() : -1;
    }

    /** Everything that an object with accessors holds, with the names {@code max_output_tokens} for maxOutputTokens. */
    static Map<String, Object> all(@Nullable Object parameters) {
        Map<String, Object> all = new TreeMap<>();
        if (parameters != null) {
            for (Method accessor : ACCESSORS.get(parameters.getClass())) {
                Object value = read(parameters, accessor.getName());
                boolean empty = value == null
                        || (value instanceof java.util.Collection<?> items && items.isEmpty())
                        || (value instanceof Map<?, ?> map && map.isEmpty());
                if (!empty && value != null) {
                    all.put(snakeCase(accessor.getName()), value instanceof Enum<?> e ? lowerCase(e) : value);
                }
            }
        }
        return all;
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The value that the text spells; the text itself if it spells none. */
    static @Nullable Object json(@Nullable String text) {
        try {
            return text == null ? null : Json.parse(text);
        } catch (JsonException e) {
            return text;
        }
    }
}
