package dev.traqo.cli.ui;

import dev.traqo.cli.search.Hit;
import dev.traqo.cli.search.Query;
import dev.traqo.cli.search.Search;
import dev.traqo.read.Json;
import dev.traqo.read.TraceIndex;
import dev.traqo.store.LocalStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code api/search}: looks for words in one trace or in all, and tells what it finds as it finds it. */
final class SearchEndpoint implements Endpoint {

    private static final int USUAL_LIMIT = 1000;
    private static final int MOST = 10_000;
    private static final int LONGEST = 1000;

    /** That the client has gone shows when something is sent; twice this long after, nobody searches any more. */
    private static final long HEARTBEAT_MILLIS = 30;

    private static final long PROGRESS_NANOS = 200_000_000;

    /** More at a time would only take turns on the cores. */
    private static final int AT_A_TIME = 3;

    private final Roots roots;
    private final IndexSource indexes;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    SearchEndpoint(Roots roots, IndexSource indexes) {
        this.roots = roots;
        this.indexes = indexes;
    }

    @Override
    public void answer(Request request) throws IOException {
        Query query = query(request);
        int limit = request.number("limit", USUAL_LIMIT);
        if (limit < 1 || limit > MOST) {
            throw new Refusal(400, "The parameter 'limit' must be 1 to " + MOST + ".");
        }
        boolean all = all(request);
        List<Path> files = all ? LocalStore.of(request.dir()).list() : List.of(request.file());
        try (OutputStream out = request.stream("application/x-ndjson")) {
            run(out, query, files, limit, new Files(!all));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is being closed
        }
    }

    private static boolean all(Request request) {
        String scope = request.parameter("scope");
        if (scope != null && !scope.equals("trace") && !scope.equals("all")) {
            throw new Refusal(400, "The parameter 'scope' must be 'trace' or 'all'.");
        }
        return "all".equals(scope);
    }

    private static Query query(Request request) {
        String q = request.required("q");
        if (q.length() > LONGEST) {
            throw new Refusal(400, "The search is longer than " + LONGEST + " characters; shorten it.");
        }
        if (!request.flag("re")) {
            return Query.text(q, request.flag("case"));
        }
        try {
            return Query.expression(q, request.flag("case"));
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "The expression is not valid: " + e.getMessage() + ".");
        }
    }

    private void run(OutputStream out, Query query, List<Path> files, int limit, Files source)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!turns.tryAcquire(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS)) {
            heartbeat(out);
        }
        try (Search search = new Search(query, files, limit, source)) {
            long told = began;
            while (!search.done()) {
                Search.Found found = search.next(HEARTBEAT_MILLIS);
                if (found != null) {
                    write(out, line(found));
                }
                if (System.nanoTime() - told > PROGRESS_NANOS) {
                    told = System.nanoTime();
                    write(out, Map.of("progress", map(search.progress())));
                } else if (found == null && !search.done()) {
                    heartbeat(out);
                }
            }
            Map<String, Object> end = new LinkedHashMap<>();
            end.put("done", true);
            end.put("total", search.total());
            end.put("truncated", search.truncated());
            end.put("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            end.put("warnings", search.warnings());
            write(out, end);
        } finally {
            turns.release();
        }
    }

    /** White space in front of the next line. */
    private static void heartbeat(OutputStream out) throws IOException {
        out.write(' ');
        out.flush();
    }

    private static void write(OutputStream out, Map<String, ?> line) throws IOException {
        out.write((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Map<String, @Nullable Object> line(Search.Found found) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("file", roots.relative(found.file()));
        map.put("name", found.name());
        map.put("hits", found.hits().stream().map(SearchEndpoint::map).toList());
        return map;
    }

    private static Map<String, @Nullable Object> map(Hit hit) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("row", hit.row());
        map.put("id", hit.id());
        map.put("span", hit.span());
        map.put("kind", hit.kind());
        map.put("field", hit.field());
        map.put("before", hit.snippet().before());
        map.put("match", hit.snippet().match());
        map.put("after", hit.snippet().after());
        return map;
    }

    private static Map<String, Object> map(Search.Progress progress) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("files", progress.files());
        map.put("ofFiles", progress.ofFiles());
        map.put("bytes", progress.bytes());
        return map;
    }

    /** Where the search gets files from. */
    private final class Files implements Search.Source {

        /** Indexes of small files are not worth keeping: that would drive out those that people look at. */
        private static final long LARGE = 64 << 20;

        private final boolean one;

        Files(boolean one) {
            this.one = one;
        }

        @Override
        public boolean accepts(Path file) {
            try {
                return one || Beginning.of(file).isTrace();
            } catch (IOException e) {
                return true; // said when it is read
            }
        }

        @Override
        public Opened open(Path file) throws IOException {
            if (!one && java.nio.file.Files.size(file) < LARGE) {
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
            IndexSource.Opened opened = indexes.open(file);
            return new Opened() {
                @Override
                public TraceIndex index() {
                    return opened.index();
                }

                @Override
                public void close() throws IOException {
                    opened.close();
                }
            };
        }
    }
}
