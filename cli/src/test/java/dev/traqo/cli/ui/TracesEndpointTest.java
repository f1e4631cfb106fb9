package dev.traqo.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code api/traces} as a page asks for it. */
class TracesEndpointTest {

    private static final String STATS = "{\"spans\":1,\"total_cost\":0.5}";

    @TempDir
    Path dir;

    private Path root;
    private Viewer viewer;
    private RawHttp http;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectories(dir.resolve("root")).toRealPath();
        viewer = Viewer.start(Samples.settings(root, Samples.pages(dir.resolve("pages"))));
        http = new RawHttp(viewer.port());
    }

    @AfterEach
    void stop() {
        viewer.close();
    }

    private Map<?, ?> list(String query) throws IOException {
        RawHttp.Answer answer = http.get("/api/traces?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static List<Map<?, ?>> rows(Map<?, ?> list) {
        List<Map<?, ?>> rows = new ArrayList<>();
        ((List<?>) list.get("traces")).forEach(row -> rows.add((Map<?, ?>) row));
        return rows;
    }

    private static List<Object> names(Map<?, ?> list) {
        return rows(list).stream().<Object>map(row -> row.get("name")).toList();
    }

    private void trace(String name, int minute, double seconds, String status, double cost, String also)
            throws IOException {
        Samples.write(
                root.resolve(name + ".jsonl"),
                Samples.trace(name, Samples.START.plusSeconds(60L * minute), seconds, status, cost, also));
    }

    /** Five traces whose orders all differ. */
    private void five() throws IOException {
        trace("alpha", 0, 5, "ok", 0.3, ",\"tags\":[\"prod\",\"eu\"],\"thread_id\":\"t1\",\"release\":\"1.4\"");
        trace("beta", 1, 1, "error", 0.1, ",\"tags\":[\"prod\"],\"input\":{\"question\":\"Where is my ORDER?\"}");
        trace("Gamma", 2, 3, "ok", 0.5, ",\"thread_id\":\"t1\"");
        Samples.write(root.resolve("delta.jsonl"), Samples.running("delta"));
        Samples.write(
                root.resolve("epsilon.jsonl"),
                "{\"type\":\"trace_start\",\"ts\":\"2026-11-22T10:03:00Z\",\"name\":\"epsilon\",\"host\":\"gone\"}\n");
    }

    @Test
    void row_hasAllThatTheProtocolPromises() throws IOException {
        trace(
                "beta",
                1,
                1.5,
                "error",
                0.25,
                ",\"tags\":[\"prod\"],\"thread_id\":\"t\",\"release\":\"1.4\",\"input\":\"Hi\"");

        Map<?, ?> row = rows(list("")).get(0);
        assertThat(row.keySet())
                .extracting(String::valueOf)
                .containsExactly(
                        "file",
                        "part",
                        "parts",
                        "traceId",
                        "name",
                        "status",
                        "start",
                        "duration",
                        "totals",
                        "tags",
                        "models",
                        "thread",
                        "release",
                        "preview",
                        "error",
                        "children",
                        "bytes");
        assertThat(row.get("file")).isEqualTo("beta.jsonl");
        assertThat(row.get("part")).isEqualTo(0L);
        assertThat(row.get("parts")).isEqualTo(1L);
        assertThat(row.get("status")).isEqualTo("error");
        assertThat(row.get("start")).isEqualTo((Samples.START.getEpochSecond() + 60) * 1_000_000);
        assertThat(row.get("duration")).isEqualTo(1_500_000L);
        assertThat(((Map<?, ?>) row.get("totals")).get("inputTokens")).isEqualTo(10L);
        assertThat(((Map<?, ?>) row.get("totals")).get("cost")).isEqualTo(0.25);
        assertThat(row.get("tags")).isEqualTo(List.of("prod"));
        assertThat(row.get("thread")).isEqualTo("t");
        assertThat(row.get("release")).isEqualTo("1.4");
        assertThat(row.get("preview")).isEqualTo("IOException: disk full");
        assertThat(row.get("error")).isEqualTo(Map.of("type", "java.io.IOException", "message", "disk full"));
        assertThat(row.get("bytes")).isEqualTo(Files.size(root.resolve("beta.jsonl")));
    }

    /** U1: a trace without end is neither ok nor without spans. */
    @Test
    void runningAndCrashedTraces_areShownAsWhatTheyAre() throws IOException {
        five();
        Map<?, ?> list = list("sort=name");
        assertThat(names(list)).containsExactly("alpha", "beta", "delta", "epsilon", "Gamma");
        assertThat(rows(list))
                .extracting(row -> (Object) row.get("status"))
                .containsExactly("ok", "error", "running", "crashed", "ok");
        assertThat(rows(list).get(2).get("duration")).isNull();
        assertThat(rows(list).get(3).get("duration")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'',delta epsilon Gamma beta alpha",
        "start,alpha beta Gamma epsilon delta",
        "name,alpha beta delta epsilon Gamma",
        "-name,Gamma epsilon delta beta alpha",
        "cost,delta epsilon beta alpha Gamma",
        "-cost,Gamma alpha beta delta epsilon",
        "duration,beta Gamma alpha delta epsilon",
        "-duration,alpha Gamma beta delta epsilon",
        "status,beta epsilon delta Gamma alpha",
        "-status,Gamma alpha delta epsilon beta"
    })
    void sort_unknownLast_thenByFile(String sort, String expected) throws IOException {
        five();
        assertThat(names(list("sort=" + sort))).containsExactly((Object[]) expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "status=error,beta",
        "status=error&status=crashed,beta epsilon",
        "status=running,delta",
        "tag=prod,alpha beta",
        "tag=prod&tag=eu,alpha",
        "thread=t1,alpha Gamma",
        "minCost=0.3,alpha Gamma",
        "maxCost=0.3&minCost=0.01,alpha beta",
        "minDuration=3000000,alpha Gamma",
        "maxDuration=3000000,beta Gamma",
        "q=order,beta",
        "q=GAMMA,Gamma",
        "q=1.4,alpha",
        "q=prod+beta,beta",
        "q=epsilon.jsonl,epsilon",
        "q=disk+full,beta",
        "q=nothing,''"
    })
    void filter_keepsWhatMatches(String query, String expected) throws IOException {
        five();
        Map<?, ?> list = list("sort=name&" + query);
        assertThat(names(list)).containsExactly(expected.isEmpty() ? new Object[0] : expected.split(" "));
        assertThat(list.get("matching")).isEqualTo((long) names(list).size());
        assertThat(list.get("total")).isEqualTo(5L);
    }

    @Test
    void time_narrowsTheListButNotTheHistogram() throws IOException {
        for (int minute = 0; minute < 60; minute++) {
            trace("run" + minute, minute, 1, minute % 2 == 0 ? "ok" : "error", 0, "");
        }
        long start = Samples.START.getEpochSecond() * 1_000_000;
        Map<?, ?> list = list("from=" + (start + 600_000_000L) + "&to=" + (start + 1_200_000_000L));

        assertThat(list.get("matching")).isEqualTo(10L);
        Map<?, ?> histogram = (Map<?, ?>) list.get("histogram");
        List<?> buckets = (List<?>) histogram.get("buckets");
        assertThat(buckets).hasSize(60);
        assertThat(buckets.stream()
                        .mapToLong(bucket -> (Long) ((Map<?, ?>) bucket).get("count"))
                        .sum())
                .isEqualTo(60);
        assertThat(buckets.stream()
                        .mapToLong(bucket -> (Long) ((Map<?, ?>) bucket).get("errors"))
                        .sum())
                .isEqualTo(30);
        assertThat(histogram.get("from")).isEqualTo(start);
        assertThat((Long) histogram.get("to")).isGreaterThan(start + 59 * 60_000_000L);
    }

    @Test
    void histogram_ofOneMoment_isOneBucket_ofNothing_isNull() throws IOException {
        assertThat(list("").get("histogram")).isNull();
        trace("one", 0, 1, "ok", 0, "");
        Map<?, ?> histogram = (Map<?, ?>) list("").get("histogram");
        assertThat(histogram.get("buckets")).isEqualTo(List.of(Map.of("count", 1L, "errors", 0L)));
    }

    @Test
    void facetsAndTotals_areOfAllAndOfWhatMatches() throws IOException {
        five();
        Map<?, ?> list = list("tag=prod&limit=1");
        Map<?, ?> facets = (Map<?, ?>) list.get("facets");

        assertThat(facets.get("tags"))
                .isEqualTo(List.of(Map.of("value", "prod", "count", 2L), Map.of("value", "eu", "count", 1L)));
        assertThat(facets.get("statuses"))
                .isEqualTo(List.of(
                        Map.of("value", "ok", "count", 2L),
                        Map.of("value", "crashed", "count", 1L),
                        Map.of("value", "error", "count", 1L),
                        Map.of("value", "running", "count", 1L)));
        assertThat((double) ((Map<?, ?>) list.get("totals")).get("cost")).isEqualTo(0.4);
        assertThat(((Map<?, ?>) list.get("totals")).get("spans")).isEqualTo(6L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-start", "name", "-cost", "duration", "status"})
    void pages_holdEachTraceOnce(String sort) throws IOException {
        for (int i = 0; i < 23; i++) {
            trace("run" + i, i / 2, i % 3, i % 4 == 0 ? "error" : "ok", i % 5, "");
        }
        Set<Object> seen = new LinkedHashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            Map<?, ?> page = list("limit=5&sort=" + sort + "&cursor=" + cursor);
            rows(page).forEach(row -> assertThat(seen.add(row.get("file"))).isTrue());
            assertThat(page.get("matching")).isEqualTo(23L);
            cursor = (String) page.get("cursor");
            pages++;
        } while (cursor != null);

        assertThat(pages).isEqualTo(5);
        assertThat(seen).hasSize(23);
        List<Object> whole = rows(list("limit=500&sort=" + sort)).stream()
                .<Object>map(row -> row.get("file"))
                .toList();
        assertThat(new ArrayList<>(seen)).isEqualTo(whole);
    }

    @Test
    void newTraces_moveNothingOnLaterPages() throws IOException {
        for (int i = 0; i < 6; i++) {
            trace("run" + i, i, 1, "ok", 0, "");
        }
        Map<?, ?> first = list("limit=3");
        trace("new", 100, 1, "ok", 0, "");
        Files.delete(root.resolve("run5.jsonl"));
        Map<?, ?> second = list("limit=3&cursor=" + first.get("cursor"));

        assertThat(names(first)).containsExactly("run5", "run4", "run3");
        assertThat(names(second)).containsExactly("run2", "run1", "run0");
        assertThat(second.get("cursor")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sort=size",
                "sort=-",
                "status=bad",
                "cursor=xyz",
                "cursor=W10",
                "limit=x",
                "minCost=much",
                "from=now"
            })
    void wrongParameters_areBadRequests(String query) throws IOException {
        RawHttp.Answer answer = http.get("/api/traces?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("'" + query.substring(0, query.indexOf('=')) + "'");
    }

    @Test
    void cursorOfAnotherOrder_isABadRequest() throws IOException {
        five();
        Object cursor = list("limit=1").get("cursor");
        assertThat(http.get("/api/traces?sort=name&cursor=" + cursor).status()).isEqualTo(400);
    }

    /** U4. */
    @ParameterizedTest
    @ValueSource(strings = {"with space", "100%", "%41", "a#b", "a?b&c=d", "ünï→✓😀", "a+b", "it's \"quoted\"", "..x"})
    void oddNames_areFoldersLikeOthers(String name) throws IOException {
        Samples.write(root.resolve(name).resolve(name + ".jsonl"), Samples.trace("run"));
        Map<?, ?> all = list("");
        boolean hidden = name.startsWith(".");
        assertThat(all.get("folders")).isEqualTo(hidden ? List.of() : List.of(Map.of("name", name, "traces", 1L)));
        if (hidden) {
            return;
        }
        Map<?, ?> folder = list("dir=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        assertThat(folder.get("dir")).isEqualTo(name);
        assertThat(rows(folder))
                .extracting(row -> (Object) row.get("file"))
                .containsExactly(name + "/" + name + ".jsonl");
    }

    @Test
    void folders_holdWhatTheirOwnListShows() throws IOException {
        Samples.write(root.resolve("a/x/run.jsonl"), Samples.trace("one"));
        Samples.write(root.resolve("a/run.jsonl"), Samples.trace("two"));
        Samples.write(root.resolve("ab/run.jsonl"), Samples.trace("three"));
        Samples.write(root.resolve("run.jsonl"), Samples.trace("four"));

        assertThat(list("").get("folders"))
                .isEqualTo(List.of(Map.of("name", "a", "traces", 2L), Map.of("name", "ab", "traces", 1L)));
        assertThat(names(list("dir=a&sort=name"))).containsExactly("one", "two");
        assertThat(list("dir=a").get("folders")).isEqualTo(List.of(Map.of("name", "x", "traces", 1L)));
        assertThat(http.get("/api/traces?dir=none").status()).isEqualTo(404);
        assertThat(http.get("/api/traces?dir=..").status()).isEqualTo(404);
        assertThat(http.get("/api/traces?dir=a/../a").status()).isEqualTo(404);
    }

    private static String start(String name, String parent) {
        return "{\"type\":\"trace_start\",\"trace_id\":\"%s\",\"ts\":\"2026-11-22T10:00:00Z\",\"name\":\"%s\"%s}\n"
                .formatted(name, name, parent == null ? "" : ",\"parent\":{\"file\":\"" + parent + "\"}");
    }

    private static String end(String name, String... children) {
        StringBuilder list = new StringBuilder();
        for (String child : children) {
            list.append(list.isEmpty() ? "" : ",")
                    .append("{\"name\":\"c\",\"file\":\"" + child + "\",\"status\":\"ok\"}");
        }
        return "{\"type\":\"trace_end\",\"trace_id\":\"%s\",\"ts\":\"2026-11-22T10:00:01Z\",\"duration_s\":1,\"status\":\"ok\",\"stats\":%s,\"children\":[%s]}\n"
                .formatted(name, STATS, list);
    }

    /** U5: children of children, and in other folders. */
    @Test
    void children_areUnderTheirParents_unlessAllIsAsked() throws IOException {
        Samples.write(root.resolve("top.jsonl"), start("top", null) + end("top", "agents/child.jsonl"));
        Samples.write(
                root.resolve("agents/child.jsonl"), start("child", "../top.jsonl") + end("child", "grandchild.jsonl"));
        Samples.write(root.resolve("agents/grandchild.jsonl"), start("grandchild", "child.jsonl") + end("grandchild"));

        Map<?, ?> list = list("");
        assertThat(names(list)).containsExactly("top");
        assertThat(rows(list).get(0).get("children")).isEqualTo(1L);
        assertThat(list.get("total")).isEqualTo(1L);
        Map<?, ?> all = list("all=1&sort=name");
        assertThat(names(all)).containsExactly("child", "grandchild", "top");
        // A trace's totals include its children.
        assertThat(((Map<?, ?>) all.get("totals")).get("cost")).isEqualTo(0.5);
        // In a folder without its parent, a child is where to begin.
        assertThat(names(list("dir=agents"))).containsExactly("child");
        assertThat(list.get("folders")).isEqualTo(List.of(Map.of("name", "agents", "traces", 1L)));
    }

    /** U9. */
    @Test
    void rawFileBesideAnOldArchive_isTheOneThatIsShown() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Samples.trace("old").getBytes(StandardCharsets.UTF_8));
        }
        Files.write(root.resolve("run.jsonl.gz"), bytes.toByteArray());
        assertThat(names(list(""))).containsExactly("old");

        Samples.write(root.resolve("run.jsonl"), Samples.running("live"));
        assertThat(names(list(""))).containsExactly("live");
        Files.delete(root.resolve("run.jsonl"));
        assertThat(names(list(""))).containsExactly("old");
    }

    @Test
    void severalTracesInAFile_areRowsOfTheirOwn() throws IOException {
        Samples.write(root.resolve("run.jsonl"), Samples.trace("first") + Samples.trace("second"));
        Map<?, ?> list = list("");

        assertThat(names(list)).containsExactly("first", "second");
        assertThat(rows(list)).extracting(row -> (Object) row.get("part")).containsExactly(0L, 1L);
        assertThat(rows(list)).allSatisfy(row -> assertThat(row.get("parts")).isEqualTo(2L));
        Map<?, ?> page = list("limit=1");
        assertThat(names(list("limit=1&cursor=" + page.get("cursor")))).containsExactly("second");
    }

    /** S2, and "held up": nothing but traces, and nothing through links. */
    @Test
    void onlyTracesInside_areListed() throws IOException {
        five();
        Path outside = Samples.write(dir.resolve("outside/x.jsonl"), Samples.trace("outside"));
        Files.createSymbolicLink(root.resolve("link.jsonl"), outside);
        Files.createSymbolicLink(root.resolve("linked"), outside.getParent());
        Samples.write(root.resolve("secrets.jsonl"), "{\"key\":\"value\"}\n");
        Samples.write(root.resolve("secrets.json"), "{\"key\":\"value\"}\n");
        Samples.write(root.resolve(".hidden/run.jsonl"), Samples.trace("hidden"));
        Samples.write(root.resolve(".hidden.jsonl"), Samples.trace("hidden"));

        assertThat(names(list("all=1&sort=name"))).containsExactly("alpha", "beta", "delta", "epsilon", "Gamma");
        assertThat(names(list("all=1&sort=name"))).hasSize(5);
        assertThat(list("").get("warnings")).isEqualTo(List.of());
        assertThat(list("").get("folders")).isEqualTo(List.of());
    }

    @Test
    void changedFile_isReadAgain() throws IOException {
        Path file = Samples.write(root.resolve("run.jsonl"), Samples.running("run"));
        assertThat(rows(list("")).get(0).get("status")).isEqualTo("running");

        Files.writeString(file, Samples.trace("run"));
        assertThat(rows(list("")).get(0).get("status")).isEqualTo("ok");

        Files.delete(file);
        assertThat(rows(list(""))).isEmpty();
    }

    /** Nothing in the file says so: its writer is silent, or gone. */
    @Test
    void runningTraceWhoseWriterIsGone_isCrashed() throws IOException {
        Path file = root.resolve("run.jsonl");
        Files.writeString(
                file,
                "{\"type\":\"trace_start\",\"ts\":\"2026-11-22T10:00:00Z\",\"name\":\"run\",\"host\":\"other\"}\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        assertThat(rows(list("")).get(0).get("status")).isEqualTo("running");

        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(120)));
        assertThat(rows(list("")).get(0).get("status")).isEqualTo("crashed");
    }

    @Test
    void manyTraces_areCounted() throws IOException {
        for (int i = 0; i < 1000; i++) {
            Samples.write(
                    root.resolve("day-" + i % 10 + "/run-" + i + ".jsonl"),
                    Samples.trace("run-" + i, Samples.START.plusSeconds(i), 1, "ok", 0.001, ""));
        }
        Map<?, ?> list = list("limit=500");

        assertThat(list.get("matching")).isEqualTo(1000L);
        assertThat(rows(list)).hasSize(500);
        assertThat((List<?>) list.get("folders")).hasSize(10);
        assertThat(((Map<?, ?>) list.get("totals")).get("spans")).isEqualTo(3000L);
    }

    @Test
    void about_saysWhatIsServed() throws IOException {
        Map<?, ?> about = http.get("/api/about").json();
        assertThat(about.get("version")).isEqualTo("test");
        assertThat(about.get("root")).isEqualTo(root.toString());
        assertThat(about.containsKey("file")).isTrue();
        assertThat(about.get("file")).isNull();
    }
}
