package dev.traqo.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TokenUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTreeTest {

    private static final String START = """
            {"type":"trace_start","trace_id":"0123456789abcdef0123456789abcdef","ts":"2026-11-22T10:00:00.000000Z","name":"agent","format":1,"tags":["t"],"input":{"q":1}}
            """;

    @TempDir
    Path folder;

    @Test
    void tree_showsSpansBelowTheirParents() throws IOException {
        TraceTree tree = tree(
                START
                        + start("a", null)
                        + start("b", "a")
                        + start("c", "b")
                        + end("c", "b", "ok")
                        + end("b", "a", "error")
                        + start("d", "a")
                        + end("d", "a", "ok")
                        + end("a", null, "ok")
                        + "{\"type\":\"trace_end\",\"ts\":\"2026-11-22T10:00:09Z\",\"duration_s\":9.0,\"status\":\"ok\",\"output\":5}\n");

        assertThat(outline(tree)).containsExactly("a", "  b", "    c", "  d");
        assertThat(tree.name()).isEqualTo("agent");
        assertThat(tree.traceId()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(tree.status()).isEqualTo(Status.OK);
        assertThat(tree.durationMicros()).isEqualTo(9_000_000);
        assertThat(tree.start()).containsEntry("input", Map.of("q", 1L));
        assertThat(tree.end()).containsEntry("output", 5L);
        assertThat(tree.span("b").orElseThrow().status()).isEqualTo(Status.ERROR);
        assertThat(tree.span("b").orElseThrow().parent()).isEqualTo(tree.roots().get(0));
        assertThat(tree.totals().spans()).isEqualTo(4);
        assertThat(tree.totals().errors()).isEqualTo(1);
        assertThat(tree.roots().get(0).subtree().spans()).isEqualTo(4);
        assertThat(tree.span("b").orElseThrow().subtree().spans()).isEqualTo(2);
        assertThat(tree.orphans()).isZero();
    }

    @Test
    void startedChildren_areThoseOfTheEnd_andThoseThatWentOn() throws IOException {
        String started = """
                {"type":"event","id":"e1","parent_id":"a","name":"child_started","ts":"2026-11-22T10:00:02Z","data":{"child_name":"w","child_file":"FILE"}}
                """;
        TraceTree tree = tree(START
                + start("a", null)
                + started.replace("FILE", "w.jsonl")
                + started.replace("FILE", "v.jsonl")
                + """
                {"type":"trace_end","ts":"2026-11-22T10:00:09Z","status":"ok","children":[{"name":"x","file":"x.jsonl","status":"ok"},{"name":"w","file":"w.jsonl","status":"error","spans":3}]}
                """);
        List<StartedChild> children = tree.startedChildren();
        assertThat(children).extracting(child -> child.child().file()).containsExactly("x.jsonl", "w.jsonl", "v.jsonl");
        assertThat(children).extracting(StartedChild::row).containsExactly(-1, 0, 0);
        assertThat(children)
                .extracting(child -> child.child().status())
                .containsExactly(Status.OK, Status.ERROR, Status.RUNNING);
        assertThat(children.get(0).startMicros()).isEqualTo(Long.MIN_VALUE);
        assertThat(children.get(2).startMicros())
                .isEqualTo(Instant.parse("2026-11-22T10:00:02Z").getEpochSecond() * 1_000_000);
        assertThat(children.get(1).child().totals().spans()).isEqualTo(3);
    }

    @Test
    void span_withoutParentInTheTrace_isARootAndAnOrphan() throws IOException {
        TraceTree tree = tree(START + start("a", "gone") + start("b", "a"));
        assertThat(outline(tree)).containsExactly("a", "  b");
        assertThat(tree.roots().get(0).orphaned()).isTrue();
        assertThat(tree.roots().get(0).parentId()).isEqualTo("gone");
        assertThat(tree.orphans()).isEqualTo(1);
    }

    @Test
    void span_thatNamesItsThread_hasLostItsParent() throws IOException {
        TraceTree tree = tree(START + start("a", null) + lost("b", null) + start("c", "b") + start("d", "gone"));
        assertThat(outline(tree)).containsExactly("a", "b", "  c", "d");
        assertThat(tree.lostParents()).isEqualTo(1);
        assertThat(tree.orphans()).isEqualTo(1);
        assertThat(tree.withoutParent()).extracting(SpanNode::id).containsExactly("b", "d");
        SpanNode lost = tree.withoutParent().get(0);
        assertThat(lost.lostParent()).isTrue();
        assertThat(lost.orphaned()).isFalse();
        assertThat(lost.thread()).isEqualTo("pool-1-thread-3");
        assertThat(lost.openAtStart()).isEqualTo(tree.roots().get(0));
        SpanNode orphan = tree.withoutParent().get(1);
        assertThat(orphan.lostParent()).isFalse();
        assertThat(orphan.thread()).isNull();
        assertThat(orphan.openAtStart()).isNull();
        assertThat(tree.roots().get(0).openAtStart()).isNull();
    }

    @Test
    void thread_besideAParent_saysNothing() throws IOException {
        TraceTree tree = tree(START + start("a", null) + lost("b", "a"));
        assertThat(outline(tree)).containsExactly("a", "  b");
        assertThat(tree.lostParents()).isZero();
        assertThat(tree.span("b").orElseThrow().thread()).isNull();
    }

    @Test
    void thread_inAFileOfUnknownOrder_isFound() throws IOException {
        TraceTree tree = tree("{\"type\": \"trace_start\", \"name\": \"x\"}\n"
                + "{\"id\": \"a\", \"input\": {\"thread\": 1}, \"thread\": \"t\", \"type\": \"span_start\"}\n"
                + "{\"id\": \"b\", \"input\": {\"thread\": \"t\"}, \"thread_id\": \"t\", \"type\": \"span_start\"}\n"
                + "{\"id\": \"c\", \"thread\": \"t\", \"type\": \"span_end\"}\n");
        assertThat(tree.withoutParent()).extracting(SpanNode::id).containsExactly("a");
    }

    @Test
    void openAtStart_isTheInnermostSpanThatHeldAllOpenOnes() throws IOException {
        TraceTree tree = tree(START
                + lost("none", null)
                + start("a", null)
                + start("b", "a")
                + lost("in b", null)
                + start("x", "in b")
                + lost("still in b", null)
                + start("c", "a")
                + lost("in b or c", null)
                + end("b", "a", "ok")
                + lost("in c", null)
                + end("c", "a", "ok")
                + end("a", null, "ok")
                + lost("after all", null)
                + start("d", null)
                + start("e", null)
                + lost("in d or e", null));
        assertThat(tree.withoutParent())
                .extracting(span -> span.id() + ": "
                        + (span.openAtStart() == null ? "" : span.openAtStart().id()))
                .containsExactly(
                        "none: ", "in b: b", "still in b: b", "in b or c: a", "in c: c", "after all: ", "in d or e: ");
    }

    @Test
    void openAtStart_staysInsideItsTrace() throws IOException {
        List<TraceTree> trees =
                TraceTree.read(write(START + start("a", null) + START + lost("b", null) + end("z", null, "ok")));
        assertThat(trees.get(0).lostParents()).isZero();
        assertThat(trees.get(1).withoutParent().get(0).openAtStart()).isNull();
    }

    @Test
    void topSpansOfAChildTrace_areRootsAndNoOrphans() throws IOException {
        TraceTree tree = tree(
                "{\"type\":\"trace_start\",\"metadata\":{\"parent_trace\":\"/x/p.jsonl\"}}\n" + start("a", "gone"));
        assertThat(outline(tree)).containsExactly("a");
        assertThat(tree.orphans()).isZero();
    }

    @Test
    void span_whoseParentStartsLater_isBelowIt() throws IOException {
        assertThat(outline(tree(START + start("a", "b") + start("b", null)))).containsExactly("b", "  a");
    }

    @Test
    void cycle_isCutAtItsFirstSpan() throws IOException {
        TraceTree tree = tree(START + start("a", "c") + start("b", "a") + start("c", "b") + start("d", "d"));
        assertThat(outline(tree)).containsExactly("a", "  b", "    c", "d");
        assertThat(tree.roots().get(0).parentId()).isEqualTo("c");
        assertThat(tree.orphans()).isZero();
    }

    @Test
    void sameIdTwice_keepsBoth_andTheEndClosesTheLatestOpenOne() throws IOException {
        TraceTree tree = tree(START + start("a", null) + start("a", null) + end("a", null, "ok"));
        assertThat(tree.roots()).hasSize(2);
        assertThat(tree.roots().get(0).openEnded()).isTrue();
        assertThat(tree.roots().get(1).openEnded()).isFalse();
        assertThat(tree.span("a").orElseThrow().row()).isEqualTo(1);
    }

    @Test
    void endWithoutStart_isASpan_thatBeganItsDurationEarlier() throws IOException {
        SpanNode span = tree(START + end("a", null, "interrupted")).roots().get(0);
        assertThat(span.status()).isEqualTo(Status.INTERRUPTED);
        assertThat(span.durationMicros()).isEqualTo(1_500_000);
        assertThat(span.startMicros()).isEqualTo(TraceEvent.micros("2026-11-22T10:00:00.5Z"));
        assertThat(span.input()).isNull();
        assertThat(span.output()).isEqualTo("out a");
    }

    @Test
    void openSpan_isRunning_whileTheTraceIs() throws IOException {
        Path file = write(START + start("a", null));
        assertThat(TraceTree.read(file).get(0).status()).isEqualTo(Status.RUNNING);
        assertThat(TraceTree.read(file).get(0).roots().get(0).status()).isEqualTo(Status.RUNNING);

        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        TraceTree crashed = TraceTree.read(file).get(0);
        assertThat(crashed.status()).isEqualTo(Status.CRASHED);
        assertThat(crashed.roots().get(0).status()).isEqualTo(Status.INTERRUPTED);
        assertThat(crashed.roots().get(0).durationMicros()).isEqualTo(-1);
        assertThat(crashed.durationMicros()).isEqualTo(-1);
    }

    @Test
    void severalTraces_keepTheirSpansApart() throws IOException {
        List<TraceTree> trees =
                TraceTree.read(write(START + start("a", null) + START + start("b", "a") + end("a", null, "ok")));
        assertThat(trees).hasSize(2);
        assertThat(trees.get(0).status()).isEqualTo(Status.CRASHED);
        assertThat(outline(trees.get(0))).containsExactly("a");
        assertThat(trees.get(0).roots().get(0).openEnded()).isTrue();
        assertThat(outline(trees.get(1))).containsExactly("a", "  b");
    }

    @Test
    void linesBeforeTheFirstTraceStart_areATraceWithoutName() throws IOException {
        List<TraceTree> trees = TraceTree.read(write(start("a", null) + START + start("b", null)));
        assertThat(trees).extracting(TraceTree::name).containsExactly(null, "agent");
        assertThat(trees).extracting(TraceTree::size).containsExactly(1, 1);
    }

    @Test
    void tornLineBeforeTheNextTrace_isSkipped() throws IOException {
        TraceTree tree = tree(START + start("a", null)
                + "{\"type\":\"span_start\",\"id\":\"b\",\"name\":\"b\",\"input\":{\"x\":{}\n" + START);
        assertThat(outline(tree)).containsExactly("a");
        assertThat(tree.index().skipped().toString()).isEqualTo("1 line skipped: 1 garbage (line 3)");
    }

    @Test
    void llmSpan_hasUsageModelAndCost() throws IOException {
        TraceTree tree = tree(START + """
                {"type":"span_start","id":"0123456789abcdef","parent_id":null,"name":"call","ts":"2026-11-22T10:00:01Z","kind":"llm","metadata":{"model":"gpt-4o"}}
                {"type":"span_end","id":"0123456789abcdef","parent_id":null,"name":"call","ts":"2026-11-22T10:00:02Z","duration_s":1.000000,"status":"ok","kind":"llm","metadata":{"model":"gpt-4o-2024","token_usage":{"input_tokens":1200,"output_tokens":350,"cache_read_tokens":1000,"cost":0.0041},"time_to_first_token_s":0.25}}
                {"type":"span_start","id":"fedcba9876543210","parent_id":null,"name":"open","ts":"2026-11-22T10:00:01Z","kind":"llm","metadata":{"model":"m","token_usage":{"input_tokens":7}}}
                """);
        SpanNode call = tree.llmSpans().get(0);
        assertThat(call.tokenUsage())
                .isEqualTo(TokenUsage.of(1200, 350).withCacheRead(1000).withCost(0.0041));
        assertThat(call.model()).isEqualTo("gpt-4o-2024");
        assertThat(call.timeToFirstTokenSeconds()).hasValue(0.25);
        assertThat(call.cost(Pricing.bundled())).hasValue(0.0041);
        assertThat(call.metadata()).containsEntry("time_to_first_token_s", 0.25);
        assertThat(tree.llmSpans()).hasSize(2);
        assertThat(tree.llmSpans().get(1).tokenUsage()).isEqualTo(TokenUsage.of(7, -1));
        assertThat(tree.tokensByModel()).containsOnlyKeys("gpt-4o-2024", "m");
        assertThat(tree.totals().unpriced()).isEqualTo(1);
        assertThat(tree.totals().inputTokens()).isEqualTo(1207);
        assertThat(tree.span("0123").orElseThrow()).isEqualTo(call);
        assertThat(tree.span("9")).isEmpty();
    }

    @Test
    void events_belongToTheirSpan_andNameChildren() throws IOException {
        TraceTree tree = tree(START + start("a", null) + """
                {"type":"event","id":"e1","parent_id":"a","name":"note","ts":"2026-11-22T10:00:01Z","data":{"k":[1]}}
                {"type":"event","id":"e2","parent_id":"a","name":"child_started","ts":"2026-11-22T10:00:01Z","data":{"child_name":"worker","child_file":"worker.jsonl"}}
                {"type":"event","id":"e3","parent_id":null,"name":"outside","ts":"2026-11-22T10:00:01Z"}
                """);
        List<TraceEvent> inside = tree.roots().get(0).events();
        assertThat(inside).extracting(TraceEvent::name).containsExactly("note", "child_started");
        assertThat(inside.get(0).line()).isEqualTo(3);
        assertThat(inside.get(0).fields()).containsEntry("data", Map.of("k", List.of(1L)));
        assertThat(tree.events()).hasSize(3);
        assertThat(tree.totals().events()).isEqualTo(3);
        assertThat(tree.roots().get(0).subtree().events()).isEqualTo(2);
        assertThat(tree.children()).extracting(TraceSummary.Child::name).containsExactly("worker");
    }

    @Test
    void nesting_tenThousandDeep_isWalked() throws IOException {
        StringBuilder lines = new StringBuilder(START);
        for (int i = 0; i < 10_000; i++) {
            lines.append(start("s" + i, i == 0 ? null : "s" + (i - 1)));
        }
        TraceTree tree = tree(lines.toString());
        int deepest = -1;
        for (SpanNode span : tree.spans()) {
            deepest = span.row();
        }
        assertThat(deepest).isEqualTo(9_999);
        assertThat(tree.span("s9999").orElseThrow().depth()).isEqualTo(9_999);
        assertThat(tree.roots().get(0).subtree().spans()).isEqualTo(10_000);
    }

    private static List<String> outline(TraceTree tree) {
        List<String> outline = new ArrayList<>();
        for (SpanNode span : tree.spans()) {
            outline.add("  ".repeat(span.depth()) + span.id());
        }
        return outline;
    }

    private TraceTree tree(String text) throws IOException {
        return TraceTree.read(write(text)).get(0);
    }

    private Path write(String text) throws IOException {
        return Files.write(folder.resolve("trace.jsonl"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String start(String id, String parent) {
        return "{\"type\":\"span_start\",\"id\":\"" + id + "\",\"parent_id\":" + quoted(parent)
                + ",\"name\":\"n\",\"ts\":\"2026-11-22T10:00:01.000000Z\"}\n";
    }

    private static String lost(String id, String parent) {
        return start(id, parent).replace("}\n", ",\"thread\":\"pool-1-thread-3\"}\n");
    }

    private static String end(String id, String parent, String status) {
        return "{\"type\":\"span_end\",\"id\":\"" + id + "\",\"parent_id\":" + quoted(parent)
                + ",\"name\":\"n\",\"ts\":\"2026-11-22T10:00:02.000000Z\",\"duration_s\":1.500000,\"status\":\""
                + status
                + "\",\"output\":\"out " + id + "\"}\n";
    }

    private static String quoted(String id) {
        return id == null ? "null" : "\"" + id + "\"";
    }
}
