package dev.traqo.cli.search;

import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A search that has run to its end. */
final class Searched {

    final List<Search.Found> found = new ArrayList<>();
    final List<String> warnings;
    final int total;
    final boolean truncated;
    final Search.Progress progress;

    Searched(Query query, int limit, List<Path> files) {
        try (Search search = new Search(query, files, limit, new Opening())) {
            while (!search.done()) {
                Search.Found next = search.next(1000);
                if (next != null) {
                    found.add(next);
                }
            }
            warnings = search.warnings();
            total = search.total();
            truncated = search.truncated();
            progress = search.progress();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Searched of(String word, Path... files) {
        return new Searched(Query.text(word, false), 1000, List.of(files));
    }

    static Searched expression(String expression, Path... files) {
        return new Searched(Query.expression(expression, false), 1000, List.of(files));
    }

    List<Hit> hits() {
        return found.stream().flatMap(one -> one.hits().stream()).toList();
    }

    /** {@code row field before[match]after} */
    List<String> outlines() {
        return hits().stream()
                .map(hit -> hit.row() + " " + hit.field() + " " + hit.snippet().before() + "["
                        + hit.snippet().match() + "]" + hit.snippet().after())
                .toList();
    }

    private static final class Opening implements Search.Source {
        @Override
        public boolean accepts(Path file) {
            return true;
        }

        @Override
        public Opened open(Path file) throws IOException {
            TraceIndex index = TraceIndex.open(file, 1);
            return new Opened() {
                @Override
                public TraceIndex index() {
                    return index;
                }

                @Override
                public void close() throws IOException {
                    index.close();
                }
            };
        }
    }
}
