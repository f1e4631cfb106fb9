package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RollUpTest {

    @TempDir
    Path folder;

    private static void usage(Tracer tracer, TokenUsage usage) {
        tracer.span("llm").kind(Kind.LLM).run(span -> span.tokenUsage(usage));
    }

    private static JsonNode stats(Tracer tracer) {
        return Lines.of(tracer.path()).last().get("stats");
    }

    @Test
    void stats_addUpTokensCostEventsAndErrors() {
        Tracer tracer = Tracer.builder(folder.resolve("a.jsonl")).open();
        usage(
                tracer,
                TokenUsage.of(100, 50)
                        .withCacheRead(80)
                        .withCacheCreation(10)
                        .withReasoning(30)
                        .withCost(0.25));
        usage(tracer, TokenUsage.of(10, 5).withCost(0.5));
        usage(tracer, TokenUsage.of(1, -1));
        tracer.log("e", 1);
        catchThrowable(() -> tracer.span("outer")
                .run(outer -> tracer.span("inner").run(inner -> {
                    throw new IllegalStateException();
                })));
        tracer.close();

        JsonNode stats = stats(tracer);
        assertThat(stats.toString())
                .isEqualTo("{\"spans\":5,\"events\":1,\"errors\":2,\"total_input_tokens\":111,"
                        + "\"total_output_tokens\":55,\"total_cache_read_tokens\":80,"
                        + "\"total_cache_creation_tokens\":10,\"total_reasoning_tokens\":30,"
                        + "\"total_cost\":0.75,\"unpriced\":1}");
    }

    @Test
    void stats_usageCountsOnceHoweverOftenItIsSet() {
        Tracer tracer = Tracer.builder(folder.resolve("a.jsonl")).open();
        Span span =
                tracer.span("llm").metadata("token_usage", TokenUsage.of(5, 5)).start();
        span.tokenUsage(TokenUsage.of(100, 1).withCost(1))
                .tokenUsage(TokenUsage.of(200, 2).withCost(2));
        span.end();
        span.end();
        tracer.close();

        assertThat(stats(tracer).get("total_input_tokens").asInt()).isEqualTo(200);
        assertThat(stats(tracer).get("total_cost").asDouble()).isEqualTo(2.0);
    }

    @Test
    void stats_spanThatNeverEndedCountsAsASpanWithoutTokens() {
        Tracer tracer = Tracer.builder(folder.resolve("a.jsonl")).open();
        tracer.span("open").start().tokenUsage(TokenUsage.of(100, 1));
        tracer.close();

        assertThat(stats(tracer).get("spans").asInt()).isEqualTo(1);
        assertThat(stats(tracer).get("total_input_tokens").asInt()).isZero();
    }

    @Test
    void stats_costOfZeroIsAPrice() {
        Tracer tracer = Tracer.builder(folder.resolve("a.jsonl")).open();
        usage(tracer, TokenUsage.of(1, 1).withCost(0));
        usage(tracer, TokenUsage.of(1, 1).withCost(Double.NaN));
        usage(tracer, TokenUsage.of(1, 1).withCost(-1));
        tracer.close();

        assertThat(stats(tracer).get("unpriced").asInt()).isEqualTo(2);
        assertThat(Lines.of(tracer.path())
                        .get(2)
                        .get("metadata")
                        .get("token_usage")
                        .toString())
                .isEqualTo("{\"input_tokens\":1,\"output_tokens\":1,\"cost\":0.0}");
        assertThat(Lines.of(tracer.path())
                        .get(4)
                        .get("metadata")
                        .get("token_usage")
                        .has("cost"))
                .isFalse();
    }

    @Test
    void children_andGrandchildrenCountOnceInTheirRoot() {
        TokenUsage thousand = TokenUsage.of(500, 500).withCost(0.5);
        Tracer root = Tracer.builder(folder.resolve("root.jsonl")).open();
        Tracer child = root.child("child", folder.resolve("child.jsonl")).open();
        Tracer grandchild =
                child.child("grandchild", folder.resolve("grandchild.jsonl")).open();
        usage(grandchild, thousand);
        grandchild.log("event", 1);
        catchThrowable(() -> grandchild.span("bad").run(span -> {
            throw new IllegalStateException();
        }));
        grandchild.close();
        usage(child, thousand);
        usage(child, TokenUsage.of(7, 7));
        child.close();
        usage(root, thousand);
        root.close();

        assertThat(stats(grandchild).get("total_input_tokens").asInt()).isEqualTo(500);
        assertThat(stats(child).get("total_input_tokens").asInt()).isEqualTo(1007);
        JsonNode stats = stats(root);
        assertThat(stats.get("total_input_tokens").asInt()).isEqualTo(1507);
        assertThat(stats.get("total_cost").asDouble()).isCloseTo(1.5, within(1e-12));
        assertThat(stats.get("spans").asInt()).isEqualTo(5);
        assertThat(stats.get("errors").asInt()).isEqualTo(1);
        assertThat(stats.get("unpriced").asInt()).isEqualTo(1);
        // its own: child_started and child_ended are the tracer's events, the grandchild's log is not counted here
        assertThat(stats(grandchild).get("events").asInt()).isEqualTo(1);
        JsonNode children = Lines.of(root.path()).last().get("children");
        assertThat(children.size()).isEqualTo(1);
        assertThat(children.get(0).get("total_input_tokens").asInt()).isEqualTo(1007);
        assertThat(children.get(0).get("spans").asInt()).isEqualTo(4);
        assertThat(children.get(0).has("events")).isFalse();
        assertThat(children.get(0).has("errors")).isFalse();
        JsonNode ended = Lines.of(root.path()).event("child_ended").get("data");
        assertThat(ended.get("total_input_tokens").asInt()).isEqualTo(1007);
        assertThat(ended.get("unpriced").asInt()).isEqualTo(1);
    }

    @Test
    void children_inParallelAllCount() throws InterruptedException {
        Tracer root = Tracer.builder(folder.resolve("root.jsonl")).open();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            threads.add(new Thread(() -> root.child("agent").run(child -> {
                for (int j = 0; j < 100; j++) {
                    usage(child, TokenUsage.of(1, 2).withCost(0.25));
                }
            })));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        root.close();

        Lines lines = Lines.of(root.path());
        assertThat(lines.last().get("children").size()).isEqualTo(16);
        assertThat(lines.last().get("stats").get("spans").asInt()).isEqualTo(1600);
        assertThat(lines.last().get("stats").get("total_output_tokens").asInt()).isEqualTo(3200);
        assertThat(lines.last().get("stats").get("total_cost").asDouble()).isEqualTo(400.0);
    }

    @Test
    void children_thatEndAfterTheirParentAreNotInIt() {
        Tracer root = Tracer.builder(folder.resolve("root.jsonl")).open();
        Tracer child = root.child("late", folder.resolve("late.jsonl")).open();
        usage(child, TokenUsage.of(1, 1));
        root.close();
        child.close();

        assertThat(stats(root).get("total_input_tokens").asInt()).isZero();
        assertThat(Lines.of(root.path()).last().has("children")).isFalse();
        assertThat(stats(child).get("total_input_tokens").asInt()).isEqualTo(1);
    }
}
