package dev.traqo.cli.ui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The models that a trace has asked, as far as the beginning of its file tells: the end of a trace does not. */
final class ModelNames {

    /** Most traces are smaller, and agents ask the same models from beginning to end. */
    private static final int LENGTH = 256 << 10;

    private static final int MOST = 20;

    private static final byte[] KEY = "\"model\"".getBytes(StandardCharsets.US_ASCII);

    private ModelNames() {}

    /** In the order in which they come; none if the file cannot be read. */
    static List<String> of(Path file) {
        Set<String> models = new LinkedHashSet<>();
        try {
            byte[] text = Beginning.text(file, LENGTH);
            for (int from = 0; from < text.length && models.size() < MOST; ) {
                int end = from;
                while (end < text.length && text[end] != '\n') {
                    end++;
                }
                Map<?, ?> line = holdsKey(text, from, end) ? CutJson.object(text, from, end) : null;
                if (line != null
                        && line.get("metadata") instanceof Map<?, ?> metadata
                        && metadata.get("model") instanceof String model) {
                    models.add(model);
                }
                from = end + 1;
            }
        } catch (IOException e) {
            // The list says by itself that it cannot be read.
        }
        return List.copyOf(models);
    }

    /** Whether what is written behind the end of this file can still be looked at. */
    static boolean mayGrow(KnownFile file) {
        return file.bytes() < LENGTH;
    }

    private static boolean holdsKey(byte[] text, int from, int end) {
        for (int at = from; at + KEY.length <= end; at++) {
            int same = 0;
            while (same < KEY.length && text[at + same] == KEY[same]) {
                same++;
            }
            if (same == KEY.length) {
                return true;
            }
        }
        return false;
    }
}
