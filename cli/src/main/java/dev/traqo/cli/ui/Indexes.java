package dev.traqo.cli.ui;

import dev.traqo.read.Status;
import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that are in memory: the few that were used last, each built once however many ask for it. Safe for any
 * thread.
 *
 * <pre>{@code
 * try (Indexes.Lease lease = indexes.open(file)) {
 *     lease.index().startLine(row) …
 * }
 * }</pre>
 */
final class Indexes implements IndexSource, AutoCloseable {

    private static final int MOST_FILES = 4;
    private static final long MOST_SPANS = 2_000_000;

    /** Files above this are indexed one after the other: two at a time would need twice the memory. */
    private static final long LARGE = 64 << 20;

    private final Map<Path, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Path, Building> building = new HashMap<>();
    private final Semaphore largeOnes = new Semaphore(1);
    private final Relatives relatives;
    private boolean closed;

    Indexes(Relatives relatives) {
        this.relatives = relatives;
    }

    /** An index and how many use it; it is closed when nobody does and it is no longer kept. */
    private static final class Held {
        final TraceIndex index;
        final Stamp stamp;
        int users;
        boolean kept = true;
        private @Nullable Map<String, @Nullable Object> facts;
        private @Nullable TqcWriter writer;

        Held(TraceIndex index, Stamp stamp) {
            this.index = index;
            this.stamp = stamp;
        }

        synchronized TqcWriter writer(Relatives relatives) throws IOException {
            TqcWriter made = writer;
            if (made == null) {
                made = new TqcWriter(index, facts(relatives));
                writer = made;
            }
            return made;
        }

        synchronized Map<String, @Nullable Object> facts(Relatives relatives) throws IOException {
            Map<String, @Nullable Object> made = facts;
            if (made == null) {
                made = TraceFacts.of(index, relatives);
                facts = made;
            }
            return made;
        }
    }

    /** An index that is being built. */
    private static final class Building {
        final Stamp stamp;
        final CompletableFuture<Held> done = new CompletableFuture<>();
        volatile long read;
        volatile long total;

        Building(Stamp stamp) {
            this.stamp = stamp;
            this.total = stamp.size();
        }
    }

    /**
     * How far indexing is.
     *
     * @param done bytes of text that were read
     * @param total of this many, as far as is known
     */
    record Progress(long done, long total) {}

    /** The use of an index: it stays open until this is closed. */
    final class Lease implements IndexSource.Opened {
        private final Held mine;
        private boolean returned;

        private Lease(Held mine) {
            this.mine = mine;
        }

        @Override
        public TraceIndex index() {
            return mine.index;
        }

        /** Another use of the same index. */
        Lease again() {
            synchronized (Indexes.this) {
                mine.users++;
            }
            return new Lease(mine);
        }

        /** The state of the file when it was indexed. */
        Stamp stamp() {
            return mine.stamp;
        }

        /** What the header of the index says: see {@link TraceFacts}. */
        Map<String, @Nullable Object> facts() throws IOException {
            return mine.facts(relatives);
        }

        /** The index as the pages get it. */
        TqcWriter writer() throws IOException {
            return mine.writer(relatives);
        }

        @Override
        public void close() {
            synchronized (Indexes.this) {
                if (returned) {
                    return;
                }
                returned = true;
                mine.users--;
            }
            closeIfUnused(mine);
        }
    }

    /** The index of the file as it is now. Waits until it is built. */
    @Override
    public Lease open(Path file) throws IOException {
        Lease lease = open(file, Long.MAX_VALUE);
        if (lease == null) {
            throw new IOException(file + " is still being indexed");
        }
        return lease;
    }

    /** As {@link #open(Path)}; null if it is still being built after this long. */
    @Nullable
    Lease open(Path file, long millis) throws IOException {
        Stamp stamp = stamp(file);
        Lease known = current(file, stamp);
        if (known != null) {
            return known;
        }
        return await(file, build(file, stamp), millis);
    }

    /**
     * The index that is in memory if its file has only grown since: the rows that it has stay as they are. Otherwise
     * that of the file as it is now.
     */
    Lease openAny(Path file) throws IOException {
        Stamp stamp = stamp(file);
        synchronized (this) {
            Held known = held.get(file);
            if (known != null && stamp.grownFrom(known.stamp)) {
                known.users++;
                return new Lease(known);
            }
        }
        return open(file);
    }

