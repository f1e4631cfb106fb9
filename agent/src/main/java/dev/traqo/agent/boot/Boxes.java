package dev.traqo.agent.boot;

/** What is current on a thread, and behind it what core keeps there. */
final class Boxes extends ThreadLocal<Object[]> {

    /** Longer than a cache line: boxes of two threads may end up side by side. */
    private static final int SIZE = 32;

    /** There are too many virtual threads for that. */
    private static final int SMALL_SIZE = 2;

    private static final Class<?> VIRTUAL_THREAD = virtualThread();

    private static Class<?> virtualThread() {
        try {
            return Class.forName("java.lang.VirtualThread", false, null);
        } catch (ClassNotFoundException e) {
            return null; // before JDK 21
        }
    }

    @Override
    protected Object[] initialValue() {
        return new Object[Thread.currentThread().getClass() == VIRTUAL_THREAD ? SMALL_SIZE : SIZE];
    }
}
