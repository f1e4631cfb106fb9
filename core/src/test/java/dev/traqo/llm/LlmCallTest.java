package dev.traqo.llm;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import dev.traqo.Lines;
import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.Warnings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class LlmCallTest {

    private static final Object WHOLE =
            Recorded.json("{'model':'m','choices':[{'message':{'content':'Hello'},'finish_reason':'stop'}]}");
    private static final Object ROLE = Recorded.json("{'choices':[{'index':0,'delta':{'role':'assistant'}}]}");
    private static final Object STOP = Recorded.json("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");

    @TempDir
    Path dir;

    @AfterEach
    void enable() {
        Traqo.enable();
    }

    // ---- streams ------------------------------------------------------------------------------------------------

    @Test
    void chunk_manyFromOneThread_inOrder() {
        StringBuilder expected = new StringBuilder();
        Recorded recorded = stream(call -> {
            for (int i = 0; i < 10_000; i++) {
                call.chunk(said(i + " "));
                expected.append(i).append(' ');
            }
            call.chunk(STOP);
            call.finish();
        });

        assertThat(recorded.end().path("output").asString()).isEqualTo(expected.toString());
        recorded.hasNo("incomplete", "decode");
    }

    @Test
    void chunk_thousandCallsFromSeveralThreads_eachHasItsOwn() throws Exception {
        int calls = 1000;
        int chunks = 100;
        Path file = dir.resolve("many.jsonl");
        Map<String, String> expected = new HashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Tracer tracer = Tracer.builder(file).open()) {
            List<LlmCall> open = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                open.add(LlmCall.start(LlmRequest.of("chat", Kind.LLM).model("m" + i).stream(true)));
                StringBuilder text = new StringBuilder();
                for (int c = 0; c < chunks; c++) {
                    text.append(i).append('.').append(c).append(' ');
                }
                expected.put("m" + i, text.toString());
            }
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int first = t;
                done.add(threads.submit(() -> {
                    for (int c = 0; c < chunks; c++) {
                        for (int i = first; i < calls; i += 8) {
                            open.get(i).chunk(said(i + "." + c + " "));
                        }
                    }
                    for (int i = first; i < calls; i += 8) {
                        open.get(i).finish();
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get(60, SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        Map<String, String> outputs = new HashMap<>();
        Lines.of(file)
                .ofType("span_end")
                .forEach(end -> outputs.put(
                        end.path("metadata").path("model").asString(),
                        end.path("output").asString()));
        assertThat(outputs).isEqualTo(expected);
    }

    @Test
    void chunk_afterTheEnd_isIgnored() {
        stream(call -> {
                    call.chunk(said("a"));
                    call.chunk(STOP);
                    call.finish();
                    call.chunk(said("b"));
                    call.answer().text("c");
                    assertThat(call.isEnded()).isTrue();
                })
                .hasOutput("'a'");
    }

    @Test
    void timeToFirstToken_isThatOfTheFirstContent_notOfItsDecoding() {
        long[] times = new long[4];

        Recorded recorded = stream(call -> {
            times[0] = System.nanoTime();
            call.chunk(ROLE);
            pass(30);
            times[1] = System.nanoTime();
            call.chunk(said("a"));
            times[2] = System.nanoTime();
            pass(30);
            call.chunk(STOP);
            call.finish();
            times[3] = System.nanoTime();
        });

        double first = recorded.metadata("time_to_first_token_s").asDouble();
        assertThat(first).isGreaterThanOrEqualTo((times[1] - times[0]) / 1000 / 1e6);
        double duration = recorded.end().path("duration_s").asDouble();
        assertThat(duration - first).isGreaterThanOrEqualTo(0.029);
    }

    @Test
    void chunk_conversionThatIsSlow_holdsBackWhoBringsMore() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger added = new AtomicInteger();
        LlmRequest request = Recorded.request(true).toJson(raw -> {
            await(go);
            return raw;
        });

        Recorded recorded = Recorded.of(dir, request, call -> {
            Thread brings = new Thread(() -> {
                for (int i = 0; i < 2000; i++) {
                    call.chunk(said("x"));
                    added.incrementAndGet();
                }
            });
            brings.start();
            for (int i = 0; i < 2000 && !isHeldBack(brings); i++) {
                pass(5);
            }
            assertThat(isHeldBack(brings)).isTrue();
            assertThat(added.get()).isLessThan(2 * WaitingChunks.MOST);
            go.countDown();
            join(brings);
            call.chunk(STOP);
            call.finish();
        });

        assertThat(recorded.end().path("output").asString()).isEqualTo("x".repeat(2000));
    }

    @Test
    void chunk_conversionThatFails_isPartialAndSaidOnce() {
        try (Warnings warnings = new Warnings()) {
            LlmRequest request = Recorded.request(true).toJson(raw -> {
                if (raw instanceof Integer) {
                    throw new OddException();
                }
                return raw;
            });

            Recorded.of(dir, request, call -> {
                        call.chunk(1);
                        call.chunk(said("a"));
                        call.chunk(2);
                        call.chunk(STOP);
                        call.finish();
                    })
                    .hasOutput("'a'")
                    .has("decode", "'partial'")
                    .has("finish_reason", "'stop'");
            assertThat(warnings.messages()).hasSize(1);
        }
    }

    // ---- ends ---------------------------------------------------------------------------------------------------

    @Test
    void finish_whole_afterChunks_comesAfterThem() {
        LlmRequest request = Recorded.request(true);

        Recorded.of(dir, request, call -> {
                    call.chunk(said("a"));
                    call.finish(Recorded.json("{'choices':[{'delta':{'content':'b'},'finish_reason':'stop'}]}"));
                })
                .hasOutput("'ab'");
    }

    @Test
    void firstEndCounts() {
        stream(call -> {
                    call.chunk(STOP);
                    call.finish();
                    call.cancel();
                    call.fail(new IllegalStateException("too late"));
                    call.finish(WHOLE);
                })
                .hasNoOutput()
                .hasNo("cancelled", "incomplete")
                .isOk();
    }

    @Test
    void finish_whole_fromTwoThreads_isDecodedOnce() throws Exception {
        List<JsonNode> ends = race(call -> call.finish(WHOLE), call -> call.finish(WHOLE));

        assertThat(ends).hasSize(300);
        assertThat(ends).allMatch(end -> end.path("output").asString().equals("Hello"));
    }

    @Test
    void finishAndCancelAtOnce_oneOfThem() throws Exception {
        List<JsonNode> ends = race(call -> call.finish(WHOLE), LlmCall::cancel);

        assertThat(ends).hasSize(300);
        assertThat(ends).allMatch(end -> end.path("metadata").has("cancelled") != end.has("output"));
    }

    @Test
    void fail_keepsWhatCame() {
        Recorded recorded = stream(call -> {
                    call.chunk(said("Half"));
                    call.fail(new CompletionException(new IOException("reset")));
                })
                .hasOutput("'Half'")
                .hasNo("incomplete", "cancelled");

        assertThat(recorded.end().path("status").asString()).isEqualTo("error");
        assertThat(recorded.end().path("error").path("message").asString()).isEqualTo("reset");
    }

    @Test
    void fail_cancelledFuture_isMarked() {
        Recorded recorded =
                stream(call -> call.fail(new CancellationException("enough"))).has("cancelled", "true");

        assertThat(recorded.end().path("status").asString()).isEqualTo("error");
    }

    @Test
    void cancel_isNoError() {
        stream(call -> {
                    call.chunk(said("Half"));
                    call.cancel();
                })
                .hasOutput("'Half'")
                .has("cancelled", "true")
                .hasNo("incomplete")
                .isOk();
    }

    @Test
    void closedTrace_endsTheCallAsAbandoned() {
        stream(call -> call.chunk(said("Half")))
                .hasOutput("'Half'")
                .has("abandoned", "true")
                .hasNo("incomplete")
                .isOk();
    }

    @Test
    void watchedObjectIsGarbage_endsTheCallAsAbandoned() {
        stream(call -> {
                    call.chunk(said("Half"));
                    call.watch(new Object());
                    for (int i = 0; i < 500 && !call.isEnded(); i++) {
                        System.gc();
                        pass(10);
                    }
                    assertThat(call.isEnded()).isTrue();
                })
                .hasOutput("'Half'")
                .has("abandoned", "true")
                .isOk();
    }

    @Test
    void finishWith_endsWithTheFuture() {
        CompletableFuture<Object> future = new CompletableFuture<>();

        Recorded.of(dir, Recorded.request(false), call -> {
                    call.finishWith(future);
                    assertThat(call.isEnded()).isFalse();
                    future.complete(WHOLE);
                })
                .hasOutput("'Hello'")
                .isOk();
    }

    @Test
    void beforeEnd_thatThrows_losesNothingElse() {
        try (Warnings warnings = new Warnings()) {
            stream(call -> {
                        call.beforeEnd(() -> {
                            throw new OtherOddException();
                        });
                        call.chunk(said("a"));
                        call.chunk(STOP);
                        call.finish();
                    })
                    .hasOutput("'a'")
                    .has("finish_reason", "'stop'")
                    .isOk();
            assertThat(warnings.messages()).hasSize(1);
        }
    }

    // ---- what is recorded ---------------------------------------------------------------------------------------

    @Test
    void start_recordsTheRequest() {
        Path file = dir.resolve("request.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            Map<?, ?> body = (Map<?, ?>) Recorded.json("""
                    {'model':'gpt-4o','messages':[{'role':'user','content':'Hi'}],'temperature':0.5,'stream':true,
                     'tools':[{'type':'function'}],'stream_options':{'include_usage':true}}""");
            LlmCall call = LlmCall.start(
                    LlmRequest.of("chat", Kind.LLM).provider("openai").api("chat.completions").body(body).stream(true));
            call.requestId("req_1").retries(2).retries(0).finish();
        }

        JsonNode start = Lines.of(file).start("chat");
        assertThat(start.path("kind").asString()).isEqualTo("llm");
        assertThat(start.path("input").toString())
                .isEqualTo(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"tools\":[{\"type\":\"function\"}]}");
        assertThat(start.path("metadata").toString())
                .isEqualTo("{\"provider\":\"openai\",\"api\":\"chat.completions\",\"model\":\"gpt-4o\","
                        + "\"model_parameters\":{\"temperature\":0.5,\"stream_options\":{\"include_usage\":true}},"
                        + "\"stream\":true}");
        JsonNode end = Lines.of(file).end("chat").path("metadata");
        assertThat(end.path("request_id").asString()).isEqualTo("req_1");
        assertThat(end.path("retries").asInt()).isEqualTo(2);
    }

    @Test
    void answer_filledByAnIntegration() {
        Recorded recorded = stream(call -> {
            call.answer()
                    .model("m")
                    .responseId("r")
                    .reasoning("Hm.")
                    .text("Hel")
                    .text(null)
                    .text("lo")
                    .toolCall("a", "id_a", "f", "{\"x\":")
                    .toolCall("a", null, null, "1}")
                    .file(new byte[] {1, 2, 3}, "image/png")
                    .finishReason("STOP")
                    .usage(TokenUsage.of(4, 2));
            call.finish();
        });

        JsonNode output = recorded.has("finish_reason", "'STOP'")
                .has("response_id", "'r'")
                .hasCounts("{'input_tokens':4,'output_tokens':2}")
                .end()
                .path("output");
        assertThat(output.path("text").asString()).isEqualTo("Hello");
        assertThat(output.path("tool_calls").toString())
                .isEqualTo("[{\"id\":\"id_a\",\"name\":\"f\",\"arguments\":{\"x\":1}}]");
        assertThat(output.path("files").path(0).path("_size").asInt()).isEqualTo(3);
    }

    @Test
    void contentOff_nothingThatWasSaid_everythingElse() throws IOException {
        Path file = dir.resolve("quiet.jsonl");
        try (Tracer tracer = Tracer.builder(file).captureContent(false).open()) {
            LlmCall call = LlmCall.start(LlmRequest.of("chat", Kind.LLM)
                    .body(
                            (Map<?, ?>)
                                    Recorded.json(
                                            "{'model':'gpt-4o','messages':[{'content':'SAID'}],'temperature':0.5,'instructions':'SAID'}"))
                    .stream(true));
            call.chunk(said("SAID"));
            call.chunk(Recorded.json("{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,"
                    + "'function':{'name':'SAID','arguments':'SAID'}}],'audio':{'data':'AQID'}}}]}"));
            call.chunk(Recorded.json("{'mystery':'SAID'}"));
            call.answer().file(new byte[] {1, 2}, "image/png");
            call.chunk(Recorded.json("{'model':'gpt-4o','choices':[{'index':0,'delta':{},'finish_reason':'stop'}],"
                    + "'usage':{'prompt_tokens':10,'completion_tokens':2}}"));
            call.finish();
            LlmCall.start(LlmRequest.of("plain", null).input("SAID")).finish(Map.of("x", "SAID"));
        }

        assertThat(Files.readString(file)).doesNotContain("SAID");
        assertThat(dir.resolve("quiet.files")).doesNotExist();
        JsonNode end = Lines.of(file).end("chat");
        assertThat(end.has("output")).isFalse();
        JsonNode metadata = end.path("metadata");
        assertThat(metadata.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(metadata.path("decode").asString()).isEqualTo("partial");
        assertThat(metadata.has("time_to_first_token_s")).isTrue();
        assertThat(metadata.path("token_usage").path("cost").asDouble()).isPositive();
        assertThat(Lines.of(file)
                        .start("chat")
                        .path("metadata")
                        .path("model_parameters")
                        .toString())
                .isEqualTo("{\"temperature\":0.5}");
    }

    @Test
    void mask_seesMessagesParametersAndAnswers() throws IOException {
        Path file = dir.resolve("masked.jsonl");
        try (Tracer tracer = Tracer.builder(file)
                .mask((field, text) -> text.replace("SECRET", "***"))
                .open()) {
            LlmCall call = LlmCall.start(LlmRequest.of("chat", Kind.LLM)
                    .body((Map<?, ?>) Recorded.json("{'messages':[{'content':'a SECRET b'}],'user':'SECRET'}")));
            call.finish(Recorded.json("{'choices':[{'message':{'content':'SECRET!','reasoning':'SECRET?',"
                    + "'tool_calls':[{'id':'1','function':{'name':'f','arguments':'{`k`:`SECRET`}'}}]}}]}"));
        }

        assertThat(Files.readString(file)).doesNotContain("SECRET");
        JsonNode output = Lines.of(file).end("chat").path("output");
        assertThat(output.path("text").asString()).isEqualTo("***!");
        assertThat(output.path("tool_calls").path(0).path("arguments").path("k").asString())
                .isEqualTo("***");
    }

    // ---- where nothing is recorded ------------------------------------------------------------------------------

    @Test
    void noTracer_everythingIsIgnored() {
        assertThat(LlmCall.isRecorded()).isFalse();

        LlmCall call = LlmCall.start(Recorded.request(true));
        call.chunk(said("a"));
        call.watch(new Object());
        call.requestId("r").retries(1).finish(WHOLE);
        call.fail(new IOException());

        assertThat(call.isEnded()).isTrue();
        assertThat(call.answer().output()).isNull();
    }

    @Test
    void disabled_nothingIsRecorded() {
        Path file = dir.resolve("disabled.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            Traqo.disable();
            assertThat(LlmCall.isRecorded()).isFalse();
            LlmCall.start(Recorded.request(false)).finish(WHOLE);
            Traqo.enable();
            assertThat(LlmCall.isRecorded()).isTrue();
            assertThat(tracer.isRecording()).isTrue();
        }

        assertThat(Lines.of(file).ofType("span_start")).isEmpty();
    }

    @Test
    void disabledMeanwhile_nothingIsThrown() {
        Path file = dir.resolve("meanwhile.jsonl");
        LlmCall call;
        try (Tracer tracer = Tracer.builder(file).open()) {
            call = LlmCall.start(Recorded.request(true));
            Traqo.disable();
            call.chunk(said("a"));
            call.finish(WHOLE);
            Traqo.enable();
            assertThat(tracer.isRecording()).isTrue();
        }

        assertThat(call.isEnded()).isTrue();
        assertThat(Lines.of(file).ofType("span_start")).hasSize(1);
    }

    @Test
    void noValue_isNoProblem() {
        stream(call -> {
                    call.chunk(null);
                    call.requestId(null);
                    call.answer()
                            .text(null)
                            .toolCall("k", null, null, null)
                            .usage(null)
                            .model(null);
                    call.finish(null);
                })
                .hasOutput("{'tool_calls':[{'name':null,'arguments':''}]}")
                .has("incomplete", "true");
    }

    private Recorded stream(Consumer<LlmCall> use) {
        return Recorded.of(dir, Recorded.request(true), use);
    }

    /** The ends of 300 calls for which two threads do this at once. */
    private List<JsonNode> race(Consumer<LlmCall> one, Consumer<LlmCall> other) throws Exception {
        Path file = dir.resolve("race.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Tracer tracer = Tracer.builder(file).open()) {
            for (int i = 0; i < 300; i++) {
                LlmCall call = LlmCall.start(Recorded.request(false));
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<?>> both = new ArrayList<>();
                for (Consumer<LlmCall> end : List.of(one, other)) {
                    both.add(threads.submit(() -> {
                        await(together);
                        end.accept(call);
                    }));
                }
                for (Future<?> ended : both) {
                    ended.get(10, SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        return Lines.of(file).ofType("span_end").toList();
    }

    private static Object said(String text) {
        return Map.of("choices", List.of(Map.of("index", 0, "delta", Map.of("content", text))));
    }

    /** Time that a measurement can see. */
    private static void pass(int millis) {
        long until = System.nanoTime() + MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isHeldBack(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Warnings are said once for every type. */
    private static final class OddException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class OtherOddException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
