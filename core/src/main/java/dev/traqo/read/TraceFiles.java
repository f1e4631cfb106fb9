package dev.traqo.read;

import dev.traqo.internal.MediaTypes;
import dev.traqo.internal.TraceNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The images, sounds and documents of a trace (FORMAT.md section 7): what its values say of them, and where they are.
 *
 * <pre>{@code
 * TraceFiles files = TraceFiles.of(Path.of("traces/run.jsonl.gz"));
 * TraceFiles.Stub stub = TraceFiles.stub(span.output());
 * Path image = stub == null || stub.name() == null ? null : files.resolve(stub.name());
 * }</pre>
 *
 * <p>A trace may come from anywhere: names that lead out of the folder, and links, are never followed. Immutable, safe
 * for any thread; looks at the disk at each call.
 */
public final class TraceFiles {

    /**
     * What stands in a value in place of the bytes.
     *
     * @param name the file in the folder; null if the bytes were not kept
     * @param mediaType such as {@code image/png}
     * @param size bytes
     * @param sha256 hash of the bytes, 64 hex digits
     */
    public record Stub(@Nullable String name, String mediaType, long size, String sha256) {}

    /** The fields of a stub; it has no others. */
    static final Set<String> FIELDS = Set.of("_file", "_type", "_size", "_sha256");

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    private TraceFiles(Path folder) {
        this.folder = folder;
    }

    /** The files of a trace: of {@code NAME.jsonl} or {@code NAME.jsonl.gz}. There need not be any. */
    public static TraceFiles of(Path traceFile) {
        return new TraceFiles(TraceNames.files(traceFile));
    }

    /** {@code NAME.files} beside the trace; it does not exist if the trace has no files. */
    public Path folder() {
        return folder;
    }

    /**
     * All files, sorted by name; none if there is no folder. They may belong to several traces of the same file.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<Path> list() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (TraceNames.isFile(TraceNames.name(entry))
                        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(found);
        return found;
    }

    /**
     * The file of this name; null if there is none, or if this is not what files of a trace are called.
     *
     * @param name may come from anywhere
     */
    public @Nullable Path resolve(@Nullable String name) {
        if (name == null || !TraceNames.isFile(name) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        Path file = folder.resolve(name);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? file : null;
    }

    /** The stub that a parsed value is; null if it is something else. Values inside of it are not looked at. */
    public static @Nullable Stub stub(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)
                || !FIELDS.containsAll(map.keySet())
                || !(map.get("_type") instanceof String type)
                || !(map.get("_size") instanceof Long size)
                || !(map.get("_sha256") instanceof String hash)) {
            return null;
        }
        boolean formed =
                MediaTypes.isClean(type) && size >= 0 && HASH.matcher(hash).matches();
        if (!formed || !map.containsKey("_file")) {
            return formed ? new Stub(null, type, size, hash) : null;
        }
        return map.get("_file") instanceof String name && TraceNames.isFile(name) && name.startsWith(hash)
                ? new Stub(name, type, size, hash)
                : null;
    }
}
