package dev.traqo.llm;

import dev.traqo.TraceFile;
import dev.traqo.Tracer;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The strings that were images, sounds or documents lately. A conversation sends its pictures again at every turn, as the
 * same string objects; to decode and hash them each time would add a third to what sending them costs.
 *
 * <p>A table of fixed size that forgets: whoever falls out is decoded again. It keeps neither strings nor traces alive.
 */
final class SeenMedia {

    private static final int SIZE = 256;

    private static final AtomicReferenceArray<@Nullable Seen> TABLE = new AtomicReferenceArray<>(SIZE);

    private record Seen(
            WeakReference<String> text, @Nullable String type, WeakReference<Tracer> tracer, TraceFile file) {}

    private SeenMedia() {}

    /**
     * The file of this trace that holds what this very object says; null if that is not known.
     *
     * @param type as its surroundings declare it
     */
    static @Nullable TraceFile file(String text, @Nullable String type, Tracer tracer) {
        Seen seen = TABLE.get(slot(text));
        return seen != null
                        && seen.text.refersTo(text)
                        && seen.tracer.refersTo(tracer)
                        && Objects.equals(seen.type, type)
                ? seen.file
                : null;
    }

    static void remember(String text, @Nullable String type, Tracer tracer, TraceFile file) {
        if (file.name() != null) { // the others hold their bytes, and may be kept the next time
            TABLE.set(slot(text), new Seen(new WeakReference<>(text), type, new WeakReference<>(tracer), file));
        }
    }

    private static int slot(String text) {
        return System.identityHashCode(text) & (SIZE - 1);
    }
}
