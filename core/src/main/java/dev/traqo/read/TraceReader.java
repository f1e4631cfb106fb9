package dev.traqo.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Streams the events of one trace file, raw or archived, in the order in which they were written. Holds one line at a
 * time. Inputs that an archive keeps in its second file are put back in their place.
 *
 * <pre>{@code
 * try (TraceReader reader = TraceReader.open(Path.of("traces/run.jsonl"))) {
 *     for (TraceEvent event = reader.next(); event != null; event = reader.next()) {
 *         System.out.println(event.type() + " " + event.name());
 *     }
 *     System.err.println(reader.skipped());
 * }
 * }</pre>
 *
 * <p>A broken line is skipped and counted, never an error: see {@link #skipped}. Not safe for several threads.
 */
public final class TraceReader implements AutoCloseable {

    private final Path file;
    private final EventStream events;
    private @Nullable ContentFile content;
    private boolean contentSought;

    private TraceReader(Path file, EventStream events) {
        this.file = file;
        this.events = events;
    }

    /**
     * Opens a trace file. Compression is recognised by the first bytes, not by the name.
     *
     * @throws java.nio.file.NoSuchFileException if the file is not there
     * @throws IOException if it cannot be opened
     */
    public static TraceReader open(Path file) throws IOException {
        return new TraceReader(file, EventStream.open(file, Set.of(), false));
    }

    /**
     * Opens a raw trace file that is still being written. {@link #next} gives null when it has caught up, and more
     * events when it is called again after more were written; a line without its newline is left for then.
     */
    public static TraceReader follow(Path file) throws IOException {
        return new TraceReader(file, EventStream.open(file, Set.of(), true));
    }

    /**
     * The next event; null at the end.
     *
     * @throws IOException if the disk fails; never because of what the file holds
     */
    public @Nullable TraceEvent next() throws IOException {
        TraceEvent event = events.next();
        if (event == null || !ContentFile.isStub(event.fields())) {
            return event;
        }
        if (!contentSought) {
            contentSought = true;
            content = ContentFile.besides(file);
        }
        if (content == null) {
            return event;
        }
        Map<String, @Nullable Object> resolved = content.resolve(event.fields());
        if (resolved == event.fields()) {
            if (content.truncated()) {
                events.reportCut(event.line());
            }
            return event;
        }
        return new TraceEvent(event.type(), resolved, event.line(), event.offset());
    }

    /** What could not be used so far, and why. Grows while reading. */
    public Skipped skipped() {
        return events.skipped();
    }

    @Override
    public void close() throws IOException {
        try (EventStream first = events) {
            if (content != null) {
                content.close();
            }
        }
    }
}
