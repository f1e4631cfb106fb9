package dev.traqo.cli.ui;

import dev.traqo.read.TraceFiles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Images, sounds and documents that values name and that are not there. */
final class MissingFiles {

    private static final int MOST = 100;

    private MissingFiles() {}

    /** Their names, sorted; of very many the first ones found. */
    static List<String> of(TraceFiles files, Object values) {
        Set<String> missing = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        Deque<Object> open = new ArrayDeque<>();
        open.push(values);
        while (!open.isEmpty() && missing.size() < MOST) {
            Object value = open.pop();
            TraceFiles.Stub stub = TraceFiles.stub(value);
            if (stub != null) {
                if (stub.name() != null && seen.add(stub.name()) && files.resolve(stub.name()) == null) {
                    missing.add(stub.name());
                }
            } else if (value instanceof Map<?, ?> map) {
                map.values().forEach(inner -> push(open, inner));
            } else if (value instanceof List<?> list) {
                list.forEach(inner -> push(open, inner));
            }
        }
        return List.copyOf(missing);
    }

    private static void push(Deque<Object> open, @Nullable Object value) {
        if (value instanceof Map || value instanceof List) {
            open.push(value);
        }
    }
}
