package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Kind;
import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.read.Status;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTapTest {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String SSE = "text/event-stream";
    private static final String ANSWER =
            "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"Täglich.\"},\"finish_reason\":\"stop\"}]}";

    @TempDir
    Path folder;

    private static @Nullable Throwable strict(int status, byte[] body) {
        return new IllegalArgumentException(status + ": " + new String(body, StandardCharsets.UTF_8));
    }

    private static @Nullable Throwable lenient(int status, byte[] body) {
        return null;
    }

    private static String chunk(String text) {
        return "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}";
    }

    private static String stop() {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    }

    private static LlmRequest request(boolean stream) {
        return LlmRequest.of("chat", Kind.LLM).model("m").stream(stream);
    }

    private SpanNode whole(Consumer<ResponseTap> use) throws IOException {
        return span(use, request(false), ResponseTapTest::strict, 1 << 20);
    }

    private SpanNode stream(Consumer<ResponseTap> use) throws IOException {
        return span(use, request(true), ResponseTapTest::strict, 1 << 20);
    }

    private SpanNode span(Consumer<ResponseTap> use, LlmRequest request, ResponseTap.Failure failure, int most)
            throws IOException {
        Path file = folder.resolve("run.jsonl");
        try (Tracer tracer = Tracer.builder(file).open()) {
            use.accept(ResponseTap.start(request, failure, most));
            assertThat(tracer.isRecording()).isTrue();
        }
        return TraceTree.read(file).get(0).spans().iterator().next();
    }

    private static void read(ResponseTap tap, String text, int pieceSize) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += pieceSize) {
            byte[] reused = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + pieceSize));
            tap.read(reused, 0, reused.length);
            Arrays.fill(reused, (byte) 'x');
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void json_isTheAnswer(int pieceSize) throws IOException {
        SpanNode call = whole(tap -> {
            tap.answered(200, JSON);
            read(tap, ANSWER, pieceSize);
            tap.end();
            tap.close();
            tap.fail(new IOException("too late"));
        });
        assertThat(call.output()).isEqualTo("Täglich.");
        assertThat(call.status()).isEqualTo(Status.OK);
        assertThat(call.metadata()).containsEntry("finish_reason", "stop").doesNotContainKeys("decode", "cancelled");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void events_arePiecesOfTheAnswer(int pieceSize) throws IOException {
        SpanNode call = stream(tap -> {
            tap.answered(200, SSE);
            read(tap, "data: " + chunk("Tä") + "\n\ndata: " + chunk("glich.") + "\r\n\r\n", pieceSize);
            read(tap, "event: x\ndata: " + stop() + "\n\ndata: [DONE]\n\n", pieceSize);
            tap.close();
        });
        assertThat(call.output()).isEqualTo("Täglich.");
        assertThat(call.metadata())
                .containsEntry("finish_reason", "stop")
                .containsKey("time_to_first_token_s")
                .doesNotContainKeys("decode", "cancelled", "incomplete");
    }

    @Test
    void events_closedEarly() throws IOException {
        SpanNode call = stream(tap -> {
            tap.answered(200, SSE);
            read(tap, "data: " + chunk("Tä") + "\n\ndata: " + chunk("gl"), 4096);
            tap.close();
        });
        assertThat(call.output()).isEqualTo("Tä");
        assertThat(call.metadata()).containsEntry("cancelled", true).doesNotContainKey("decode");
    }

    @Test
    void events_failingWhileRead() throws IOException {
        SpanNode call = stream(tap -> {
            tap.answered(200, SSE);
            read(tap, "data: " + chunk("Tä") + "\n\n", 4096);
            tap.fail(new IOException("reset"));
        });
        assertThat(call.output()).isEqualTo("Tä");
        assertThat(call.error()).containsEntry("type", "java.io.IOException").containsEntry("message", "reset");
    }

    @Test
    void events_oneIsAnError() throws IOException {
        SpanNode call = stream(tap -> {
            tap.answered(200, SSE);
            read(tap, "data: " + chunk("Tä") + "\n\ndata:  { \"error\" : {\"code\":503}}\n\n", 4096);
            read(tap, "data: " + chunk("glich") + "\n\n", 4096);
            tap.end();
        });
        assertThat(call.output()).isEqualTo("Tä");
        assertThat(call.error().get("message").toString()).contains("503");
    }

    @Test
    void events_oneIsNoJson() throws IOException {
        Consumer<ResponseTap> use = tap -> {
            tap.answered(200, SSE);
            read(tap, "data: " + chunk("one") + "\n\ndata: {\"choi\n\ndata: " + chunk(" two") + "\n\n", 4096);
            tap.close();
        };
        SpanNode strict = stream(use);
        assertThat(strict.output()).isEqualTo("one");
        assertThat(strict.error()).containsEntry("message", "200: {\"choi");
        folder = folder.resolve("lenient");
        SpanNode lenient = span(use, request(true), ResponseTapTest::lenient, 1 << 20);
        assertThat(lenient.output()).isEqualTo("one two");
        assertThat(lenient.error()).isNull();
        assertThat(lenient.metadata()).containsEntry("decode", "partial").containsEntry("cancelled", true);
    }

    @Test
    void json_closedAfterItsLastBrace() throws IOException {
        SpanNode call = whole(tap -> {
            tap.answered(200, JSON);
            read(tap, ANSWER, 4096);
            tap.close();
        });
        assertThat(call.output()).isEqualTo("Täglich.");
        assertThat(call.metadata()).doesNotContainKey("cancelled");
    }

    @Test
    void json_closedEarly() throws IOException {
        SpanNode call = whole(tap -> {
            tap.answered(200, JSON);
            read(tap, ANSWER.substring(0, 40), 4096);
            tap.close();
        });
        assertThat(call.output()).isNull();
        assertThat(call.metadata()).containsEntry("cancelled", true);
    }

    @Test
    void json_thatIsNone() throws IOException {
        Consumer<ResponseTap> use = tap -> {
            tap.answered(200, JSON);
            read(tap, "{\"choices\": oops", 4096);
            tap.end();
        };
        assertThat(whole(use).error()).containsEntry("message", "200: {\"choices\": oops");
        folder = folder.resolve("lenient");
        SpanNode lenient = span(use, request(false), ResponseTapTest::lenient, 1 << 20);
        assertThat(lenient.output()).isEqualTo("{\"choices\": oops");
        assertThat(lenient.metadata()).containsEntry("decode", "partial");
    }

    @Test
    void status_failsTheCallWithTheBody() throws IOException {
        SpanNode call = whole(tap -> {
            tap.answered(429, JSON);
            read(tap, "{\"error\":1}", 3);
            tap.end();
        });
        assertThat(call.status()).isEqualTo(Status.ERROR);
        assertThat(call.error())
                .containsEntry("type", IllegalArgumentException.class.getName())
                .containsEntry("message", "429: {\"error\":1}");
        assertThat(call.output()).isNull();
    }

    @Test
    void status_whoseBodyNobodyReads() throws IOException {
        SpanNode call = whole(tap -> {
            tap.answered(503, SSE);
            tap.close();
        });
        assertThat(call.error()).containsEntry("message", "503: ");
    }

    @Test
    void failure_thatFails() throws IOException {
        ResponseTap.Failure broken = (status, body) -> {
            throw new IllegalStateException("broken");
        };
        SpanNode call = span(
                tap -> {
                    tap.answered(500, null);
                    read(tap, "no", 10);
                    tap.end();
                },
                request(false),
                broken,
                1 << 20);
        assertThat(call.error()).containsEntry("message", "status 500: no");
    }

    @Test
    void bytes_areCountedAndNotKept() throws IOException {
        SpanNode call = whole(tap -> {
            tap.answered(200, "image/png");
            read(tap, "not a picture", 5);
            tap.end();
        });
        assertThat(call.output()).isEqualTo(Map.of("_type", "image/png", "_size", 13L));
    }

    @Test
    void tooMuch_isNotKept() throws IOException {
        SpanNode json = span(
                tap -> {
                    tap.answered(200, JSON);
                    read(tap, ANSWER, 16);
                    tap.end();
                },
                request(false),
                ResponseTapTest::strict,
                64);
        assertThat(json.output()).isNull();
        assertThat(json.error()).isNull();
        assertThat(json.metadata()).containsEntry("decode", "partial");
        folder = folder.resolve("events");
        SpanNode events = span(
                tap -> {
                    tap.answered(200, SSE);
                    read(tap, "data: " + chunk("x".repeat(1000)) + "\n\ndata: " + chunk("y") + "\n\n", 16);
                    tap.end();
                },
                request(true),
                ResponseTapTest::strict,
                256);
        assertThat(events.output()).isEqualTo("y");
        assertThat(events.metadata()).containsEntry("decode", "partial");
    }

    @Test
    void toJson_getsWhatCame() throws IOException {
        LlmRequest request = request(false).toJson(json -> ((Map<?, ?>) json).get("wrapped"));
        SpanNode call = span(
                tap -> {
                    tap.answered(200, JSON);
                    read(tap, "{\"wrapped\":" + ANSWER + "}", 4096);
                    tap.end();
                },
                request,
                ResponseTapTest::strict,
                1 << 20);
        assertThat(call.output()).isEqualTo("Täglich.");
    }
}
