package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of {@link LlmClientContract} about answers that come in pieces, to their end or not. */
public interface LlmStreamContract extends LlmSubject {

    /** What a long stream may keep in memory, beside what the library itself keeps. */
    long MOST_KEPT_BYTES = 4 * 1024 * 1024;

    /** The pieces reach the application as they came, the span has them as one text. */
    @Test
    default void stream_isRecorded(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.STREAM)
                .serving(Reply.chunks("Once ", "upon", " a «time»", "."));
        LlmSeen seen = run.use((client, saw) -> client.stream("A story?", saw));
        assertThat(seen.text()).isEqualTo("Once upon a «time».");
        SpanNode call = run.call();
        run.checkAnswered(call, run.request());
        assertThat(call.output()).isEqualTo("Once upon a «time».");
        assertThat(call.metadata()).containsEntry("stream", true).containsEntry("model", model());
        assertThat((String) call.metadata().get("finish_reason")).isNotEmpty();
        if (run.covers(LlmFeature.REQUEST_ID)) {
            assertThat(call.metadata())
                    .containsEntry("request_id", run.request().requestId());
        }
        assertThat(run.request().stream()).isTrue();
    }

    /**
     * The first content, not the first event, and not the end: no earlier than the server sent it, no later than the
     * application had it.
     */
    @Test
    default void stream_timeToFirstToken(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.STREAM)
                .serving(Reply.text("That took its time, did it not?")
                        .withFirstChunkDelay(Duration.ofMillis(300))
                        .withChunkDelay(Duration.ofMillis(50)));
        LlmSeen seen = run.use((client, saw) -> client.stream("Soon?", saw));
        checkFirstToken(run, seen);
    }

    private static void checkFirstToken(LlmRun run, LlmSeen seen) throws Exception {
        OptionalDouble recorded = run.call().timeToFirstTokenSeconds();
        assertThat(recorded).isPresent();
        LlmRequest request = run.request();
        double micro = 1e-6; // times are cut to whole ones
        assertThat(recorded.getAsDouble())
                .isGreaterThan((request.firstChunkNanos() - request.arrivedNanos()) / 1e9 - micro)
                .isLessThan((seen.firstPieceNanos() - seen.beganNanos()) / 1e9 + micro);
    }

    /** Arguments of tools come in pieces of three characters. */
    @Test
    default void stream_toolCalls(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.STREAMED_TOOLS)
                .serving(Reply.text("Let me see.")
                        .withToolCall(ToolCall.of(LlmClient.TOOL, "{\"city\":\"Zürich\"}"))
                        .withToolCall(ToolCall.of(LlmClient.TOOL, "{\"city\":\"Oslo\"}"))
                        .withChunkSize(3));
        run.use((client, saw) -> saw.accept(client.streamWithTool("Weather?").toString()));
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().output()).isInstanceOfSatisfying(Map.class, output -> {
            assertThat(output.get("text")).isEqualTo("Let me see.");
            assertThat(LlmRun.arguments(output)).containsExactly(Map.of("city", "Zürich"), Map.of("city", "Oslo"));
        });
        assertThat(run.call().timeToFirstTokenSeconds()).isPresent();
    }

    /** Thoughts first, then words. */
    @Test
    default void stream_reasoning(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.STREAM, LlmFeature.REASONING)
                .serving(Reply.text("It is 42.").withReasoning("Six times nine."));
        run.use((client, saw) -> client.stream("How many?", saw));
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().output()).isEqualTo(Map.of("text", "It is 42.", "reasoning", "Six times nine."));
    }

    /** What the server does not say is absent, not zero. */
    @Test
    default void stream_withoutUsage(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.STREAM)
                .serving(Reply.text("It is free.").withoutUsage());
        run.use((client, saw) -> client.stream("How much?", saw));
        assertThat(run.request().sentUsage()).isNull();
        run.checkAnswered(run.call(), run.request());
    }

    // ---- what goes wrong on the way -----------------------------------------------------------------------------

    /** The connection breaks. */
    @Test
    default void stream_cutByTheServer(@TempDir Path folder) throws Exception {
        Reply reply = Reply.text("one two three four").withChunkDelay(Duration.ofMillis(20));
        broken(folder, reply.cutAfter(2), "one two three four");
    }

    /** The provider says in the middle that it cannot go on. */
    @Test
    default void stream_errorEvent(@TempDir Path folder) throws Exception {
        broken(folder, Reply.text("one two three four").errorAfter(2, "Overloaded"), "one two three four");
    }

    /** An event is no JSON. */
    @Test
    default void stream_malformedEvent(@TempDir Path folder) throws Exception {
        broken(folder, Reply.text("one two three four").malformedAfter(2), "one two three four");
    }

    /** The text of an answer; a library that hands out an error as an event has it recorded beside the text. */
    private static @Nullable Object said(SpanNode call) {
        return call.output() instanceof Map<?, ?> output ? output.get("text") : call.output();
    }

    private void broken(Path folder, Reply reply, String whole) throws Exception {
        LlmRun run = LlmRun.of(this, folder).needs(LlmFeature.STREAM).serving(server -> server.answer(r -> reply));
        LlmSeen seen = run.use((client, saw) -> client.stream("Well?", saw));
        SpanNode call = run.call();
        run.checkAsked(call);
        Throwable failure = seen.failure();
        if (failure == null) {
            assertThat(said(call)).isEqualTo(seen.text());
        } else {
            run.checkError(call, failure);
            String kept = call.output() == null ? "" : call.output().toString();
            assertThat(whole).startsWith(kept);
            assertThat(kept).startsWith(seen.text());
        }
    }

    // ---- long ones ----------------------------------------------------------------------------------------------

    /** A stream of 10,000 pieces is whole, and keeps no more in memory than its text. */
    @Test
    default void stream_tenThousandChunks(@TempDir Path folder) throws Exception {
        int chunks = 10_000;
        LlmRun run = LlmRun.of(this, folder).needs(LlmFeature.STREAM).serving(Reply.manyChunks(chunks));
        long[] kept = new long[2];
        LlmSeen seen = run.use((client, saw) -> {
            long[] used = new long[2];
            int[] count = new int[1];
            client.stream("Much?", text -> {
                saw.accept(text);
                int number = ++count[0];
                if (number == 100 || number == chunks) {
                    used[number == 100 ? 0 : 1] = usedBytes();
                }
            });
            kept[saw.isTraced() ? 1 : 0] = used[1] - used[0];
        });
        assertThat(seen.pieces()).hasSizeGreaterThanOrEqualTo(chunks);
        assertThat(seen.text().equals(run.call().output())).as("equal texts").isTrue();
        assertThat(seen.text()).startsWith("w0 w1 w2").endsWith(" w" + (chunks - 1));
        run.checkAnswered(run.call(), run.request());
        assertThat(kept[1] - Math.max(0, kept[0]))
                .as("bytes kept while streaming: %d without tracing, %d with it", kept[0], kept[1])
                .isLessThan(MOST_KEPT_BYTES);
    }

    private static long usedBytes() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** 5 MB in pieces of 64 K. */
    @Test
    default void stream_largeAnswer(@TempDir Path folder) throws Exception {
        int size = 5 * 1024 * 1024;
        LlmRun run = LlmRun.of(this, folder).needs(LlmFeature.STREAM).serving(Reply.ofSize(size));
        LlmSeen seen = run.use((client, saw) -> client.stream("All of it?", saw));
        assertThat(seen.text()).hasSize(size);
        assertThat(seen.text().equals(run.call().output())).as("equal texts").isTrue();
        run.checkAnswered(run.call(), run.request());
    }

    /** The span lasts as long as the stream. */
    @Test
    default void stream_slow(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.STREAM)
                .serving(Reply.text("a b c d e").withChunkDelay(Duration.ofMillis(100)));
        LlmSeen seen = run.use((client, saw) -> client.stream("Slowly?", saw));
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().durationMicros()).isGreaterThanOrEqualTo(390_000);
        checkFirstToken(run, seen);
    }

    // ---- what the application does not read to the end ------------------------------------------------------------

    /** The application reads as it likes, to the end. */
    @Test
    default void pulled_toTheEnd(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).needs(LlmFeature.PULL_STREAM).serving(Reply.text("one two three"));
        run.use((client, saw) -> {
            LlmClient.Pulled stream = client.open("Count?");
            for (String text = stream.next(); text != null; text = stream.next()) {
                saw.accept(text);
            }
            stream.close();
        });
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().output()).isEqualTo("one two three");
    }

    /** The application closes the stream early: no failure, but said. */
    @Test
    default void pulled_closedEarly(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.PULL_STREAM)
                .serving(Reply.text("one two three").hangAfter(2));
        LlmSeen seen = run.use((client, saw) -> {
            try (LlmClient.Pulled stream = client.open("Count?")) {
                saw.accept(String.valueOf(stream.next()));
            }
        });
        checkCancelled(run, seen, "one two three");
    }

    private static void checkCancelled(LlmRun run, LlmSeen seen, String whole) throws Exception {
        SpanNode call = run.call();
        run.checkAsked(call);
        assertThat(call.metadata()).containsEntry("cancelled", true).doesNotContainKeys("abandoned", "incomplete");
        assertThat(String.valueOf(call.output())).startsWith(seen.text());
        assertThat(whole).startsWith(String.valueOf(call.output())).isNotEqualTo(call.output());
    }

    /** The application closes the stream before it reads anything. */
    @Test
    default void pulled_neverRead(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).needs(LlmFeature.PULL_STREAM).serving(Reply.text("one two three"));
        run.use((client, saw) -> client.open("Count?").close());
        run.checkAsked(run.call());
        assertThat(run.call().metadata()).containsEntry("cancelled", true);
    }

    /** The application forgets the stream: the garbage collector ends the span. */
    @Test
    default void pulled_abandoned(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.PULL_STREAM)
                .serving(Reply.text("one two three").hangAfter(2));
        run.use((client, saw) -> {
            readOne(client, saw);
            if (saw.isTraced()) {
                run.awaitEnd();
                assertThat(run.call().openEnded()).as("the span is open").isFalse();
            }
        });
        assertThat(run.call().metadata()).containsEntry("abandoned", true).doesNotContainKey("cancelled");
        assertThat(run.call().status()).isEqualTo(Status.OK);
        assertThat(String.valueOf(run.call().output())).startsWith("one");
    }

    private static void readOne(LlmClient client, LlmSeen saw) throws Exception {
        saw.accept(String.valueOf(client.open("Count?").next()));
    }

    /** The trace ends first: the span ends with it, the stream goes on. */
    @Test
    default void pulled_afterTheTrace(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.PULL_STREAM)
                .serving(Reply.text("one two three").withChunkDelay(Duration.ofMillis(50)))
                .unread();
        LlmSeen seen = run.use((client, saw) -> {
            try (LlmClient.Pulled stream = client.open("Count?")) {
                saw.accept(String.valueOf(stream.next()));
                Tracer.current().close();
                for (String text = stream.next(); text != null; text = stream.next()) {
                    saw.accept(text);
                }
            }
        });
        assertThat(seen.text()).isEqualTo("one two three");
        assertThat(run.call().openEnded()).isFalse();
        assertThat(run.call().metadata()).containsEntry("abandoned", true);
    }

    // ---- on threads of the library's ------------------------------------------------------------------------------

    /** As {@link #stream_isRecorded}, on a thread of the library's; the parent is where the call was made. */
    @Test
    default void asyncStream_isRecorded(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.ASYNC_STREAM)
                .serving(Reply.text("one two three")
                        .withFirstChunkDelay(Duration.ofMillis(100))
                        .withChunkDelay(Duration.ofMillis(20)));
        LlmSeen seen =
                run.use((client, saw) -> client.streamAsync("Count?", saw).await());
        assertThat(seen.text()).isEqualTo("one two three");
        run.checkAnswered(run.call(), run.request());
        assertThat(run.call().output()).isEqualTo("one two three");
        assertThat(run.call().metadata()).containsEntry("stream", true);
        checkFirstToken(run, seen);
    }

    /** The application cancels it half-way; a library may wait for the next event before it notices. */
    @Test
    default void asyncStream_cancelled(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.ASYNC_STREAM, LlmFeature.CANCEL_STREAM)
                .serving(Reply.manyChunks(200).withChunkDelay(Duration.ofMillis(50)));
        LlmSeen seen = run.use((client, saw) -> {
            CountDownLatch some = new CountDownLatch(1);
            LlmClient.Running stream = client.streamAsync("Count?", text -> {
                if (some.getCount() > 0) {
                    saw.accept(text);
                    some.countDown();
                }
            });
            assertThat(some.await(30, TimeUnit.SECONDS)).isTrue();
            stream.cancel();
            if (saw.isTraced()) {
                run.awaitEnd();
            }
        });
        checkCancelled(run, seen, Reply.manyChunks(200).content().text());
    }

    /** An error in the middle reaches the application as ever. */
    @Test
    default void asyncStream_errorEvent(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.ASYNC_STREAM)
                .serving(
                        server -> server.answer(r -> Reply.text("one two three").errorAfter(1, "Overloaded")));
        LlmSeen seen =
                run.use((client, saw) -> client.streamAsync("Count?", saw).await());
        run.checkAsked(run.call());
        if (seen.failure() != null) {
            run.checkError(run.call(), seen.failure());
        } else {
            assertThat(said(run.call())).isEqualTo(seen.text());
        }
    }
}
