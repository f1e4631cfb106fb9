package dev.traqo.cli.ui;

import java.util.Map;

/** What is answered about one file and what is in it, and the indexes that this needs. */
final class Contents implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 300;

    private final long patienceMillis;
    private final Relatives relatives;
    private final Indexes indexes;
    private final IndexCache cache;
    private final FileEvents events;

    Contents(Roots roots, IndexCache cache) {
        this(roots, cache, PATIENCE_MILLIS);
    }

    /** @param patienceMillis how long a page waits for an index before it is told how far it is */
    Contents(Roots roots, IndexCache cache, long patienceMillis) {
        this.patienceMillis = patienceMillis;
        this.relatives = new Relatives(roots);
        this.indexes = new Indexes(relatives);
        this.cache = cache;
        this.events = new FileEvents(indexes, relatives);
    }

    /** {@code api/events} of a file. */
    Endpoint events() {
        return events;
    }

    /** For whoever else looks into files. */
    Indexes indexes() {
        return indexes;
    }

    Map<String, Endpoint> endpoints() {
        LineEndpoints lines = new LineEndpoints(indexes);
        return Map.of(
                "index",
                new IndexEndpoint(indexes, cache, relatives, patienceMillis),
                "span",
                new SpanEndpoint(indexes),
                "value",
                lines::value,
                "raw",
                lines::raw,
                "trace",
                lines::trace,
                "event",
                lines::event,
                "media",
                new MediaEndpoint());
    }

    @Override
    public void close() {
        indexes.close();
    }
}
