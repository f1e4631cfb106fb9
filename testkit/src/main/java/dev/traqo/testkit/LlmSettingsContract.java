package dev.traqo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.Mask;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.read.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of {@link LlmClientContract} about traces that record less, or nothing: the application never notices. */
public interface LlmSettingsContract extends LlmSubject {

    /** Every way of calling that the library has; each asks about a PROMPTWORD. */
    private static void callAll(LlmRun run, LlmClient client, LlmSeen saw) throws Exception {
        saw.accept(client.complete("A PROMPTWORD one?"));
        if (run.covers(LlmFeature.STREAM)) {
            client.stream("A PROMPTWORD two?", saw);
        }
        if (run.covers(LlmFeature.ASYNC)) {
            saw.accept(client.completeAsync("A PROMPTWORD three?").text());
        }
        if (run.covers(LlmFeature.ASYNC_STREAM)) {
            client.streamAsync("A PROMPTWORD four?", saw).await();
        }
        if (run.covers(LlmFeature.PULL_STREAM)) {
            try (LlmClient.Pulled stream = client.open("A PROMPTWORD five?")) {
                for (String text = stream.next(); text != null; text = stream.next()) {
                    saw.accept(text);
                }
            }
        }
        if (run.covers(LlmFeature.TOOLS)) {
            saw.accept(client.completeWithTool("A PROMPTWORD six?").toString());
        }
        if (run.covers(LlmFeature.STREAMED_TOOLS)) {
            saw.accept(client.streamWithTool("A PROMPTWORD seven?").toString());
        }
        if (run.covers(LlmFeature.IMAGES)) {
            saw.accept(client.completeWithImage("A PROMPTWORD eight?", new byte[] {1, 2, 3, 4}));
        }
    }

    private static Reply reply(LlmRequest request) {
        Reply reply = Reply.text("An ANSWERWORD.").withReasoning("A THOUGHTWORD.");
        return request.tools().isEmpty()
                ? reply
                : reply.withToolCall(ToolCall.of(LlmClient.TOOL, "{\"city\":\"ARGUMENTWORD\"}"));
    }

    private LlmRun all(Path folder) {
        return LlmRun.of(this, folder).serving(server -> server.answer(LlmSettingsContract::reply));
    }

    /** Without messages, arguments and answers, the rest stays. */
    @Test
    default void contentOff_numbersStay(@TempDir Path folder) throws Exception {
        LlmRun run = all(folder).tracing(trace -> trace.captureContent(false));
        LlmSeen seen = run.use((client, saw) -> callAll(run, client, saw));
        assertThat(seen.text()).contains("ANSWERWORD");
        assertThat(run.written()).doesNotContain("PROMPTWORD", "ANSWERWORD", "THOUGHTWORD", "ARGUMENTWORD");
        assertThat(Files.exists(folder.resolve("run.files")))
                .as("files beside the trace")
                .isFalse();
        assertThat(run.calls()).hasSameSizeAs(run.requests()).allSatisfy(call -> {
            assertThat(call.input()).isNull();
            assertThat(call.output()).isNull();
            assertThat(call.metadata()).containsKeys("model", "model_parameters", "finish_reason");
        });
        for (int i = 0; i < run.calls().size(); i++) {
            run.checkAnswered(run.calls().get(i), run.requests().get(i));
        }
    }

    /** What must not reach the disk is hidden everywhere, in whatever pieces it came. */
    @Test
    default void mask_hidesItEverywhere(@TempDir Path folder) throws Exception {
        LlmRun run = all(folder).tracing(trace -> trace.mask(Mask.pattern(Pattern.compile("[A-Z]+WORD"))));
        LlmSeen seen = run.use((client, saw) -> callAll(run, client, saw));
        assertThat(seen.text()).contains("ANSWERWORD");
        assertThat(run.written()).doesNotContain("PROMPTWORD", "ANSWERWORD", "THOUGHTWORD", "ARGUMENTWORD");
        assertThat(run.calls()).hasSameSizeAs(run.requests()).allSatisfy(call -> {
            assertThat(Json.write(call.input())).contains("***");
            assertThat(Json.write(call.output())).contains("***");
        });
    }

    /** Tracing is switched off. */
    @Test
    default void disabled_nothingIsRecorded(@TempDir Path folder) throws Exception {
        LlmRun run = all(folder).unread();
        Traqo.disable();
        try {
            LlmSeen seen = run.use((client, saw) -> {
                assertThat(Tracer.current().isRecording()).isFalse();
                callAll(run, client, saw);
            });
            assertThat(seen.text()).contains("ANSWERWORD");
        } finally {
            Traqo.enable();
        }
        assertThat(Files.exists(run.file())).isFalse();
    }

    /** No trace is open. */
    @Test
    default void noTracer_nothingIsRecorded(@TempDir Path folder) throws Exception {
        LlmRun run = all(folder).unread();
        LlmSeen seen = run.use((client, saw) -> {
            Tracer.current().close();
            Tracer none = Tracer.current();
            assertThat(none.isRecording()).isFalse();
            callAll(run, client, saw);
        });
        assertThat(seen.text()).contains("ANSWERWORD");
        assertThat(run.calls()).isEmpty();
    }

    /** The file cannot even be opened. */
    @Test
    default void brokenSink_noFile(@TempDir Path folder) throws Exception {
        Path notAFolder = Files.writeString(folder.resolve("occupied"), "");
        LlmRun run = all(folder).unread().tracing(trace -> Tracer.builder(notAFolder.resolve("run.jsonl")));
        LlmSeen seen = run.use((client, saw) -> callAll(run, client, saw));
        assertThat(seen.text()).contains("ANSWERWORD");
        assertThat(Files.readString(notAFolder)).isEmpty();
    }

    /** The disk is full from the start. */
    @Test
    default void brokenSink_fullDisk(@TempDir Path folder) throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs /dev/full");
        Path file = Files.createSymbolicLink(folder.resolve("full.jsonl"), full);
        LlmRun run = all(folder).unread().tracing(trace -> Tracer.builder(file));
        LlmSeen seen = run.use((client, saw) -> callAll(run, client, saw));
        assertThat(seen.text()).contains("ANSWERWORD");
    }

    /** The folder goes away while the trace is open: the next trace of the same client is whole again. */
    @Test
    default void brokenSink_folderIsGone(@TempDir Path folder) throws Exception {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        LlmRun run = all(folder).unread().tracing(trace -> Tracer.builder(gone.resolve("run.jsonl")));
        LlmSeen seen = run.use((client, saw) -> {
            if (saw.isTraced()) {
                Files.delete(gone.resolve("run.jsonl"));
                Files.delete(gone);
            }
            callAll(run, client, saw);
        });
        assertThat(seen.text()).contains("ANSWERWORD");
    }
}
