package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The externalised inputs of an archive: {@code NAME.content.jsonl.zst}. Not safe for several threads. */
final class ContentFile implements AutoCloseable {

    private ContentFile() {}

    /** The content file beside this trace file; null if the trace has none. */
    static @Nullable ContentFile besides(Path traceFile) throws IOException {
        return null;
    }

    /**
     * The fields with their stub replaced by the input it stands for; unchanged if {@code input} is no stub or this
     * file does not hold its id.
     */
    Map<String, @Nullable Object> resolve(Map<String, @Nullable Object> fields) throws IOException {
        return fields;
    }

    @Override
    public void close() throws IOException {}
}
