package dev.traqo.cli.search;

import dev.traqo.read.TraceIndex;
import dev.traqo.read.TraceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The search of one file. A small one is one task. A large one is opened first, then pieces of its text are looked at by
 * several threads, at last an archive's second file by one.
 */
final class FileSearch {

    private static final long PIECE = 8 << 20;
    private static final long SMALL = 4 << 20;
    private static final long SMALL_ARCHIVE = 512 << 10;

    private final Search search;
    private final Path path;

    // Of the thread that submits.
    private boolean begun;
    private boolean submitted;
    private long nextFrom;

    /** Tasks that are not done, and one as long as there are more to submit. */
    private final AtomicInteger left = new AtomicInteger(1);

    private volatile boolean refused;
    private volatile @Nullable TraceText text;
    private Search.Source.@Nullable Opened index;

    FileSearch(Search search, Path path) {
        this.search = search;
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Whether there are no more tasks. */
    boolean submitted() {
        return submitted;
    }

    /** The next task; null while the file is being opened. */
    @Nullable
    Callable<Search.Piece> next() {
        if (!begun) {
            begun = true;
            submitted = isSmall();
            return submitted ? last(this::whole) : task(this::open, false);
        }
        TraceText opened = text;
        if (opened == null) {
            submitted = refused;
            return refused ? last(List::of) : null;
        }
        if (nextFrom < opened.length()) {
            long from = nextFrom;
            nextFrom = from + PIECE;
            return task(() -> found(opened, from, from + PIECE), false);
        }
        submitted = true;
        return last(this::inputs);
    }

    private boolean isSmall() {
        try {
            boolean archive = path.toString().endsWith(".gz");
            return Files.size(path) <= (archive ? SMALL_ARCHIVE : SMALL);
        } catch (IOException e) {
            return true; // the task will say so
        }
    }

    private interface Work {
        List<Hit> hits() throws IOException;
    }

    private Callable<Search.Piece> last(Work work) {
        Callable<Search.Piece> task = task(work, true);
        done();
        return task;
    }

    private Callable<Search.Piece> task(Work work, boolean last) {
        left.incrementAndGet();
        return () -> {
            List<Hit> hits = List.of();
            String name = "";
            try {
                if (!search.cancelled()) {
                    hits = work.hits();
                    name = hits.isEmpty() ? "" : name();
                }
            } catch (IOException e) {
                search.warn(path, e);
            } finally {
                done();
            }
            return new Search.Piece(this, hits, name, last);
        };
    }

    // ---- tasks

    private List<Hit> open() throws IOException {
        try {
            if (search.source().accepts(path)) {
                text = TraceText.open(path);
            }
        } finally {
            refused = text == null;
        }
        return List.of();
    }

    private List<Hit> whole() throws IOException {
        List<Hit> hits = new ArrayList<>();
        if (search.source().accepts(path)) {
            try (TraceText whole = TraceText.open(path)) {
                hits.addAll(found(whole, 0, whole.length()));
            }
            hits.addAll(inputs());
        }
        return hits;
    }

    private List<Hit> found(TraceText from, long begin, long end) throws IOException {
        long[] at = {Math.max(0, begin - 1)};
        TextScan.Source source = (into, offset, length) -> {
            int n = from.read(at[0], into, offset, length);
            at[0] += Math.max(0, n);
            return n;
        };
        List<Hit> hits = new ArrayList<>();
        for (TextScan.Line line : search.lines(source, begin, end)) {
            add(hits, index().rowAt(line.offset()), line);
        }
        return hits;
    }

    private List<Hit> inputs() throws IOException {
        List<Hit> hits = new ArrayList<>();
        try (InputStream second = path.toString().endsWith(".gz") ? TraceText.inputs(path) : null) {
            if (second != null) {
                for (TextScan.Line line : search.lines(second::read, 0, Long.MAX_VALUE)) {
                    int row = index().row(line.spanId());
                    if (row >= 0) {
                        add(hits, row, line);
                    }
                }
            }
        }
        return hits;
    }

    /** Lines that the index does not know were not understood: nobody could show the match. */
    private void add(List<Hit> hits, int row, TextScan.Line line) throws IOException {
        if (row < -1) {
            return;
        }
        TraceIndex known = index();
        for (LineScan.Match match : line.matches()) {
            hits.add(
                    row < 0
                            ? new Hit(-1, null, null, null, match.field(), match.snippet())
                            : new Hit(
                                    row,
                                    known.id(row),
                                    known.name(row),
                                    known.kind(row),
                                    match.field(),
                                    match.snippet()));
        }
    }

    private synchronized TraceIndex index() throws IOException {
        Search.Source.Opened opened = index;
        if (opened == null) {
            opened = search.source().open(path);
            index = opened;
        }
        return opened.index();
    }

    private String name() throws IOException {
        TraceIndex known = index();
        String name = known.traces().isEmpty() ? null : known.traces().get(0).name();
        if (name != null && !name.isEmpty()) {
            return name;
        }
        String file = String.valueOf(path.getFileName());
        return file.endsWith(".jsonl.gz") ? file.substring(0, file.length() - 9) : file.replaceFirst("\\.jsonl$", "");
    }

    // ---- its end

    /** No more tasks will be asked for. */
    void abandon() {
        submitted = true;
        done();
    }

    private void done() {
        if (left.decrementAndGet() == 0) {
            close();
        }
    }

    private synchronized void close() {
        try (TraceText first = text;
                Search.Source.Opened second = index) {
            text = null;
            index = null;
        } catch (IOException e) {
            search.warn(path, e);
        }
    }
}
