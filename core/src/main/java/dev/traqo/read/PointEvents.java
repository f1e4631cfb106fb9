package dev.traqo.read;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code event} lines of a {@link TraceIndex} as columns, in the order of the file: events are {@code 0} to
 * {@code size() - 1}. Safe for any thread.
 */
public final class PointEvents {

    private final Columns columns;
    private final EventLines lines;

    PointEvents(Columns columns, EventLines lines) {
        this.columns = columns;
        this.lines = lines;
    }

    /** How many there are. */
    public int size() {
        return columns.eventAt.length;
    }

    /** When it happened, in microseconds since 1970 (UTC); {@code Long.MIN_VALUE} if the file does not say. */
    public long micros(int event) {
        return columns.eventTime[event];
    }

    /** Row of the span that it happened in; -1 if it happened in none. */
    public int parent(int event) {
        return columns.eventParent[event];
    }

    /** Number of its name, as {@link TraceIndex#string} knows it; -1 if it has none. */
    public int nameNumber(int event) {
        return columns.eventName[event];
    }

    /** What happened; empty if the file does not say. */
    public String name(int event) {
        return columns.eventName[event] < 0 ? "" : columns.string(columns.eventName[event]);
    }

    /** Where its line begins, in bytes of text. */
    public long offset(int event) {
        return columns.eventAt[event];
    }

    /** Its line. */
    public EventLine line(int event) {
        return new EventLine(lines, columns.eventAt[event], columns.eventLength[event]);
    }

    /**
     * All its fields, read from the file.
     *
     * @throws java.io.UncheckedIOException if the file can no longer be read
     */
    public Map<String, @Nullable Object> fields(int event) {
        return lines.fields(columns.eventAt[event], columns.eventLength[event]);
    }
}
