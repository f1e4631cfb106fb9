package dev.traqo.internal;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Shows Micrometer's context propagation, and with it Reactor and Spring, what is current on a thread.
 *
 * <p>Found by its {@code ServiceLoader}. Where Micrometer's jar is not on the class path nobody looks for this class,
 * and nothing else mentions it.
 */
public final class MicrometerContext implements ThreadLocalAccessor<Object> {

    static final String KEY = "traqo";

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable Object getValue() {
        return Context.current();
    }

    @Override
    public void setValue(Object value) {
        Context.swap(value);
    }

    @Override
    public void setValue() {
        Context.swap(null);
    }

    @Override
    public void restore(Object previous) {
        Context.swap(previous);
    }

    @Override
    public void restore() {
        Context.swap(null);
    }
}
