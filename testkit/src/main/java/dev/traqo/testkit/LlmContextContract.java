package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Span;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.read.Json;
import dev.traqo.read.SpanNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of {@link LlmClientContract} about threads: each call below the span in which it was made, none mixed up. */
public interface LlmContextContract extends LlmSubject {

    /** Streams that are open at the same time. */
    int STREAMS = 1000;

    /** A future is completed elsewhere; nothing is current there, and here the same as before. */
    @Test
    default void async_isRecorded(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.ASYNC)
                .serving(Reply.text("Later.").withFirstChunkDelay(Duration.ofMillis(100)));
        AtomicReference<Boolean> currentThere = new AtomicReference<>();
        LlmSeen seen = run.use((client, saw) -> {
            LlmClient.Pending answer = client.completeAsync("When?");
            Span here = Span.current();
            CompletableFuture<Void> after = answer.future().thenAccept(done -> {
                if (Span.current() != here || !saw.isTraced()) {
                    currentThere.set(Tracer.current().isRecording());
                }
            });
            saw.accept(answer.text());
            after.get(30, TimeUnit.SECONDS);
        });
        assertThat(seen.text()).isEqualTo("Later.");
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().output()).isEqualTo("Later.");
        assertThat(currentThere.get())
                .as("a span is current where the future was completed")
                .isNotEqualTo(true);
    }

    /** Several futures, begun in spans of their own that have ended before the answers come. */
    @Test
    default void async_parentsAcrossThreads(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.ASYNC)
                .serving(server -> server.answer(LlmContextContract::echo));
        run.use((client, saw) -> {
            List<LlmClient.Pending> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String question = "question <" + i + ">";
                answers.add(Tracer.current().span("app <" + i + ">").call(span -> client.completeAsync(question)));
            }
            for (LlmClient.Pending answer : answers) {
                saw.accept(answer.text());
            }
        });
        checkTogether(run, 20);
    }

    /** The parent follows a wrapped executor. */
    @Test
    default void executor_keepsParents(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).serving(server -> server.answer(LlmContextContract::echo));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            ExecutorService pool = Traqo.wrap(threads);
            run.use((client, saw) -> {
                for (int i = 0; i < 20; i++) {
                    String question = "question <" + i + ">";
                    saw.accept(Tracer.current()
                            .span("app <" + i + ">")
                            .call(span ->
                                    pool.submit(() -> client.complete(question)).get()));
                }
            });
        } finally {
            threads.shutdownNow();
        }
        checkTogether(run, 20);
    }

    /** A thousand streams at a time: all end, none is mixed up with another, none has lost its parent. */
    @Test
    default void streams_aThousandTogether(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).needs(LlmFeature.STREAM).serving(server -> {
            CountDownLatch all = new CountDownLatch(STREAMS);
            server.answer(request -> {
                all.countDown();
                await(all);
                return echo(request).withChunkDelay(Duration.ofMillis(5));
            });
        });
        run.use((client, saw) -> {
            ExecutorService pool = Traqo.wrap(Executors.newFixedThreadPool(STREAMS));
            try {
                List<Future<String>> texts = new ArrayList<>();
                for (int i = 0; i < STREAMS; i++) {
                    String name = "<" + i + ">";
                    texts.add(pool.submit(() -> Tracer.current()
                            .span("app " + name)
                            .call(span -> {
                                StringBuilder text = new StringBuilder();
                                client.stream("question " + name, text::append);
                                return text.toString();
                            })));
                }
                for (Future<String> text : texts) {
                    saw.accept(text.get());
                }
            } finally {
                pool.shutdownNow();
            }
        });
        checkTogether(run, STREAMS);
        assertThat(run.tree().lostParents()).isZero();
    }

    /** A library may have a limit of connections: then those that have come are answered. */
    private static void await(CountDownLatch all) {
        try {
            if (!all.await(5, TimeUnit.SECONDS)) {
                while (all.getCount() > 0) {
                    all.countDown();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply echo(LlmRequest request) {
        String question = request.lastText();
        return Reply.text("an answer to " + question + ", word by word")
                .withUsage(TokenUsage.of(1000 + number(question), 1 + number(question)));
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring(text.indexOf('<') + 1, text.indexOf('>')));
    }

    private static void checkTogether(LlmRun run, int count) throws Exception {
        List<SpanNode> calls = run.calls();
        assertThat(calls).hasSize(count);
        List<LlmRequest> requests = new ArrayList<>(run.requests());
        requests.sort((a, b) -> number(a.lastText()) - number(b.lastText()));
        List<Integer> numbers = new ArrayList<>();
        for (SpanNode call : calls) {
            int number = number(LlmRun.parentOf(call).name());
            numbers.add(number);
            String question = "question <" + number + ">";
            assertThat(Json.write(call.input())).contains(question);
            assertThat(call.output()).isEqualTo("an answer to " + question + ", word by word");
            run.checkAnswered(call, requests.get(number));
            assertThat(call.tokenUsage()).extracting(TokenUsage::inputTokens).isEqualTo(1000L + number);
        }
        assertThat(numbers).doesNotHaveDuplicates();
    }

    /** The application cancels a future. */
    @Test
    default void async_cancelled(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.ASYNC, LlmFeature.CANCEL_FUTURE)
                .serving(Reply.hang());
        run.use((client, saw) -> {
            LlmClient.Pending answer = client.completeAsync("Ever?");
            saw.server().takeRequest();
            saw.accept(Boolean.toString(answer.future().cancel(true)));
            saw.accept(Boolean.toString(answer.future().isCancelled()));
            if (saw.isTraced()) {
                assertThat(run.call().openEnded()).as("the span is open").isFalse();
            }
            saw.accept(answer.text());
        });
        run.checkAsked(run.call());
        assertThat(run.call().metadata()).containsEntry("cancelled", true);
    }

    /** Two clients of two servers, used in turn by two threads each. */
    @Test
    default void twoClients_doNotMix(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).serving(server -> server.answer(LlmContextContract::echo));
        AtomicInteger asked = new AtomicInteger();
        run.use((client, saw) -> {
            ExecutorService pool = Traqo.wrap(Executors.newFixedThreadPool(4));
            try (FakeLlmServer second = FakeLlmServer.start();
                    LlmClient other = saw.isTraced() ? traced(second) : plain(second)) {
                second.answer(LlmContextContract::echo);
                List<Future<String>> answers = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    LlmClient one = i % 2 == 0 ? client : other;
                    String name = "<" + i + ">";
                    answers.add(pool.submit(
                            () -> Tracer.current().span("app " + name).call(span -> one.complete("question " + name))));
                }
                for (Future<String> answer : answers) {
                    saw.accept(answer.get());
                }
                asked.set(second.requests().size());
            } finally {
                pool.shutdownNow();
            }
        });
        assertThat(asked).hasValue(20);
        assertThat(run.requests()).hasSize(20);
        assertThat(run.calls()).hasSize(40).allSatisfy(call -> {
            int number = number(LlmRun.parentOf(call).name());
            assertThat(call.output()).isEqualTo("an answer to question <" + number + ">, word by word");
            assertThat(call.tokenUsage()).extracting(TokenUsage::inputTokens).isEqualTo(1000L + number);
        });
    }
}
