package dev.traqo.agent;

import dev.traqo.Tracer;
import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Spans of a trace that a test recorded. */
record Recorded(List<Span> spans) {

    /**
     * @param result its output as text, or after an exclamation mark the class of its exception
     * @param parent name of its parent
     */
    record Span(String name, String parent, Object input, String result) {

        @Override
        public String toString() {
            return name + result;
        }
    }

    /** Runs something inside a trace. */
    static Recorded of(Path folder, Callable<?> body) throws Exception {
        Path file = folder.resolve("trace.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            body.call();
        }
        return read(file);
    }

    static Recorded read(Path file) throws IOException {
        Map<String, TraceEvent> starts = new HashMap<>();
        List<Span> spans = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(file)) {
            for (TraceEvent event; (event = reader.next()) != null; ) {
                switch (event.type()) {
                    case "span_start", "trace_start" -> starts.put(event.id(), event);
                    case "span_end" -> spans.add(span(starts, event));
                    default -> {}
                }
            }
        }
        return new Recorded(spans);
    }

    private static Span span(Map<String, TraceEvent> starts, TraceEvent end) {
        TraceEvent start = starts.get(end.id());
        TraceEvent parent = starts.get(start.parentId());
        Map<String, Object> error = end.error();
        String result = error == null ? "=" + end.fields().get("output") : "!" + error.get("type");
        return new Span(
                start.name(),
                parent == null ? null : parent.name(),
                start.fields().get("input"),
                result);
    }
}
