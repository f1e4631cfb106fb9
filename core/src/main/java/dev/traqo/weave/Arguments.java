package dev.traqo.weave;

import dev.traqo.TraceIgnore;
import dev.traqo.internal.Log;
import java.lang.annotation.Annotation;
import java.lang.reflect.MalformedParametersException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which arguments of a method are recorded, and under which names. */
final class Arguments {

    static final Arguments NONE = new Arguments(List.of(), List.of());

    private final String[] names;
    private final int[] positions;

    private Arguments(List<String> names, List<Integer> positions) {
        this.names = names.toArray(String[]::new);
        this.positions = positions.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * All but those that are to be ignored; none at all where it is not certain which those are, because a leak is worse
     * than a missing argument.
     *
     * @param where the method, for messages
     */
    static Arguments of(Method method, String[] ignored, String where) {
        List<String> known = names(method);
        if (known == null && ignored.length > 0) {
            return none(where, "ignoreArguments needs a class compiled with -parameters; or use @TraceIgnore");
        }
        for (String name : ignored) {
            if (known != null && !known.contains(name)) {
                return none(where, "ignoreArguments names \"" + name + "\", but there is no such parameter");
            }
        }
        Annotation[][] annotations = method.getParameterAnnotations();
        List<String> names = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < annotations.length; i++) {
            String name = known == null ? "arg" + i : known.get(i);
            if (!Arrays.asList(ignored).contains(name) && !isIgnored(annotations[i])) {
                names.add(name);
                positions.add(i);
            }
        }
        return new Arguments(names, positions);
    }

    private static Arguments none(String where, String reason) {
        Log.warnOnce("@Trace " + where + reason, where + ": " + reason + "; no argument is recorded", null);
        return NONE;
    }

    private static @Nullable List<String> names(Method method) {
        List<String> names = new ArrayList<>();
        try {
            for (Parameter parameter : method.getParameters()) {
                if (!parameter.isNamePresent()) {
                    return null;
                }
                names.add(parameter.getName());
            }
        } catch (MalformedParametersException e) {
            return null;
        }
        return names;
    }

    /** By name: the annotation may come from another class loader than this class. */
    private static boolean isIgnored(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation.annotationType().getName().equals(TraceIgnore.class.getName())) {
                return true;
            }
        }
        return false;
    }

    /** The arguments of one call by name; null if none is recorded. */
    @Nullable
    Map<String, @Nullable Object> view(@Nullable Object[] values) {
        return names.length == 0 ? null : new View(values);
    }

    /** Only to be written: an entry is good until the next one is asked for. */
    private final class View extends AbstractMap<String, @Nullable Object> {

        private final @Nullable Object[] values;

        View(@Nullable Object[] values) {
            this.values = values;
        }

        @Override
        public Set<Entry<String, @Nullable Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, @Nullable Object>> iterator() {
                    return new Cursor(values);
                }

                @Override
                public int size() {
                    return names.length;
                }
            };
        }
    }

    private final class Cursor
            implements Iterator<Map.Entry<String, @Nullable Object>>, Map.Entry<String, @Nullable Object> {

        private final @Nullable Object[] values;
        private int at = -1;

        Cursor(@Nullable Object[] values) {
            this.values = values;
        }

        @Override
        public boolean hasNext() {
            return at + 1 < names.length;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at++;
            return this;
        }

        @Override
        public String getKey() {
            return names[at];
        }

        @Override
        public @Nullable Object getValue() {
            return Recordable.of(values[positions[at]]);
        }

        @Override
        public @Nullable Object setValue(@Nullable Object value) {
            throw new UnsupportedOperationException();
        }
    }
}
