package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines of a trace file, each proved to be one whole JSON object; only what follows the last newline may be torn. */
final class TraceLines {

    private final List<Map<String, @Nullable Object>> events = new ArrayList<>();
    private final String torn;

    private TraceLines(byte[] bytes, String torn) {
        this.torn = torn;
    }

    /** Reads a file whose last line may be torn. */
    static TraceLines of(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        TraceLines lines = new TraceLines(bytes, new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8));
        for (int from = 0; from < end; ) {
            int to = from;
            while (bytes[to] != '\n') {
                to++;
            }
            lines.add(file, bytes, from, to);
            from = to + 1;
        }
        return lines;
    }

    /** Reads a file of whole lines. */
    static TraceLines whole(Path file) throws IOException {
        TraceLines lines = of(file);
        assertThat(lines.torn).as("what follows the last newline of %s", file).isEmpty();
        return lines;
    }

    @SuppressWarnings("unchecked")
    private void add(Path file, byte[] bytes, int from, int to) {
        try {
            Object value = Json.parse(bytes, from, to - from);
            assertThat(value).isInstanceOf(Map.class);
            events.add((Map<String, @Nullable Object>) value);
        } catch (JsonException e) {
            String text = new String(bytes, from, Math.min(to - from, 300), StandardCharsets.UTF_8);
            fail("%s: line %d is not JSON (%s): %s", file, events.size() + 1, e.getMessage(), text);
        }
    }

    List<Map<String, @Nullable Object>> events() {
        return events;
    }

    List<Map<String, @Nullable Object>> ofType(String type) {
        return events.stream().filter(event -> type.equals(event.get("type"))).toList();
    }

    /** Names of all events of a type. */
    Set<String> names(String type) {
        Set<String> names = new HashSet<>();
        ofType(type).forEach(event -> names.add(String.valueOf(event.get("name"))));
        return names;
    }

    Map<String, @Nullable Object> last() {
        return events.get(events.size() - 1);
    }

    /** Proves that this is one trace, whole and closed, and returns its {@code trace_end}. */
    Map<String, @Nullable Object> assertClosed(String status) {
        assertThat(events.get(0)).containsEntry("type", "trace_start");
        assertThat(last()).containsEntry("type", "trace_end").containsEntry("status", status);
        assertThat(ofType("trace_start")).hasSize(1);
        assertThat(ofType("trace_end")).hasSize(1);
        return last();
    }

    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> stats() {
        return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(last().get("stats"));
    }
}
