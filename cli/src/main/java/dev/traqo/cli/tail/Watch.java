package dev.traqo.cli.tail;

import dev.traqo.cli.tail.Followed.Happening;
import dev.traqo.read.Status;
import dev.traqo.read.TraceSummary;
import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that are watched: one, or those of a folder, new ones as they appear. Not safe for several threads. */
public final class Watch implements AutoCloseable {

    private final @Nullable Path folder;
    private final Map<Path, Followed> followed = new LinkedHashMap<>();

    /** Size of each file that nothing was written to since it was first seen. */
    private final Map<Path, Long> resting = new HashMap<>();

    private Watch(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Watches one file. With {@code fromStart} nothing in it counts as known. */
    public static Watch ofFile(Path file, boolean fromStart) throws IOException {
        Watch watch = new Watch(null);
        watch.followed.put(file, Followed.open(file, fromStart ? 0 : Files.size(file)));
        return watch;
    }

    /** Watches a folder: the traces that are running in it, and new ones. */
    public static Watch ofFolder(Path folder, boolean fromStart) throws IOException {
        Watch watch = new Watch(folder);
        for (Path file : LocalStore.of(folder).list()) {
            long size = Files.size(file);
            List<TraceSummary> traces = TraceSummary.read(file);
            if (traces.get(traces.size() - 1).status() == Status.RUNNING) {
                watch.followed.put(file, Followed.open(file, fromStart ? 0 : size));
            } else {
                watch.resting.put(file, size);
            }
        }
        return watch;
    }

    /** Looks for new files, and for old ones that another trace is appended to. */
    public void refresh() throws IOException {
        if (folder == null) {
            return;
        }
        for (Path file : LocalStore.of(folder).list()) {
            if (followed.containsKey(file)) {
                continue;
            }
            Long known = resting.get(file);
            if (known == null || Files.size(file) > known) {
                resting.remove(file);
                followed.put(file, Followed.open(file, known == null ? 0 : known));
            }
        }
    }

    /** What was written since the last call, file by file. */
    public List<Happening> poll() throws IOException {
        List<Happening> happenings = new ArrayList<>();
        for (Iterator<Followed> each = followed.values().iterator(); each.hasNext(); ) {
            Followed file = each.next();
            happenings.addAll(file.poll());
            if (folder != null && file.ended()) {
                file.close();
                each.remove();
                resting.put(file.file(), Files.exists(file.file()) ? Files.size(file.file()) : 0L);
            }
        }
        return happenings;
    }

    /** The files that may grow. */
    public Iterable<Followed> files() {
        return followed.values();
    }

    /** Whether the one file has come to its end; never for a folder. */
    public boolean ended() {
        return folder == null && followed.values().stream().allMatch(Followed::ended);
    }

    /** Whether the one file's process is gone without an end of its trace; never for a folder. Reads the file. */
    public boolean crashed() throws IOException {
        if (folder != null) {
            return false;
        }
        for (Path file : followed.keySet()) {
            List<TraceSummary> traces = TraceSummary.read(file);
            if (traces.get(traces.size() - 1).status() == Status.CRASHED) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        for (Followed file : followed.values()) {
            file.close();
        }
    }
}
