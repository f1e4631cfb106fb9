package dev.traqo.weave;

import dev.traqo.Span;
import dev.traqo.internal.Captured;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements that a reader got, as they were then: all are counted, the first ones are kept. */
final class Elements {

    static final int MAX_KEPT = 1000;
    static final int MAX_BYTES = 1 << 20;

    private final boolean single;
    private final boolean keeps;
    private final long startNanos;
    private @Nullable List<@Nullable Object> kept = new ArrayList<>();
    private boolean full;
    private long bytes;
    private long count;
    private long firstNanos;

    Elements(CallSpan call, boolean single) {
        this.single = single;
        this.keeps = call.recordsOutput();
        this.startNanos = call.startNanos();
    }

    void add(@Nullable Object element) {
        // outside the lock: this is the application's code
        Object captured = keeps && !full ? Captured.of(Recordable.of(element)) : null;
        synchronized (this) {
            if (count++ == 0) {
                firstNanos = System.nanoTime();
            }
            keep(captured);
        }
    }

    private void keep(@Nullable Object captured) {
        List<@Nullable Object> list = kept;
        if (!keeps || full || list == null) {
            return;
        }
        bytes += size(captured);
        full = !list.isEmpty() && (list.size() == MAX_KEPT || bytes > MAX_BYTES);
        if (!full) {
            list.add(captured);
        }
    }

    private static int size(@Nullable Object captured) {
        if (captured instanceof Captured value) {
            return value.json().length;
        }
        return captured instanceof String text ? text.length() : Long.BYTES;
    }

    synchronized void describe(Span span) {
        if (count > 0) {
            long micros = (firstNanos - startNanos) / 1000;
            span.metadata("time_to_first_element_s", micros / 1e6);
        }
        if (single) {
            return;
        }
        span.metadata("elements", count);
        if (full && kept != null) {
            span.metadata("elements_recorded", kept.size());
        }
    }

    /** The output; what was kept is let go, because the reader may hold on to its end for long. */
    synchronized @Nullable Object take(boolean failed) {
        List<@Nullable Object> list = kept;
        kept = null;
        if (list == null || !keeps || (list.isEmpty() && (single || failed))) {
            return null;
        }
        return single ? list.get(0) : list;
    }
}
