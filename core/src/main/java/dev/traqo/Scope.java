package dev.traqo;

/** Something that is current on this thread until it is closed, on the same thread. */
@FunctionalInterface
public interface Scope extends AutoCloseable {

    /** Makes current again what was current before. */
    @Override
    void close();
}
