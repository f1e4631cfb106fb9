package dev.traqo;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TraceBuilder} came to.
 *
 * @param path the file; null to make a name in {@code folder}
 * @param prefix what a made name begins with
 * @param listeners those of the backends that want every event
 */
record TraceOptions(
        @Nullable String name,
        @Nullable Path path,
        Path folder,
        String prefix,
        @Nullable Object input,
        @Nullable Object @Nullable [] metadata,
        List<String> tags,
        @Nullable String threadId,
        @Nullable String release,
        boolean captureContent,
        boolean archive,
        @Nullable Mask mask,
        List<Backend> backends,
        List<Backend> listeners,
        Duration flushInterval,
        int flushThreshold,
        boolean force) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT);
    /** Of the 255 that file systems allow, with room for numbers and endings. */
    private static final int MAX_NAME_BYTES = 200;

    /** Whether events go to the file as they are, and nowhere else. */
    boolean isPlain() {
        return mask == null && listeners.isEmpty();
    }

    Path file(String traceId) {
        if (path != null) {
            return path;
        }
        String id = traceId.substring(0, 8);
        String middle = prefix.isEmpty() ? stamp() : "";
        String ending = (middle.isEmpty() ? "_" : "_" + middle + "_") + id + ".jsonl";
        String stem = name == null ? "" : fileName(name);
        String start = cut(prefix + stem, MAX_NAME_BYTES - ending.length());
        String fileName = start.isEmpty() ? ending.substring(1) : start + ending;
        try {
            return folder.resolve(fileName);
        } catch (InvalidPathException e) { // a locale without these characters, as in many containers
            return folder.resolve(fileName.replaceAll("[^\\x20-\\x7E]", "_"));
        }
    }

    private static String stamp() {
        return ZonedDateTime.now(ZoneOffset.UTC).format(STAMP);
    }

    /** The name with everything replaced that a file system may refuse. */
    static String fileName(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        boolean leading = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            leading &= c == '.';
            boolean refused = Character.isISOControl(c) || "/\\:*?\"<>|".indexOf(c) >= 0 || leading;
            boolean lone = Character.isSurrogate(c)
                    && !(Character.isHighSurrogate(c)
                            && i + 1 < name.length()
                            && Character.isLowSurrogate(name.charAt(i + 1)))
                    && !(Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(name.charAt(i - 1)));
            safe.append(refused || lone ? '_' : c);
        }
        return safe.toString();
    }

    private static String cut(String text, int maxBytes) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            bytes += new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxBytes) {
                return text.substring(0, i);
            }
            i += Character.charCount(codePoint);
        }
        return text;
    }

    /** What a parent calls this trace. */
    String displayName() {
        return name != null ? name : path != null ? String.valueOf(path.getFileName()) : "trace";
    }

    /** For messages. */
    String describe() {
        return path != null ? path.toString() : folder + "/" + (name == null ? "" : name);
    }
}
