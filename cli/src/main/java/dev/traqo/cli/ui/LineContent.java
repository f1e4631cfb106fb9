package dev.traqo.cli.ui;

import dev.traqo.read.EventLine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a line as the pages get them: what is too large to be shown at once is cut, and never built. */
final class LineContent {

    private static final long LARGEST = 1 << 20;
    private static final int HEAD = 64 << 10;

    private LineContent() {}

    /**
     * The fields, null for those that are too large.
     *
     * @param event what the line is called in {@code cut}
     * @param cut takes an entry for each that is too large
     */
    static Map<String, @Nullable Object> of(EventLine line, String event, List<Map<String, Object>> cut)
            throws IOException {
        Map<String, Long> sizes = line.fields();
        Set<String> large = new TreeSet<>();
        sizes.forEach((name, bytes) -> {
            if (bytes > LARGEST) {
                large.add(name);
            }
        });
        Map<String, @Nullable Object> fields = line.without(large);
        if (large.isEmpty()) {
            return fields;
        }
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        for (String name : sizes.keySet()) {
            if (fields.containsKey(name) || large.contains(name)) {
                content.put(name, fields.get(name));
            }
        }
        for (String name : large) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("event", event);
            entry.put("field", name);
            entry.put("bytes", sizes.get(name));
            entry.put("head", line.beginning(name, HEAD));
            cut.add(entry);
        }
        return content;
    }
}
