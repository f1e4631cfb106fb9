package dev.traqo.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finished bytes of the kind, the tags and the metadata that spans of a name had before.
 *
 * <p>A call site repeats them: the model, the provider, the tags stay, the input changes. Comparing a dozen references
 * and copying one block is a fifth of the work of writing the pieces. One entry per slot, remembered when the same came
 * twice in a row, so that metadata that changes every time costs no allocation.
 */
final class Shapes {

    private static final int SIZE = 64;
    private static final int LONGEST_BLOCK = 1024;
    private static final int LONGEST_VALUE = 128;

    private final @Nullable Shape[] table = new Shape[SIZE];
    private final int[] seenOnce = new int[SIZE];

    /**
     * @param block kind, tags and metadata without the last brace, padded
     * @param open whether a brace of metadata is owed
     */
    record Shape(
            String name,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            byte[] block,
            int length,
            boolean open) {

        private boolean is(
                String otherName,
                @Nullable String otherKind,
                String @Nullable [] otherTags,
                @Nullable Object @Nullable [] otherMetadata) {
            return same(name, otherName)
                    && same(kind, otherKind)
                    && sameAll(tags, otherTags)
                    && sameAll(metadata, otherMetadata);
        }
    }

    private static boolean sameAll(@Nullable Object @Nullable [] mine, @Nullable Object @Nullable [] other) {
        if (mine == null || other == null) {
            return mine == other;
        }
        if (mine.length != other.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            if (!same(mine[i], other[i])) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // mostly constants of the application
    private static boolean same(@Nullable Object a, @Nullable Object b) {
        return a == b || (a instanceof String && a.equals(b));
    }

    private static int slot(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & (SIZE - 1);
    }

    /** What is remembered for exactly this; null if nothing is. */
    @Nullable
    Shape find(String name, @Nullable String kind, String @Nullable [] tags, @Nullable Object @Nullable [] metadata) {
        Shape shape = table[slot(name)];
        return shape != null && shape.is(name, kind, tags, metadata) ? shape : null;
    }

    /** Remembers what was just written, if it came before and can come again. */
    void learn(
            String name,
            @Nullable String kind,
            String @Nullable [] tags,
            @Nullable Object @Nullable [] metadata,
            boolean open,
            byte[] bytes,
            int from,
            int length) {
        if (length > LONGEST_BLOCK || !isPlain(metadata)) {
            return;
        }
        int slot = slot(name);
        int hash = hash(name, kind, tags, metadata);
        if (seenOnce[slot] != hash) {
            seenOnce[slot] = hash;
            return;
        }
        byte[] block = new byte[((length + 7) & ~7) + 8];
        System.arraycopy(bytes, from, block, 0, length);
        table[slot] = new Shape(
                name,
                kind,
                tags == null ? null : tags.clone(),
                metadata == null ? null : metadata.clone(),
                block,
                length,
                open);
    }

    /** Short strings only: nothing else is sure to be written the same again. */
    private static boolean isPlain(@Nullable Object @Nullable [] metadata) {
        if (metadata != null) {
            for (int i = 0; i < metadata.length && metadata[i] != null; i += 2) {
                boolean shortText = metadata[i + 1] instanceof String text && text.length() <= LONGEST_VALUE;
                if (!shortText || "token_usage".equals(metadata[i])) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int hash(
            String name, @Nullable String kind, String @Nullable [] tags, @Nullable Object @Nullable [] metadata) {
        int hash = name.hashCode() * 31 + (kind == null ? 0 : kind.hashCode());
        return (hash * 31 + Arrays.hashCode(tags)) * 31 + Arrays.hashCode(metadata);
    }
}
