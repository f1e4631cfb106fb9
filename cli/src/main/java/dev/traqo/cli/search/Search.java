package dev.traqo.cli.search;

import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks for something in files, with several threads, and gives out what it finds in the order of the files and of their
 * lines. Belongs to the thread that asks it.
 *
 * <pre>{@code
 * try (Search search = new Search(query, files, 1000, source)) {
 *     while (!search.done()) {
 *         Found found = search.next(30);
 *         …
 *     }
 * }
 * }</pre>
 */
public final class Search implements AutoCloseable {

    /** Where the indexes come from that tell which span a line belongs to. */
    public interface Source {

        /** An index that stays open until this is closed. */
        interface Opened extends AutoCloseable {
            TraceIndex index();

            @Override
            void close() throws IOException;
        }

        /** Whether to look into this file at all. */
        boolean accepts(Path file);

        Opened open(Path file) throws IOException;
    }

    /**
     * What was found in a file, or in a part of it.
     *
     * @param name of its first trace, or of the file
     */
    public record Found(Path file, String name, List<Hit> hits) {}

    /**
     * How far it is.
     *
     * @param files that were looked into
     * @param bytes of text
     */
    public record Progress(int files, int ofFiles, long bytes) {}

    /** After so many lines that took too long, the others are not tried. */
    private static final int MOST_GIVEN_UP = 20;

    private static final int MOST_THREADS = 4;
    private static final int STACK = 4 << 20;
    private static final int PIECES_A_THREAD = 3;

    private final Query query;
    private final int limit;
    private final List<Path> files;
    private final ExecutorService executor;
    private final ThreadLocal<TextScan> scans;
    private final Deque<Future<Piece>> running = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final int most;
    private final Source source;
    private @Nullable FileSearch current;
    private int nextFile;
    private int filesDone;
    private int total;
    private volatile boolean cancelled;
    private boolean truncated;

    /** What one task found. */
    record Piece(FileSearch file, List<Hit> hits, String name, boolean last) {}

    /**
     * Begins.
     *
     * @param limit how many hits are given out at most
     */
    public Search(Query query, List<Path> files, int limit, Source source) {
        this.query = query;
        this.files = List.copyOf(files);
        this.limit = limit;
        this.source = source;
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        this.most = threads * PIECES_A_THREAD;
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(null, task, "traqo-ui-search", STACK);
            thread.setDaemon(true);
            return thread;
        });
        this.scans = ThreadLocal.withInitial(() -> new TextScan(query, () -> cancelled));
    }

    /** What is found next; null if nothing was for so many milliseconds, or nothing is left. */
    public @Nullable Found next(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        submit();
        while (!running.isEmpty()) {
            Piece piece;
            try {
                piece = running.element().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return null;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a file could not be searched", e.getCause());
            }
            running.remove();
            Found found = take(piece);
            if (truncated) {
                cancelled = true;
            }
            submit();
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private void submit() {
        while (running.size() < most && !cancelled) {
            FileSearch file = current;
            if (file == null) {
                if (nextFile == files.size()) {
                    return;
                }
                file = new FileSearch(this, files.get(nextFile++));
                current = file;
            }
            Callable<Piece> task = file.next();
            if (task == null) {
                return; // the file is being opened
            }
            running.add(executor.submit(task));
            if (file.submitted()) {
                current = null;
            }
        }
    }

    private @Nullable Found take(Piece piece) {
        if (piece.last()) {
            filesDone++;
        }
        List<Hit> hits = new ArrayList<>();
        for (Hit hit : piece.hits()) {
            if (isNew(piece.file().path(), hit)) {
                if (total == limit) {
                    truncated = true;
                    break;
                }
                total++;
                hits.add(hit);
            }
        }
        if (givenUp.get() > MOST_GIVEN_UP) {
            truncated = true;
        }
        return hits.isEmpty() ? null : new Found(piece.file().path(), piece.name(), hits);
    }

    /** The end of a span says again what its start has said. */
    private boolean isNew(Path file, Hit hit) {
        return switch (hit.field()) {
            case "id", "name", "kind", "tags", "metadata" ->
                hit.row() < 0 || seen.add(hit.row() + " " + hit.field() + " " + file);
            default -> true;
        };
    }

    /** Whether all was looked at, or as much as was wanted. */
    public boolean done() {
        return cancelled || running.isEmpty() && current == null && nextFile == files.size();
    }

    public Progress progress() {
        return new Progress(filesDone, files.size(), bytes.get());
    }

    /** How many hits were given out. */
    public int total() {
        return total;
    }

    /** Whether there is more than was given out. */
    public boolean truncated() {
        return truncated;
    }

    /** What could not be looked at: a sentence each. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        int lines = givenUp.get();
        if (lines > 0) {
            all.add("The expression took too long on " + (lines == 1 ? "one line" : lines + " lines")
                    + ", which may hold a match; make it simpler.");
        }
        return all;
    }

    // ---- for the threads that search

    Source source() {
        return source;
    }

    int limit() {
        return limit;
    }

    boolean cancelled() {
        return cancelled;
    }

    void warn(Path file, IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        warnings.add(file.getFileName() + ": cannot be read: " + message);
    }

    /** The lines with matches of a piece of text. */
    List<TextScan.Line> lines(TextScan.Source text, long from, long to) throws IOException {
        TextScan scan = scans.get();
        TextScan.Source counted = (into, offset, length) -> {
            int n = text.read(into, offset, length);
            bytes.addAndGet(Math.max(0, n));
            return n;
        };
        List<TextScan.Line> lines = scan.lines(counted, from, to, limit + 1);
        if (givenUp.addAndGet(scan.givenUp()) > MOST_GIVEN_UP) {
            return List.of();
        }
        return lines;
    }

    /** Stops within the time of a read. */
    @Override
    public void close() {
        cancelled = true;
        // Not interrupted: that would close the files under all who read them.
        executor.shutdown();
        FileSearch file = current;
        if (file != null && !file.submitted()) {
            file.abandon();
        }
        current = null;
    }
}
