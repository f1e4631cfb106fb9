package dev.traqo.cli.ui;

import dev.traqo.read.EventLine;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines and fields by their place: {@code api/value}, {@code api/raw}, {@code api/trace}, {@code api/event}. */
final class LineEndpoints {

    private final Indexes indexes;

    LineEndpoints(Indexes indexes) {
        this.indexes = indexes;
    }

    /** One line of what a request names. */
    private interface Answer {
        void to(EventLine line, String what) throws IOException;
    }

    /** One field, whole, as it stands in the file. */
    void value(Request request) throws IOException {
        String field = request.required("field");
        line(request, (line, what) -> {
            long size = line.size(field);
            if (size < 0) {
                throw new Refusal(404, what + " has no field named " + field + ".");
            }
            if (request.flag("download")) {
                request.answerHeader(
                        "Content-Disposition", "attachment; filename=\"" + safe(what + "-" + field) + ".json\"");
            }
            try (OutputStream out = request.stream("application/json", size)) {
                line.write(field, out);
            }
        });
    }

    private static String safe(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    /** The line as it stands in the file. */
    void raw(Request request) throws IOException {
        line(request, (line, what) -> {
            if (line.length() == 0) {
                throw new Refusal(404, what + " has no such line.");
            }
            try (OutputStream out = request.stream("text/plain; charset=utf-8", line.length())) {
                line.write(out);
            }
        });
    }

    private void line(Request request, Answer answer) throws IOException {
        Path file = request.file();
        int part = request.number("part", -1);
        if (part >= 0) {
            try (Indexes.Lease lease = indexes.open(file)) {
                answer.to(Found.line(Found.part(lease, part), request), "trace");
            }
            return;
        }
        try (Found found = Found.span(indexes, request, file)) {
            answer.to(
                    Found.line(found.lease(), request, found.row()),
                    found.index().id(found.row()));
        }
    }

    /** The first and the last line of a trace. */
    void trace(Request request) throws IOException {
        try (Indexes.Lease lease = indexes.open(request.file())) {
            TraceTree tree = Found.part(lease, request.number("part", 0));
            List<Map<String, Object>> cut = new ArrayList<>();
            Map<String, @Nullable Object> content = new LinkedHashMap<>();
            content.put("start", LineContent.of(tree.startLine(), "start", cut));
            content.put("end", LineContent.of(tree.endLine(), "end", cut));
            content.put("cut", cut);
            request.json(content);
        }
    }

    /** One point event. */
    void event(Request request) throws IOException {
        Path file = request.file();
        int event = request.number("index", -1);
        try (Indexes.Lease lease = indexes.openAny(file)) {
            if (event < lease.index().points().size() || lease.stamp().equals(Stamp.of(file))) {
                event(request, lease, event);
                return;
            }
        }
        try (Indexes.Lease lease = indexes.open(file)) {
            event(request, lease, event);
        }
    }

    private static void event(Request request, Indexes.Lease lease, int event) throws IOException {
        if (event < 0 || event >= lease.index().points().size()) {
            throw new Refusal(404, "This file has no event with the number " + event + "; load it again.");
        }
        EventLine line = lease.index().points().line(event);
        request.json(Map.of("fields", LineContent.of(line, "event", new ArrayList<>())));
    }
}
