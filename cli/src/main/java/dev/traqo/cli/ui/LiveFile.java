package dev.traqo.cli.ui;

import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that is watched: one thread looks at it and indexes it anew when it has grown, whoever is interested waits for
 * that. Safe for any thread.
 */
final class LiveFile {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Indexing must not take more than this part of the time. */
    private static final int PAUSE = 10;

    /** Periods between two looks at a process that writes nothing. */
    private static final int STATUS_PERIODS = 10;

    private static final int FIRST_BYTES = 4096;
    private static final int LAST_BYTES = 256;

    private final Path file;
    private final Indexes indexes;

    /** Counts what waiters have not seen yet. */
    private long changes;

    /** Counts the files that had this name one after the other. */
    private long generation;

    private boolean gone;
    private int users;

    /** The thread that watches; an earlier one ends when it notices that it is not. */
    private @Nullable Thread watcher;

    private Indexes.@Nullable Lease lease;
    private byte[] first = new byte[0];
    private byte[] last = new byte[0];
    private long indexed;
    private long indexNanos;

    LiveFile(Path file, Indexes indexes) {
        this.file = file;
        this.indexes = indexes;
    }

    /**
     * How the file stood at one moment.
     *
     * @param lease to be closed by who asked; null if the file is gone
     * @param changes what to ask {@link #after} with
     * @param generation another number means another file
     */
    record Snapshot(Indexes.@Nullable Lease lease, long changes, long generation) implements AutoCloseable {

        boolean gone() {
            return lease == null;
        }

        @Override
        public void close() {
            if (lease != null) {
                lease.close();
            }
        }
    }

    /** Somebody is interested: begins to watch. */
    synchronized void join() throws IOException {
        if (users == 0) {
            release();
            index(indexes.open(file));
            gone = false;
            Thread thread = new Thread(this::watch, "traqo-ui-live");
            thread.setDaemon(true);
            watcher = thread;
            thread.start();
        }
        users++;
    }

    private void release() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }

    /** One less is. */
    synchronized void leave() {
        users--;
        notifyAll();
    }

    synchronized Snapshot now() {
        Indexes.Lease current = lease;
        return new Snapshot(gone || current == null ? null : current.again(), changes, generation);
    }

    /** What comes after a snapshot; null if nothing has after this long. */
    synchronized @Nullable Snapshot after(Snapshot seen, long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (changes == seen.changes) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return now();
    }

    private void watch() {
        try {
            for (long round = 1; pause(); round++) {
                look(round % STATUS_PERIODS == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether anybody is still interested after the next period. */
    private synchronized boolean pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.timedWait(this, PERIOD_NANOS);
        if (watcher != Thread.currentThread()) {
            return false;
        }
        if (users == 0) {
            release();
        }
        return users > 0;
    }

    private void look(boolean status) {
        try {
            Stamp stamp = Stamp.of(file);
            Indexes.Lease known;
            boolean back;
            synchronized (this) {
                known = lease;
                back = gone;
            }
            if (known == null) {
                publish(fresh(), true);
                return;
            }
            boolean same = stamp.equals(known.stamp());
            boolean due = System.nanoTime() - indexed >= PAUSE * indexNanos;
            boolean died = status && same && TraceFacts.live(known.index()) && !stillRuns(known.index());
            if (back || died || !same && due) {
                boolean replaced = back || !same && !continues(known, stamp);
                Indexes.Lease fresh = fresh();
                publish(fresh, replaced || fresh.index().bytes() < known.index().bytes());
            }
        } catch (NoSuchFileException | Refusal e) {
            vanished();
        } catch (IOException e) {
            // Busy, or being replaced: the next look tells.
            System.getLogger("dev.traqo.cli.ui").log(System.Logger.Level.DEBUG, "watching " + file, e);
        }
    }

    private Indexes.Lease fresh() throws IOException {
        long begun = System.nanoTime();
        Indexes.Lease fresh = indexes.open(file);
        indexed = System.nanoTime();
        indexNanos = indexed - begun;
        return fresh;
    }

    private static boolean stillRuns(TraceIndex index) throws IOException {
        return index.statusNow() == dev.traqo.read.Status.RUNNING;
    }

    private synchronized void publish(Indexes.Lease fresh, boolean replaced) throws IOException {
        if (users == 0) {
            fresh.close();
            return;
        }
        release();
        index(fresh);
        generation += replaced ? 1 : 0;
        gone = false;
        changes++;
        notifyAll();
    }

    private synchronized void vanished() {
        if (!gone) {
            gone = true;
            changes++;
            notifyAll();
        }
    }

    private synchronized void index(Indexes.Lease fresh) throws IOException {
        lease = fresh;
        first = read(0, FIRST_BYTES);
        long end = Math.min(fresh.index().bytes(), fresh.stamp().size());
        last = read(Math.max(0, end - LAST_BYTES), (int) Math.min(end, LAST_BYTES));
    }

    /** Whether what was indexed is still there, with more behind it. */
    private boolean continues(Indexes.Lease known, Stamp stamp) throws IOException {
        if (!stamp.grownFrom(known.stamp())) {
            return false;
        }
        long end = Math.min(known.index().bytes(), known.stamp().size());
        byte[] begins = read(0, first.length);
        byte[] ends = read(Math.max(0, end - LAST_BYTES), last.length);
        return Arrays.equals(begins, first) && Arrays.equals(ends, last);
    }

    private byte[] read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
                // reads on
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
