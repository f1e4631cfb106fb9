package dev.traqo.weave;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * What can be recorded of an argument or a result without using it up: some can be read only once, or ask a database
 * each time, and belong to the application.
 */
final class Recordable {

    /** Trees of JSON: iterable, and as good as collections. */
    private static final List<String> TREES =
            List.of("tools.jackson.", "com.fasterxml.jackson.", "com.google.gson.", "org.json.", "jakarta.json.");

    private static final ClassValue<Boolean> USED_UP = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return Iterator.class.isAssignableFrom(type)
                    || BaseStream.class.isAssignableFrom(type)
                    || Spliterator.class.isAssignableFrom(type)
                    || Enumeration.class.isAssignableFrom(type)
                    || (Iterable.class.isAssignableFrom(type) && !isPlain(type));
        }
    };

    private Recordable() {}

    /** The value itself, or the name of its class. */
    static @Nullable Object of(@Nullable Object value) {
        if (value == null || value instanceof String || !USED_UP.get(value.getClass())) {
            return value;
        }
        return "<" + value.getClass().getSimpleName() + ">";
    }

    /** Whether an iterable may be read at any time. */
    static boolean isPlain(Class<?> iterable) {
        return Collection.class.isAssignableFrom(iterable)
                || Path.class.isAssignableFrom(iterable)
                || TREES.stream().anyMatch(iterable.getName()::startsWith);
    }
}
