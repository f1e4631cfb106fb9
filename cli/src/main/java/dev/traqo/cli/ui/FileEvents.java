package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import dev.traqo.read.Status;
import dev.traqo.read.TraceIndex;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code api/events?file}: what is written to a file from a byte of its text on. Knows nothing of a client but that byte,
 * which is the id of each event: who connects again goes on where it was.
 */
final class FileEvents implements Endpoint {

    /** Rows of one event, so that no event grows without limit. */
    private static final int MOST_ROWS = 20_000;

    private final Indexes indexes;
    private final Relatives relatives;
    private final Map<Path, LiveFile> live = new ConcurrentHashMap<>();

    FileEvents(Indexes indexes, Relatives relatives) {
        this.indexes = indexes;
        this.relatives = relatives;
    }

    @Override
    public void answer(Request request) throws IOException {
        Path file = request.file();
        long from = from(request);
        LiveFile watched = live.computeIfAbsent(file, path -> new LiveFile(path, indexes));
        watched.join();
        try (ServerSentEvents out = ServerSentEvents.answer(request)) {
            new Client(file, from, watched, out).follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watched.leave();
        }
    }

    /** The byte to go on from; -1 for the end of what is there now. */
    private static long from(Request request) {
        String last = request.header("Last-Event-ID");
        if (last != null && last.matches("\\d{1,18}")) {
            return Long.parseLong(last);
        }
        return Math.max(-1, request.micros("from", -1));
    }

    /** One connection. */
    private final class Client {
        private final Path file;
        private final LiveFile watched;
        private final ServerSentEvents out;
        private long known;
        private long t0;

        /** Rows that the client has; -1 while that is not known. */
        private int rows = -1;

        private @Nullable Status lastStatus;
        private String lastState = "";

        Client(Path file, long from, LiveFile watched, ServerSentEvents out) {
            this.file = file;
            this.known = from;
            this.watched = watched;
            this.out = out;
        }

        void follow() throws IOException, InterruptedException {
            LiveFile.Snapshot seen = watched.now();
            long generation = seen.generation();
            boolean begun = false;
            boolean lost = false;
            while (true) {
                try (LiveFile.Snapshot current = seen) {
                    if (current.gone()) {
                        out.send("gone", null, Map.of());
                        lost = true;
                    } else if (lost
                            || current.generation() != generation
                            || !begun && !begin(current)
                            || !advance(current)) {
                        // What comes next belongs to an index that the client does not have: it asks again from there.
                        out.send("replaced", null, Map.of());
                        break;
                    } else {
                        begun = true;
                    }
                }
                seen = next(seen);
            }
            while (true) {
                try (LiveFile.Snapshot ignored = next(seen)) {
                    seen = ignored;
                }
            }
        }

        /** Waits for a change; the client is written to meanwhile, so that it shows when it has gone. */
        private LiveFile.Snapshot next(LiveFile.Snapshot seen) throws IOException, InterruptedException {
            while (true) {
                LiveFile.Snapshot next = watched.after(seen, ServerSentEvents.HEARTBEAT_MILLIS);
                if (next != null) {
                    return next;
                }
                out.heartbeat();
            }
        }

        /** Whether the client's byte is one that this text can be continued from. */
        private boolean begin(LiveFile.Snapshot seen) throws IOException {
            TraceIndex index = Objects.requireNonNull(seen.lease()).index();
            if (known < 0) {
                known = index.bytes();
            }
            long origin = TraceFacts.origin(index, known);
            boolean timeless = origin == 0 && TraceFacts.origin(index, Long.MAX_VALUE) != 0;
            t0 = origin;
            return known <= index.bytes() && index.beginsLine(known) && !timeless;
        }

        /** Sends what is new; false if no event can say what has changed. */
        private boolean advance(LiveFile.Snapshot seen) throws IOException {
            Indexes.Lease lease = Objects.requireNonNull(seen.lease());
            TraceIndex index = lease.index();
            boolean timed = t0 == 0 && known < index.bytes() && TraceFacts.origin(index, Long.MAX_VALUE) != 0;
            Growth growth = new Growth(index, known, t0);
            if (timed || index.bytes() < known || rows >= 0 && growth.firstRow() != rows || growth.rearranges()) {
                return false;
            }
            String before = Long.toString(known);
            Map<String, @Nullable Object> state = state(lease);
            spans(index, growth, before, state);
            int[] ended = growth.ended(openSince(index));
            if (ended.length > 0) {
                out.send("ends", before, growth.ends(ended));
            }
            if (growth.newPoints() > 0) {
                out.send("points", before, growth.points());
            }
            String text = Json.write(state);
            if (!text.equals(lastState) || index.bytes() != known) {
                out.send("state", Long.toString(index.bytes()), state);
            }
            lastState = text;
            known = index.bytes();
            rows = index.size();
            return true;
        }

        /** Rows of a trace that is new come behind the word that it is there. */
        private void spans(TraceIndex index, Growth growth, String before, Map<String, @Nullable Object> state)
                throws IOException {
            int newTrace = index.size();
            for (int part = index.traces().size() - 1; part > 0; part--) {
                TraceTree tree = index.traces().get(part);
                newTrace = tree.startLine().offset() >= known ? tree.firstRow() : newTrace;
            }
            int end;
            for (int row = growth.firstRow(); row < index.size(); row = end) {
                if (row == newTrace) {
                    out.send("state", before, state);
                }
                end = Math.min(row + MOST_ROWS, row < newTrace ? newTrace : index.size());
                out.send("spans", before, growth.spans(row, end));
            }
        }

        /** The row from which on open spans have another status than before: that of their trace has changed. */
        private int openSince(TraceIndex index) {
            List<TraceTree> trees = index.traces();
            TraceTree part = null;
            for (TraceTree tree : trees) {
                part = part == null || tree.startLine().offset() < known ? tree : part;
            }
            Status now = part == null ? null : part.status();
            boolean changed = lastStatus == null ? now != Status.RUNNING : now != lastStatus;
            lastStatus = trees.isEmpty() ? null : trees.get(trees.size() - 1).status();
            return part == null || !changed ? Integer.MAX_VALUE : part.firstRow();
        }

        private Map<String, @Nullable Object> state(Indexes.Lease lease) throws IOException {
            Map<String, @Nullable Object> facts = lease.facts();
            Map<String, @Nullable Object> state = new LinkedHashMap<>();
            state.put("live", facts.get("live"));
            state.put("traces", relatives.traces(file, facts.get("traces")));
            state.put("skipped", facts.get("skipped"));
            state.put("warnings", facts.get("warnings"));
            return state;
        }
    }
}
