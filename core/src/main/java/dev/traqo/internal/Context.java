package dev.traqo.internal;

import org.jspecify.annotations.Nullable;

/**
 * What is current on this thread.
 *
 * <p>A mutable box in a {@link ThreadLocal}: half the price of setting the thread-local itself. The box is a plain
 * {@code Object[]}, so what stays behind in an application server's threads is a JDK object that refers to nothing of
 * ours.
 */
public final class Context {

    /** Longer than a cache line: boxes of two threads may end up side by side. */
    private static final int BOX_SIZE = 32;

    private static final ThreadLocal<@Nullable Object[]> BOX = shared();

    private Context() {}

    /** The agent's, if it is there: what it wove into the JDK's executors looks into the same boxes. */
    @SuppressWarnings("unchecked")
    private static ThreadLocal<@Nullable Object[]> shared() {
        try {
            Object boxes = Class.forName("dev.traqo.agent.boot.Carrier", true, null)
                    .getField("BOXES")
                    .get(null);
            return (ThreadLocal<@Nullable Object[]>) boxes;
        } catch (ReflectiveOperationException | LinkageError e) {
            return new ThreadLocal<>();
        }
    }

    /** What is current, or null. */
    public static @Nullable Object current() {
        @Nullable Object[] box = BOX.get();
        return box == null ? null : box[0];
    }

    /** Makes something current and returns what was. */
    public static @Nullable Object swap(@Nullable Object next) {
        @Nullable Object[] box = box();
        Object previous = box[0];
        box[0] = next;
        return previous;
    }

    /** The box of this thread: what is current, and the weak reference by which it finds its writer again. */
    static @Nullable Object[] box() {
        @Nullable Object[] box = BOX.get();
        if (box == null) {
            box = new Object[BOX_SIZE];
            BOX.set(box);
        }
        return box;
    }

    /** Ends what is current, if it still is. */
    public static void restore(@Nullable Object expected, @Nullable Object previous) {
        @Nullable Object[] box = BOX.get();
        if (box != null && box[0] == expected) {
            box[0] = previous;
        }
    }
}
