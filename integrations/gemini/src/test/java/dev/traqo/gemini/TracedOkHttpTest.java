package dev.traqo.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.traqo.Tracer;
import dev.traqo.read.SpanNode;
import dev.traqo.testkit.FakeLlmServer;
import dev.traqo.testkit.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link TraqoGemini#traced} does to an OkHttp client, without the SDK. */
class TracedOkHttpTest {

    private static final String BODY = "{\"contents\":[{\"parts\":[{\"text\":\"Well?\"}]}]}";

    @TempDir
    Path folder;

    private final FakeLlmServer server = FakeLlmServer.start();
    private final OkHttpClient plain = new OkHttpClient();
    private final OkHttpClient traced = TraqoGemini.traced(plain);

    @AfterEach
    void close() {
        plain.dispatcher().executorService().shutdownNow();
        plain.connectionPool().evictAll();
        server.close();
    }

    private Request request(String verb) {
        return new Request.Builder()
                .url(server.url() + "/v1beta/models/gemini-2.5-flash:" + verb)
                .post(RequestBody.create(BODY.getBytes(StandardCharsets.UTF_8), MediaType.get("application/json")))
                .build();
    }

    @Test
    void response_isTheSameButForTheBodysClass() throws Exception {
        server.answer(request -> Reply.text("Yes."));
        try (Response before = plain.newCall(request("generateContent")).execute();
                Tracer tracer = Tracer.builder(folder.resolve("run.jsonl")).open();
                Response after = traced.newCall(request("generateContent")).execute()) {
            assertThat(after.code()).isEqualTo(before.code());
            assertThat(after.message()).isEqualTo(before.message());
            assertThat(after.protocol()).isEqualTo(before.protocol());
            assertThat(after.headers().names()).isEqualTo(before.headers().names());
            assertThat(after.networkResponse()).isNotNull();
            assertThat(after.body().contentLength()).isEqualTo(before.body().contentLength());
            assertThat(after.body().contentType()).isEqualTo(before.body().contentType());
            assertThat(after.peekBody(5).string()).isEqualTo(before.peekBody(5).string());
            assertThat(after.body().string())
                    .isEqualTo(before.body().string().replace("resp-00000001", "resp-00000002"));
            assertThatThrownBy(() -> after.body().source().readByte()).isInstanceOf(IllegalStateException.class);
        }
        assertThat(Recorded.in(folder.resolve("run.jsonl")).get(0).output()).isEqualTo("Yes.");
    }

    @Test
    void otherRequests_passUntouched() throws Exception {
        List<SpanNode> spans = Recorded.by(folder, () -> {
            Request models =
                    new Request.Builder().url(server.url() + "/v1/models").build();
            try (Response response = traced.newCall(models).execute()) {
                assertThat(response.body().getClass().getName()).startsWith("okhttp3.");
            }
        });
        assertThat(spans).isEmpty();
    }

    @Test
    void noTrace_passesUntouched() throws Exception {
        server.enqueue(Reply.text("Yes."));
        try (Response response = traced.newCall(request("generateContent")).execute()) {
            assertThat(response.body().getClass().getName()).startsWith("okhttp3.");
        }
    }

    @Test
    void traced_twice_isTracedOnce() {
        assertThat(TraqoGemini.traced(traced)).isSameAs(traced);
        assertThat(TraqoGemini.traced(traced.newBuilder().build()).interceptors())
                .hasSize(1);
    }

    @Test
    void eventListener_isAskedAsBefore() throws Exception {
        server.enqueue(Reply.text("Yes."));
        AtomicInteger started = new AtomicInteger();
        OkHttpClient listened = TraqoGemini.traced(plain.newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void callStart(Call call) {
                        started.incrementAndGet();
                    }
                })
                .build());
        List<SpanNode> spans = Recorded.by(
                folder,
                () -> listened.newCall(request("generateContent")).execute().close());
        assertThat(started).hasValue(1);
        assertThat(spans).hasSize(1);
    }

    @Test
    void cancelledBeforeTheAnswer() throws Exception {
        server.enqueue(Reply.hang());
        SpanNode call = Recorded.by(folder, () -> {
                    Call hanging = traced.newCall(request("generateContent"));
                    Thread canceller = new Thread(() -> {
                        server.takeRequest();
                        hanging.cancel();
                    });
                    canceller.start();
                    assertThatThrownBy(hanging::execute).isInstanceOf(IOException.class);
                    canceller.join();
                })
                .get(0);
        assertThat(call.metadata()).containsEntry("cancelled", true);
        assertThat(call.error()).isNull();
    }

    @Test
    void cancelledWhileReading() throws Exception {
        server.enqueue(Reply.text("one two three").hangAfter(1));
        SpanNode call = Recorded.by(folder, () -> {
                    Call stream = traced.newCall(request("streamGenerateContent"));
                    try (Response response = stream.execute()) {
                        BufferedSource source = response.body().source();
                        assertThat(source.readUtf8LineStrict()).contains("one");
                        stream.cancel();
                        assertThatThrownBy(() -> {
                                    while (source.readUtf8Line() != null) {}
                                })
                                .isInstanceOf(IOException.class);
                    }
                })
                .get(0);
        assertThat(call.metadata()).containsEntry("cancelled", true);
        assertThat(call.output()).isEqualTo("one");
        assertThat(call.error()).isNull();
    }

    @Test
    void callTimeout_isAnErrorAndNoCancellation() throws Exception {
        server.enqueue(Reply.hang());
        OkHttpClient hasty = TraqoGemini.traced(
                plain.newBuilder().callTimeout(Duration.ofMillis(200)).build());
        SpanNode call = Recorded.by(
                        folder,
                        () -> assertThatThrownBy(() -> hasty.newCall(request("generateContent"))
                                        .execute())
                                .isInstanceOf(InterruptedIOException.class)
                                .hasMessage("timeout"))
                .get(0);
        assertThat(call.error())
                .containsEntry("type", InterruptedIOException.class.getName())
                .containsEntry("message", "timeout");
        assertThat(call.metadata()).doesNotContainKey("cancelled");
    }

    @Test
    void neverExecuted_endsWithTheTrace() throws Exception {
        SpanNode call = Recorded.by(folder, () -> traced.newCall(request("generateContent")))
                .get(0);
        assertThat(call.openEnded()).isFalse();
        assertThat(call.metadata()).containsEntry("abandoned", true);
    }

    @Test
    void bodyClosedAfterTheLastByte_isComplete() throws Exception {
        server.enqueue(Reply.text("Yes."));
        SpanNode call = Recorded.by(folder, () -> {
                    try (Response response =
                            traced.newCall(request("generateContent")).execute()) {
                        BufferedSource source = response.body().source();
                        long length = response.body().contentLength();
                        if (length > 0) {
                            source.readByteArray(length);
                        } else {
                            source.readByteString();
                        }
                    }
                })
                .get(0);
        assertThat(call.output()).isEqualTo("Yes.");
        assertThat(call.metadata()).doesNotContainKey("cancelled");
    }
}
