package dev.traqo.cli.ui;

import dev.traqo.cli.list.TraceList;
import dev.traqo.read.TraceSummary;
import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of all traces in a folder, kept in memory: a file is read again when it has changed. Safe for any
 * thread.
 */
final class Catalogue {

    /** Below this many files, starting threads takes longer than reading. */
    private static final int WORTH_THREADS = 64;

    private final Roots roots;
    private final Map<Path, KnownFile> known = new ConcurrentHashMap<>();
    private final ModelSearch models = new ModelSearch();
    private volatile @Nullable Snapshot last;

    /** How many times models had been found when the last list was asked for. */
    private volatile long modelsShown;

    Catalogue(Roots roots) {
        this.roots = roots;
    }

    /**
     * The traces at one moment.
     *
     * @param rows each trace, children behind their parents
     * @param warnings one sentence for each file that could not be read
     * @param files what they were read from
     */
    record Snapshot(List<Row> rows, List<String> warnings, Map<Path, KnownFile> files) {}

    /** The traces as they are now. */
    Snapshot now() throws IOException {
        List<LocalStore.Entry> entries = LocalStore.of(roots.root()).entries();
        Stream<LocalStore.Entry> stream = entries.size() < WORTH_THREADS ? entries.stream() : entries.parallelStream();
        List<KnownFile> current = stream.map(this::current).toList();
        Map<Path, KnownFile> files = new HashMap<>(current.size() * 2);
        current.forEach(file -> files.put(file.file(), file));
        modelsShown = models.found();
        models.look(current);
        Snapshot before = last;
        if (before != null && before.files.equals(files)) {
            return before;
        }
        known.keySet().retainAll(files.keySet());
        Snapshot snapshot = link(current, files);
        last = snapshot;
        return snapshot;
    }

    private KnownFile current(LocalStore.Entry entry) {
        KnownFile.Version version = KnownFile.Version.of(entry.attributes());
        return known.compute(
                entry.file(),
                (file, before) -> before == null ? KnownFile.read(file, version) : before.refreshed(version));
    }

    /** Changes when a list of the same files would name more models. */
    long modelsFound() {
        return models.found();
    }

    private Snapshot link(Collection<KnownFile> files, Map<Path, KnownFile> byPath) {
        List<TraceSummary> summaries = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        IdentityHashMap<TraceSummary, Row.Origin> origins = new IdentityHashMap<>();
        for (KnownFile file : files) {
            String problem = file.problem();
            if (problem != null) {
                warnings.add(problem);
            }
            String name = Objects.requireNonNullElse(roots.relative(file.file()), "");
            int parts = file.traces().size();
            for (int part = 0; part < parts; part++) {
                TraceSummary summary = file.traces().get(part);
                summaries.add(summary);
                origins.put(summary, new Row.Origin(name, part, parts, part == 0 ? file.preview() : null, file));
            }
        }
        return new Snapshot(
                Row.all(TraceList.linked(summaries, List.of()).roots(), origins), List.copyOf(warnings), byPath);
    }

    /**
     * Changes when the traces of this folder do, in whatever way. Cheaper than {@link #now}: no file is read. It is the
     * same before and after {@link #now}.
     */
    long signature(Path folder) {
        long signature = models.found();
        try {
            for (LocalStore.Entry entry : LocalStore.of(folder).entries()) {
                KnownFile.Version version = KnownFile.Version.of(entry.attributes());
                KnownFile file = known.get(entry.file());
                signature += file == null ? KnownFile.signature(entry.file(), version) : file.signatureNow(version);
            }
        } catch (IOException e) {
            // The folder is gone, and all that was in it.
        }
        return signature;
    }

    /** The signature of what the last list showed; of now if there was none. */
    long lastSignature(Path folder) {
        Snapshot snapshot = last;
        if (snapshot == null) {
            return signature(folder);
        }
        long signature = modelsShown;
        for (KnownFile file : snapshot.files.values()) {
            signature += file.file().startsWith(folder) ? file.signature() : 0;
        }
        return signature;
    }
}
