package dev.traqo.gemini;

import dev.traqo.internal.Log;
import dev.traqo.llm.LlmCall;
import dev.traqo.llm.LlmRequest;
import dev.traqo.llm.ResponseTap;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The calls of a client that are recorded. They begin where the client makes the {@link Call}, which is on the thread of
 * the caller also for asynchronous ones; the interceptor, in front of the one with which the SDK tries again, sees what
 * becomes of them.
 */
final class OpenCalls implements Interceptor {

    /** Nothing in a value may lead to its key. */
    private final Map<Call, OpenCall> open = Collections.synchronizedMap(new WeakHashMap<>());

    private static final class OpenCall {
        final ResponseTap tap;
        final long startNanos = System.nanoTime();
        final AtomicInteger attempts = new AtomicInteger();
        volatile String reason = "";

        OpenCall(LlmRequest request) {
            tap = ResponseTap.start(request, (status, body) -> GeminiErrors.of(status, reason, body));
        }
    }

    /** Runs inside of {@code newCall}. */
    void begin(Call call) {
        try {
            LlmRequest request = LlmCall.isRecorded() ? GeminiRequest.read(call.request()) : null;
            if (request != null) {
                OpenCall opened = new OpenCall(request);
                opened.tap.call().watch(call); // one that is never executed ends as abandoned
                open.put(call, opened);
            }
        } catch (Throwable e) {
            Log.warnOnce("gemini " + e.getClass().getName(), "a call of Gemini could not be recorded", e);
        }
    }

    /** The request leaves, once more or for the first time. */
    Response attempt(Chain chain) throws IOException {
        OpenCall call = open.get(chain.call());
        if (call != null) {
            call.attempts.incrementAndGet();
        }
        return chain.proceed(chain.request());
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        OpenCall call = open.get(chain.call());
        if (call == null) {
            return chain.proceed(chain.request());
        }
        Response response;
        try {
            response = chain.proceed(chain.request());
        } catch (IOException | RuntimeException | Error e) {
            call.tap.call().retries(call.attempts.get() - 1);
            failed(chain.call(), call, e, "Failed to execute HTTP request.");
            throw e;
        }
        return tapped(chain.call(), call, response);
    }

    private static Response tapped(Call from, OpenCall call, Response response) {
        ResponseBody body = response.body();
        ResponseTap tap = call.tap;
        tap.call().retries(call.attempts.get() - 1);
        call.reason = response.message();
        boolean packed = response.header("Content-Encoding") != null;
        tap.answered(response.code(), packed ? null : response.header("Content-Type"));
        if (body == null) {
            tap.end();
            return response;
        }
        boolean stream = from.request().url().encodedPath().endsWith(":streamGenerateContent");
        String failure = stream ? "Failed to read next JSON object from the stream" : "Failed to read HTTP response.";
        TappedBody tapped = new TappedBody(body, tap, e -> failed(from, call, e, failure));
        return response.newBuilder().body(tapped).build();
    }

    /** OkHttp cancels a call whose time is up, too, and says so only further out; the SDK has a message for each. */
    private static void failed(Call from, OpenCall call, Throwable error, String message) {
        long limit = from.timeout().timeoutNanos();
        boolean late = limit > 0 && System.nanoTime() - call.startNanos >= limit;
        if (from.isCanceled() && !late) {
            call.tap.call().cancel();
            return;
        }
        Throwable seen = from.isCanceled() ? new InterruptedIOException("timeout").initCause(error) : error;
        boolean sdk = String.valueOf(from.request().header("x-goog-api-client")).contains("google-genai");
        call.tap.fail(sdk ? GeminiErrors.of(message, seen) : seen);
    }
}
