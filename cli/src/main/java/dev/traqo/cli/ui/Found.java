package dev.traqo.cli.ui;

import dev.traqo.read.EventLine;
import dev.traqo.read.TraceIndex;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a request names: a span, by {@code row} or {@code id}, in the index of its file. */
final class Found implements AutoCloseable {

    private final Indexes.Lease lease;
    private final int row;

    private Found(Indexes.Lease lease, int row) {
        this.lease = lease;
        this.row = row;
    }

    /**
     * @throws Refusal if the file has no such span
     */
    static Found span(Indexes indexes, Request request, Path file) throws IOException {
        String id = request.parameter("id");
        int row = request.number("row", -1);
        if (row < 0 && id == null) {
            throw new Refusal(400, "Name a span: the parameter 'row' or 'id' is missing.");
        }
        try (Indexes.Lease lease = indexes.openAny(file)) {
            int found = row(lease.index(), row, id);
            boolean mayHaveChanged = found < 0 || lease.index().openEnded(found);
            if (!mayHaveChanged || lease.stamp().equals(Stamp.of(file))) {
                return of(lease, found, row, id);
            }
        }
        try (Indexes.Lease lease = indexes.open(file)) {
            return of(lease, row(lease.index(), row, id), row, id);
        }
    }

    private static Found of(Indexes.Lease lease, int found, int row, @Nullable String id) {
        if (found < 0) {
            String what = row < 0 ? "the id " + id : "the number " + row;
            throw new Refusal(
                    404, "This file has no span with " + what + "; it may have been replaced: load it again.");
        }
        return new Found(lease.again(), found);
    }

    private static int row(TraceIndex index, int row, @Nullable String id) {
        if (row >= 0) {
            return row < index.size() ? row : -1;
        }
        return id == null ? -1 : index.row(id);
    }

    /**
     * The line that {@code event=start|end} names: of a span, or of one of the traces of the file if {@code part} is
     * given. Its length is 0 if there is none.
     */
    static EventLine line(Indexes.Lease lease, Request request, int row) {
        boolean start = isStart(request);
        return start ? lease.index().startLine(row) : lease.index().endLine(row);
    }

    static EventLine line(TraceTree tree, Request request) {
        return isStart(request) ? tree.startLine() : tree.endLine();
    }

    private static boolean isStart(Request request) {
        String event = request.required("event");
        if (!event.equals("start") && !event.equals("end")) {
            throw new Refusal(400, "The parameter 'event' is start or end, not " + event + ".");
        }
        return event.equals("start");
    }

    /** The trace that {@code part} numbers. */
    static TraceTree part(Indexes.Lease lease, int part) {
        if (part < 0 || part >= lease.index().traces().size()) {
            throw new Refusal(404, "This file has no trace with the number " + part + "; load it again.");
        }
        return lease.index().traces().get(part);
    }

    TraceIndex index() {
        return lease.index();
    }

    Indexes.Lease lease() {
        return lease;
    }

    int row() {
        return row;
    }

    @Override
    public void close() {
        lease.close();
    }
}
