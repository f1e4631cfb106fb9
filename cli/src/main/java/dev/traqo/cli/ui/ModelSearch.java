package dev.traqo.cli.ui;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds the models of many files behind the scenes, newest first: a list that waited for them would take several times
 * as long. Safe for any thread.
 */
final class ModelSearch {

    /** So often a list that is shown is worth asking for again. */
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** So long after a list was asked for, the processor belongs to it and to the page that shows it. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final AtomicBoolean searching = new AtomicBoolean();
    private final AtomicLong found = new AtomicLong();
    private volatile Collection<KnownFile> wanted = List.of();

    /** When a list was asked for last. */
    private volatile long lookedAt;

    /** Of the thread that searches: there is one at a time. */
    private volatile long restedAt = System.nanoTime() - WORK_NANOS;

    /** Begins with what has not been looked into. */
    void look(Collection<KnownFile> files) {
        wanted = files;
        lookedAt = System.nanoTime();
        if (files.stream().anyMatch(KnownFile::isModelsDue) && searching.compareAndSet(false, true)) {
            Thread thread = new Thread(this::search, "traqo-ui-models");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void search() {
        try {
            // Newer lists may have been asked for meanwhile.
            for (List<KnownFile> due = due(); !due.isEmpty(); due = due()) {
                search(due);
            }
        } finally {
            searching.set(false);
        }
    }

    private List<KnownFile> due() {
        return wanted.stream()
                .filter(KnownFile::isModelsDue)
                .sorted(Comparator.comparingLong(KnownFile::modified).reversed())
                .toList();
    }

    private void search(List<KnownFile> due) {
        boolean untold = false;
        long told = System.nanoTime();
        for (KnownFile file : due) {
            letOthersGoFirst();
            untold |= file.findModels();
            if (untold && System.nanoTime() - told > TELL_NANOS) {
                found.incrementAndGet();
                untold = false;
                told = System.nanoTime();
            }
        }
        if (untold) {
            found.incrementAndGet();
        }
    }

    /** Rests when a list was asked for, if it has not just rested: lists may be asked for all the time. */
    private void letOthersGoFirst() {
        long now = System.nanoTime();
        long left = lookedAt + QUIET_NANOS - now;
        if (left > 0 && now - restedAt > WORK_NANOS) {
            LockSupport.parkNanos(left);
            restedAt = System.nanoTime();
        }
    }

    /** Changes when lists show more than before. */
    long found() {
        return found.get();
    }
}
