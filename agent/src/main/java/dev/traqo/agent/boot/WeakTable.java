package dev.traqo.agent.boot;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

/** A table by identity that does not keep its keys: what was handed over and never begun must not leak. */
final class WeakTable {

    private final ConcurrentHashMap<Object, Object> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    boolean isEmpty() {
        return values.isEmpty();
    }

    void put(Object key, Object value) {
        Reference<?> old;
        while ((old = gone.poll()) != null) {
            values.remove(old);
        }
        values.put(new Key(key, gone), value);
    }

    Object remove(Object key) {
        return values.remove(new Probe(key));
    }

    /** Hash codes of identity, never the object's own: that one may do anything. */
    private static final class Key extends WeakReference<Object> {

        private final int hash;

        Key(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            Object object = get();
            return this == other
                    || (object != null
                            && (other instanceof Probe probe
                                    ? probe.object == object
                                    : other instanceof Key key && key.get() == object));
        }
    }

    private static final class Probe {

        private final Object object;

        Probe(Object object) {
            this.object = object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.get() == object;
        }
    }
}
