package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.read.SpanNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of {@link LlmClientContract} about providers that refuse: exceptions pass untouched, and are recorded. */
public interface LlmFailureContract extends LlmSubject {

    /** An error of the provider; the library may try again, the span is one. */
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 529})
    default void complete_providerError(int status, @TempDir Path folder) throws Exception {
        LlmRun run = failing(folder, status);
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("Please?")));
        checkFailed(run, seen);
    }

    /** A stream that does not even begin. */
    @ParameterizedTest
    @ValueSource(ints = {400, 429, 500})
    default void stream_providerError(int status, @TempDir Path folder) throws Exception {
        LlmRun run = failing(folder, status).needs(LlmFeature.STREAM);
        LlmSeen seen = run.use((client, saw) -> client.stream("Please?", saw));
        checkFailed(run, seen);
    }

    /** A future that fails. */
    @ParameterizedTest
    @ValueSource(ints = {400, 429, 500})
    default void async_providerError(int status, @TempDir Path folder) throws Exception {
        LlmRun run = failing(folder, status).needs(LlmFeature.ASYNC);
        LlmSeen seen = run.use(
                (client, saw) -> saw.accept(client.completeAsync("Please?").text()));
        checkFailed(run, seen);
    }

    /** A stream on a thread of the library's that does not even begin. */
    @ParameterizedTest
    @ValueSource(ints = {400, 500})
    default void asyncStream_providerError(int status, @TempDir Path folder) throws Exception {
        LlmRun run = failing(folder, status).needs(LlmFeature.ASYNC_STREAM);
        LlmSeen seen =
                run.use((client, saw) -> client.streamAsync("Please?", saw).await());
        checkFailed(run, seen);
    }

    private LlmRun failing(Path folder, int status) {
        Reply refusal = Reply.error(status, "It cannot be.")
                .withHeader("x-should-retry", "false")
                .withHeader("retry-after-ms", "1");
        return LlmRun.of(this, folder).serving(server -> server.answer(request -> refusal));
    }

    private static void checkFailed(LlmRun run, LlmSeen seen) throws Exception {
        assertThat(seen.failure()).as("what the library throws").isNotNull();
        SpanNode call = run.call();
        run.checkAsked(call);
        run.checkError(call, seen.thrown());
        assertThat(call.output()).isNull();
        assertThat(call.tokenUsage()).isNull();
        checkRetries(run, call);
    }

    /** As many as the server has seen. */
    private static void checkRetries(LlmRun run, SpanNode call) {
        int tries = run.requests().size();
        if (tries > 1 && run.covers(LlmFeature.RETRIES)) {
            assertThat(call.metadata()).containsEntry("retries", tries - 1L);
        } else {
            assertThat(call.metadata()).doesNotContainKey("retries");
        }
    }

    /** Two refusals, then an answer: one span, from the first request to the answer. */
    @Test
    default void complete_retriesThenSuccess(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.RETRIES)
                .serving(
                        Reply.rateLimited(Duration.ofMillis(20)),
                        Reply.rateLimited(Duration.ofMillis(20)),
                        Reply.text("At last."));
        run.use((client, saw) -> saw.accept(client.complete("Please?")));
        run.checkAnswered(run.call(), run.request());
        assertThat(run.requests()).hasSize(3);
        checkRetries(run, run.call());
        assertThat(run.call().output()).isEqualTo("At last.");
    }

    /** The same for a stream. */
    @Test
    default void stream_retriesThenSuccess(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.RETRIES, LlmFeature.STREAM)
                .serving(Reply.rateLimited(Duration.ofMillis(20)), Reply.text("At last."));
        run.use((client, saw) -> client.stream("Please?", saw));
        run.checkAnswered(run.call(), run.request());
        assertThat(run.requests()).hasSize(2);
        checkRetries(run, run.call());
    }

    /** The same for a future: the second request leaves from a thread of the library's. */
    @Test
    default void async_retriesThenSuccess(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .needs(LlmFeature.RETRIES, LlmFeature.ASYNC)
                .serving(Reply.rateLimited(Duration.ofMillis(20)), Reply.text("At last."));
        run.use((client, saw) -> saw.accept(client.completeAsync("Please?").text()));
        run.checkAnswered(run.call(), run.request());
        assertThat(run.requests()).hasSize(2);
        checkRetries(run, run.call());
    }

    /** The answer is no JSON. */
    @Test
    default void complete_malformedAnswer(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .serving(
                        server -> server.answer(request -> Reply.text("one two").malformedAfter(0)));
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("Please?")));
        checkFailed(run, seen);
    }

    /** The answer breaks off in the middle. */
    @Test
    default void complete_cutAnswer(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .serving(server -> server.answer(request -> Reply.ofSize(10_000).cutAfter(0)));
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("Please?")));
        checkFailed(run, seen);
    }

    /** A page of HTML where JSON should be. */
    @Test
    default void complete_errorPage(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder)
                .serving(server -> server.answer(request -> Reply.status(502, "<html>Bad gateway</html>")
                        .withHeader("content-type", "text/html")
                        .withHeader("x-should-retry", "false")));
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("Please?")));
        checkFailed(run, seen);
    }

    /** Nobody is there. */
    @Test
    default void complete_noConnection(@TempDir Path folder) throws Exception {
        LlmRun run = LlmRun.of(this, folder).serving(FakeLlmServer::close);
        LlmSeen seen = run.use((client, saw) -> saw.accept(client.complete("Anybody?")));
        assertThat(seen.failure()).isNotNull();
        run.checkAsked(run.call());
        run.checkError(run.call(), seen.thrown());
    }
}
