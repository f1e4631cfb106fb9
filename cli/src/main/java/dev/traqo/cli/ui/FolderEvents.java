package dev.traqo.cli.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code api/events?dir=}: says when the traces of a folder have changed, at most once a second. All who watch the same
 * folder share one thread that looks at it; there is none while nobody watches.
 */
final class FolderEvents implements Endpoint {

    private static final long POLL_MILLIS = 1000;

    /** Looking at a folder of many thousands takes at most this part of the time. */
    private static final int REST = 20;

    /** Who comes this soon after a change may have asked for the list before it. */
    private static final long RECENT_MILLIS = 10_000;

    private final Catalogue catalogue;
    private final Map<Path, Watcher> watchers = new HashMap<>();

    FolderEvents(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void answer(Request request) throws IOException {
        // Before the answer begins: what changes from then on is told.
        Watcher watcher = join(request.dir());
        try (ServerSentEvents events = ServerSentEvents.answer(request)) {
            long seen = watcher.begin();
            while (true) {
                long now = watcher.await(seen, ServerSentEvents.HEARTBEAT_MILLIS);
                if (now == seen) {
                    events.heartbeat();
                } else {
                    seen = now;
                    events.send("traces", null, Map.of());
                }
            }
        } catch (InterruptedException e) {
            // The server is being closed.
            Thread.currentThread().interrupt();
        } finally {
            leave(watcher);
        }
    }

    private Watcher join(Path folder) {
        synchronized (watchers) {
            Watcher watcher = watchers.computeIfAbsent(folder, Watcher::new);
            if (watcher.clients++ == 0) {
                watcher.thread.start();
            }
            return watcher;
        }
    }

    private void leave(Watcher watcher) {
        synchronized (watchers) {
            if (--watcher.clients == 0) {
                watchers.remove(watcher.folder);
                watcher.thread.interrupt();
            }
        }
    }

    /** Looks at one folder again and again. */
    private final class Watcher {
        private final Path folder;
        private final Thread thread = new Thread(this::look, "traqo-ui-folder");

        /** Guarded by the map of watchers. */
        private int clients;

        private long changes;
        private long changedAt = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(RECENT_MILLIS);

        /** What was told, or known to those who ask for the list. Of the thread alone once it runs. */
        private long signature;

        Watcher(Path folder) {
            this.folder = folder;
            this.signature = catalogue.lastSignature(folder);
            thread.setDaemon(true);
        }

        /** What a new client has seen: not the last change if it is quite new. */
        synchronized long begin() {
            boolean recent = System.nanoTime() - changedAt < TimeUnit.MILLISECONDS.toNanos(RECENT_MILLIS);
            return recent ? changes - 1 : changes;
        }

        /** The number of changes, as soon as it is not the one that is known, or after so long. */
        synchronized long await(long known, long millis) throws InterruptedException {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            while (changes == known) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
            return changes;
        }

        private synchronized void changed() {
            changes++;
            changedAt = System.nanoTime();
            notifyAll();
        }

        private void look() {
            try {
                while (true) {
                    long began = System.nanoTime();
                    long now = catalogue.signature(folder);
                    if (now != signature) {
                        signature = now;
                        changed();
                    }
                    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                    Thread.sleep(Math.max(POLL_MILLIS, took * REST));
                }
            } catch (InterruptedException e) {
                // The last client has gone.
            }
        }
    }
}