    /** Whether the file's index, as it is now, is in memory. */
    synchronized boolean has(Path file, Stamp stamp) {
        Held known = held.get(file);
        return known != null && known.stamp.equals(stamp);
    }

    /** Begins to build the index, if it is not there, and does not wait for it. */
    void prepare(Path file, Stamp stamp) {
        if (!has(file, stamp)) {
            build(file, stamp);
        }
    }

    /** How far the index is that is being built; all of it if none is. */
    synchronized Progress progress(Path file) {
        Building current = building.get(file);
        return current == null ? new Progress(1, 1) : new Progress(current.read, current.total);
    }

    private static Stamp stamp(Path file) throws IOException {
        try {
            return Stamp.of(file);
        } catch (NoSuchFileException e) {
            throw new Refusal(404, file.getFileName() + ": no longer there; it was moved or deleted.");
        }
    }

    private @Nullable Lease current(Path file, Stamp stamp) throws IOException {
        Held known;
        synchronized (this) {
            known = held.get(file);
            if (known == null || !known.stamp.equals(stamp)) {
                return null;
            }
            known.users++;
        }
        Lease lease = new Lease(known);
        // The file of a process that has ended does not change, and yet its trace is another one now.
        if (TraceFacts.live(known.index) && known.index.statusNow() != Status.RUNNING) {
            lease.close();
            return null;
        }
        return lease;
    }

    private synchronized Building build(Path file, Stamp stamp) {
        Building current = building.get(file);
        if (current != null && current.stamp.equals(stamp)) {
            return current;
        }
        Building begun = new Building(stamp);
        building.put(file, begun);
        Thread thread = new Thread(() -> run(file, begun), "traqo-ui-index");
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    private void run(Path file, Building begun) {
        boolean large = begun.stamp.size() > LARGE;
        Held built = null;
        try {
            if (large) {
                largeOnes.acquire();
            }
            try {
                int threads = Math.min(Runtime.getRuntime().availableProcessors(), 4);
                TraceIndex index = TraceIndex.open(file, threads, (done, total) -> {
                    begun.total = total;
                    begun.read = Math.max(begun.read, done);
                });
                built = new Held(index, begun.stamp);
            } finally {
                if (large) {
                    largeOnes.release();
                }
            }
            finished(file, begun, built);
            begun.done.complete(built);
        } catch (Throwable e) {
            finished(file, begun, null);
            begun.done.completeExceptionally(e);
        }
    }

    private void finished(Path file, Building begun, @Nullable Held built) {
        List<Held> old = new ArrayList<>();
        synchronized (this) {
            building.remove(file, begun);
            if (built != null && !closed) {
                Held before = held.put(file, built);
                if (before != null) {
                    old.add(before);
                }
                shrink(old);
            } else if (built != null) {
                old.add(built);
            }
            old.forEach(one -> one.kept = false);
        }
        old.forEach(this::closeIfUnused);
    }

    private void shrink(List<Held> old) {
        long spans = held.values().stream().mapToLong(one -> one.index.size()).sum();
        var eldest = held.entrySet().iterator();
        while (held.size() > 1 && (held.size() > MOST_FILES || spans > MOST_SPANS)) {
            Held one = eldest.next().getValue();
            spans -= one.index.size();
            eldest.remove();
            old.add(one);
        }
    }

    private @Nullable Lease await(Path file, Building current, long millis) throws IOException {
        try {
            Held built = current.done.get(millis, TimeUnit.MILLISECONDS);
            synchronized (this) {
                built.users++;
            }
            return new Lease(built);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + file + " was being indexed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                throw new Refusal(404, file.getFileName() + ": no longer there; it was moved or deleted.");
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void closeIfUnused(Held one) {
        synchronized (this) {
            if (one.kept || one.users > 0) {
                return;
            }
        }
        try {
            one.index.close();
        } catch (IOException e) {
            System.getLogger("dev.traqo.cli.ui").log(System.Logger.Level.DEBUG, "closing an index", e);
        }
    }

    @Override
    public void close() {
        List<Held> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(held.values());
            held.clear();
            all.forEach(one -> one.kept = false);
        }
        all.forEach(this::closeIfUnused);
    }
}
