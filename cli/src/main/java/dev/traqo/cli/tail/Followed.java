package dev.traqo.cli.tail;

import dev.traqo.read.TraceEvent;
import dev.traqo.read.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A trace file that is being written, and the spans that are open in it. Not safe for several threads. */
public final class Followed implements AutoCloseable {

    /**
     * A span that has started and not ended.
     *
     * @param event its start
     * @param depth how many spans enclose it
     * @param path names of the enclosing spans and its own
     */
    public record OpenSpan(TraceEvent event, int depth, String path) {}

    /**
     * Something that happened.
     *
     * @param event the line
     * @param depth how many spans enclose it
     * @param trace name of its trace
     * @param known false for what was in the file before {@link #poll} was to report
     */
    public record Happening(TraceEvent event, int depth, String trace, boolean known) {}

    private static final String SEPARATOR = " › ";

    private final Path file;
    private final TraceReader reader;
    private final long reportFrom;
    private final Map<String, OpenSpan> open = new LinkedHashMap<>();
    private String trace;
    private boolean ended;

    private Followed(Path file, TraceReader reader, long reportFrom) {
        this.file = file;
        this.reader = reader;
        this.reportFrom = reportFrom;
        this.trace = stem(file);
    }

    /** Follows a file; lines that begin before {@code reportFrom} bytes of text are marked as known. */
    public static Followed open(Path file, long reportFrom) throws IOException {
        return new Followed(file, TraceReader.follow(file), reportFrom);
    }

    /** What was written since the last call, in order. */
    public List<Happening> poll() throws IOException {
        List<Happening> happenings = new ArrayList<>();
        for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
            happenings.add(take(event));
        }
        return happenings;
    }

    private Happening take(TraceEvent event) {
        int depth = depth(event.parentId());
        String id = String.valueOf(event.id());
        switch (event.type()) {
            case "trace_start" -> {
                open.clear();
                ended = false;
                String name = event.name();
                trace = name == null ? stem(file) : name;
            }
            case "span_start" -> open.put(id, new OpenSpan(event, depth, path(event)));
            case "span_end" -> open.remove(id);
            case "trace_end" -> {
                open.clear();
                ended = true;
            }
            default -> {}
        }
        return new Happening(event, depth, trace, event.offset() < reportFrom);
    }

    private int depth(@Nullable String parent) {
        OpenSpan enclosing = parent == null ? null : open.get(parent);
        return enclosing == null ? 0 : enclosing.depth() + 1;
    }

    private String path(TraceEvent event) {
        String parent = event.parentId();
        OpenSpan enclosing = parent == null ? null : open.get(parent);
        String name = String.valueOf(event.name());
        return enclosing == null ? name : enclosing.path() + SEPARATOR + name;
    }

    /** The open spans that enclose no other open one: what the application is doing now. */
    public Collection<OpenSpan> innermost() {
        Set<String> parents = new HashSet<>();
        open.values().forEach(span -> parents.add(String.valueOf(span.event().parentId())));
        return open.entrySet().stream()
                .filter(entry -> !parents.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** How many spans are open. */
    public int openCount() {
        return open.size();
    }

    /** Whether the last trace of the file has its end. */
    public boolean ended() {
        return ended;
    }

    /** Name of the last trace. */
    public String trace() {
        return trace;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.indexOf(".jsonl");
        return dot < 0 ? name : name.substring(0, dot);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
