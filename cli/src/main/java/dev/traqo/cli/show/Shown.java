package dev.traqo.cli.show;

import dev.traqo.cli.chat.Part.Media;
import dev.traqo.cli.text.Units;
import dev.traqo.read.TraceFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a reader sees of an image, a sound or a document: {@code image/png, 12 KB (run.files/9f86d081….png)}. */
record Shown(String text) {

    private static final int HASH_DIGITS = 8;
    private static final int DEEPEST = 100;

    /** The value with all stubs replaced; those far below what people nest stay as they are. */
    static @Nullable Object in(@Nullable Object value, String folder) {
        return in(value, folder, 0);
    }

    private static @Nullable Object in(@Nullable Object value, String folder, int depth) {
        TraceFiles.Stub stub = TraceFiles.stub(value);
        if (stub != null) {
            return of(stub, folder);
        }
        if (depth < DEEPEST && value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, inner) -> copy.put(key, in(inner, folder, depth + 1)));
            return copy;
        }
        if (depth < DEEPEST && value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(inner -> copy.add(in(inner, folder, depth + 1)));
            return copy;
        }
        return value;
    }

    private static Shown of(TraceFiles.Stub stub, String folder) {
        return of(new Media(stub.name(), stub.mediaType(), stub.size(), null, null), folder);
    }

    /** An image that stands beside the trace or in it, or was not kept. */
    static Shown of(Media media, String folder) {
        String name = media.name();
        String where = name != null
                ? folder + "/" + name.substring(0, HASH_DIGITS) + "…" + name.substring(name.indexOf('.'))
                : media.inline() ? "in the message" : "not kept";
        return new Shown(media.mediaType() + ", " + Units.bytes(media.bytes()) + " (" + where + ")");
    }

    @Override
    public String toString() {
        return text;
    }
}
