package dev.traqo.cli.list;

import dev.traqo.read.TraceSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The traces of some files. A trace whose parent is among them stands under it, every other one is a root. */
public final class TraceList {

    /** Below this many files, starting threads takes longer than reading. */
    private static final int WORTH_THREADS = 64;

    /** Newest first; traces without a time last; then by file, so that the order is always the same. */
    private static final Comparator<Entry> NEWEST_FIRST = Comparator.comparing(
                    (Entry entry) -> entry.summary().start(), Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(entry -> entry.summary().file().toString());

    private final List<Entry> roots;
    private final List<String> unreadable;

    private TraceList(List<Entry> roots, List<String> unreadable) {
        this.roots = roots;
        this.unreadable = unreadable;
    }

    /**
     * Reads the summaries of the files, in parallel where there are many.
     *
     * @param done counts the files that have been read, for a progress display
     */
    public static TraceList of(List<Path> files, AtomicInteger done) {
        List<String> unreadable = new ArrayList<>();
        Stream<Path> stream = files.size() < WORTH_THREADS ? files.stream() : files.parallelStream();
        List<TraceSummary> summaries = stream.map(file -> read(file, unreadable, done))
                .flatMap(List::stream)
                .toList();
        unreadable.sort(null);
        return linked(summaries, unreadable);
    }

    /**
     * Links traces that were read before.
     *
     * @param unreadable what kept others from being read: one sentence for each
     */
    public static TraceList linked(List<TraceSummary> summaries, List<String> unreadable) {
        List<Entry> entries = new ArrayList<>(summaries.size());
        for (TraceSummary summary : summaries) {
            entries.add(new Entry(summary));
        }
        link(entries);
        List<Entry> roots = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.placed()) {
                roots.add(entry);
            }
            entry.children().sort(NEWEST_FIRST.reversed());
        }
        roots.sort(NEWEST_FIRST);
        return new TraceList(roots, unreadable);
    }

    /** The traces that no listed trace started, newest first. */
    public List<Entry> roots() {
        return roots;
    }

    /** What kept some files from being read: one sentence for each. */
    public List<String> unreadable() {
        return unreadable;
    }

    private static List<TraceSummary> read(Path file, List<String> unreadable, AtomicInteger done) {
        try {
            return TraceSummary.read(file);
        } catch (NoSuchFileException e) {
            // Deleted or archived since the folder was listed.
            return List.of();
        } catch (IOException | UncheckedIOException e) {
            synchronized (unreadable) {
                unreadable.add(file + ": cannot be read (" + e.getMessage() + "); check its permissions");
            }
            return List.of();
        } finally {
            done.incrementAndGet();
        }
    }

    private static void link(List<Entry> entries) {
        Map<Path, Entry> byStem = new HashMap<>();
        boolean anyChild = false;
        for (Entry entry : entries) {
            byStem.putIfAbsent(stem(entry.summary().file()), entry);
            anyChild |= entry.summary().isChild();
        }
        if (!anyChild) {
            return;
        }
        for (Entry entry : entries) {
            for (TraceSummary.Child child : entry.summary().children()) {
                place(entry, byStem.get(stem(beside(entry.summary().file(), child.file()))));
            }
        }
        for (Entry entry : entries) {
            String parent = entry.summary().parentFile();
            if (entry.summary().isChild() && parent != null) {
                place(byStem.get(stem(beside(entry.summary().file(), parent))), entry);
            }
        }
        // What is left: children that their parents name without a folder, or by a path of another machine.
        for (Entry entry : entries) {
            for (TraceSummary.Child child : entry.summary().children()) {
                Path resolved = unplaced(byStem, entry, child) ? child.resolved() : null;
                if (resolved != null) {
                    place(entry, byStem.get(stem(resolved)));
                }
            }
        }
    }

    private static boolean unplaced(Map<Path, Entry> byStem, Entry parent, TraceSummary.Child child) {
        return byStem.get(stem(beside(parent.summary().file(), child.file()))) == null;
    }

    private static void place(@Nullable Entry parent, @Nullable Entry child) {
        if (parent == null
                || child == null
                || child.placed()
                || !child.summary().isChild()) {
            return;
        }
        // Files that name each other as parents would vanish from the list together.
        if (!child.holds(parent)) {
            parent.place(child);
        }
    }

    private static Path beside(Path file, String named) {
        try {
            return file.resolveSibling(named);
        } catch (InvalidPathException e) {
            return file;
        }
    }

    /** The file's path without its ending: the same for a trace and its archive. */
    private static Path stem(Path file) {
        String path = file.toAbsolutePath().normalize().toString();
        String shorter = path.endsWith(".gz") ? path.substring(0, path.length() - 3) : path;
        return Path.of(shorter.endsWith(".jsonl") ? shorter.substring(0, shorter.length() - 6) : shorter);
    }
}
