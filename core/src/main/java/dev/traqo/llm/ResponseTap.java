package dev.traqo.llm;

import dev.traqo.internal.Log;
import dev.traqo.read.Json;
import dev.traqo.read.JsonException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The body of an HTTP response, as the application reads it, becomes the answer of an {@link LlmCall}: for integrations
 * with libraries that can only be observed where they speak HTTP. Knows no HTTP library.
 *
 * <ol>
 *   <li>{@link #start} on the thread of the caller, before the request leaves.
 *   <li>{@link #answered} when status and headers are there.
 *   <li>{@link #read} for all bytes that the application reads, then one of {@link #end}, {@link #close} and
 *       {@link #fail}; those that come later do nothing.
 * </ol>
 *
 * <p>A body of JSON is the answer; of server-sent events, the data of each is one event of it; of anything else only the
 * size is recorded. A status other than 2xx fails the call, with an error that the integration describes, because the
 * one that the library throws is not to be seen from here.
 *
 * <p>Safe for any thread. No method throws, whatever it is given.
 */
public final class ResponseTap {

    /** What a library makes of an answer that is none. */
    @FunctionalInterface
    public interface Failure {

        /**
         * The error as the application gets it, or as like it as possible; null if the library does not mind.
         *
         * @param status of the response; a good one if its body, or an event of its body, tells of an error or is no JSON
         * @param body of the response, or the data of the event
         */
        @Nullable
        Throwable of(int status, byte[] body);
    }

    private static final int MOST_BYTES = 64 << 20;
    private static final int GOOD = 200;
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);

    private final LlmCall call;
    private final Failure failure;
    private final int mostBytes;
    private final SseEvents events;

    /** What an event that is no JSON comes to. */
    private final AtomicReference<Throwable> malformed;

    private ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private Content content = Content.OTHER;
    private String type = "";
    private int status;
    private long size;

    private enum Content {
        JSON,
        EVENTS,
        OTHER,
        ERROR
    }

    private ResponseTap(LlmCall call, Failure failure, int mostBytes, AtomicReference<Throwable> malformed) {
        this.call = call;
        this.failure = failure;
        this.mostBytes = mostBytes;
        this.malformed = malformed;
        this.events = new SseEvents(mostBytes, this::event);
    }

    /**
     * Begins a call, below what is current on this thread.
     *
     * @param request its {@link LlmRequest#toJson} gets the JSON that came, not the bytes
     */
    public static ResponseTap start(LlmRequest request, Failure failure) {
        return start(request, failure, MOST_BYTES);
    }

    /** For a call that has begun, and whose {@link LlmRequest#toJson} understands the bytes of an event. */
    public static ResponseTap on(LlmCall call) {
        return new ResponseTap(call, (status, body) -> null, MOST_BYTES, new AtomicReference<>());
    }

    static ResponseTap start(LlmRequest request, Failure failure, int mostBytes) {
        UnaryOperator<Object> further = request.toJson();
        AtomicReference<Throwable> malformed = new AtomicReference<>();
        request.toJson(raw -> {
            Object value = raw instanceof byte[] event ? json(event, failure, malformed) : raw;
            return value == null ? null : further.apply(value);
        });
        return new ResponseTap(LlmCall.start(request), failure, mostBytes, malformed);
    }

    /** Null for what the application will not see, because the library fails before. */
    private static @Nullable Object json(byte[] event, Failure failure, AtomicReference<Throwable> malformed) {
        if (malformed.get() != null) {
            return null;
        }
        try {
            return Json.parse(event, 0, event.length);
        } catch (JsonException e) {
            malformed.set(failure.of(GOOD, event));
            throw e;
        }
    }

    private static @Nullable Object jsonOrText(byte[] body) {
        try {
            return Json.parse(body, 0, body.length);
        } catch (JsonException e) {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** The call, for what else is known of it. */
    public LlmCall call() {
        return call;
    }

    /**
     * The head of the response is there.
     *
     * @param contentType of the body as it is handed to {@link #read}; null if it is not known, or the bytes are packed
     */
    public synchronized void answered(int httpStatus, @Nullable String contentType) {
        status = httpStatus;
        type = contentType == null ? "" : contentType.strip();
        String lower = type.toLowerCase(Locale.ROOT);
        if (httpStatus < 200 || httpStatus > 299) {
            content = Content.ERROR;
        } else if (lower.startsWith("text/event-stream")) {
            content = Content.EVENTS;
        } else if (lower.startsWith("application/json") || lower.contains("+json")) {
            content = Content.JSON;
        }
    }

    /** The application reads these bytes; they are copied. */
    public synchronized void read(byte[] bytes, int offset, int length) {
        try {
            size += length;
            if (call.isEnded()) {
                return;
            }
            if (content == Content.EVENTS) {
                events.read(bytes, offset, length);
            } else if (content != Content.OTHER && size <= mostBytes) {
                kept.write(bytes, offset, length);
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** The application has read the whole body. */
    public synchronized void end() {
        ended(true);
    }

    /** The application wants no more of the body; after its end this does nothing. */
    public synchronized void close() {
        ended(false);
    }

    /** Sending the request or reading the response failed with this exception, which the application gets. */
    public synchronized void fail(Throwable error) {
        call.fail(error);
    }

    private void ended(boolean complete) {
        try {
            if (call.isEnded()) {
                return;
            }
            byte[] body = kept.toByteArray();
            kept = new ByteArrayOutputStream(0);
            switch (content) {
                case ERROR -> fail(described(status, body));
                case EVENTS -> endOfEvents(complete);
                case JSON -> endOfJson(body, complete);
                case OTHER -> endOfOther(complete);
            }
        } catch (Throwable e) {
            failed(e);
            call.finish();
        }
    }

    private void endOfEvents(boolean complete) {
        if (complete) {
            events.end();
        }
        if (events.isIncomplete()) {
            call.incomplete();
        }
        call.decodeWaiting();
        Throwable error = malformed.get();
        if (error != null) {
            fail(error);
        } else {
            finish(complete);
        }
    }

    private void endOfJson(byte[] body, boolean complete) {
        if (size > mostBytes) {
            call.incomplete();
            finish(complete);
            return;
        }
        Object value = jsonOrText(body);
        if (!(value instanceof String text)) {
            call.finish(value); // parsers stop at the last brace and leave the end of the body unread
        } else if (complete) {
            endOfText(body, text);
        } else {
            call.cancel();
        }
    }

    private void endOfText(byte[] body, String text) {
        Throwable error = failure.of(status, body);
        if (error != null) {
            fail(error);
        } else {
            call.finish(text);
        }
    }

    private void endOfOther(boolean complete) {
        if (complete && size > 0) {
            call.finish(type.isEmpty() ? Map.of("_size", size) : Map.of("_type", type, "_size", size));
        } else {
            finish(complete);
        }
    }

    private void finish(boolean complete) {
        if (complete) {
            call.finish();
        } else {
            call.cancel();
        }
    }

    private void event(byte[] data) {
        if (Arrays.equals(data, DONE)) {
            call.finish();
            return;
        }
        Throwable error = isError(data) ? failure.of(status, data) : null;
        if (error != null) {
            fail(error);
        } else {
            call.chunk(data);
        }
    }

    /** Whether its first key is {@code error}: no more than that is looked at for every event. */
    private static boolean isError(byte[] json) {
        int at = skipSpace(json, 0);
        if (at == json.length || json[at] != '{') {
            return false;
        }
        at = skipSpace(json, at + 1);
        int end = Math.min(json.length, at + ERROR.length);
        return Arrays.equals(json, at, end, ERROR, 0, ERROR.length)
                && jsonOrText(json) instanceof Map<?, ?> map
                && map.get("error") instanceof Map;
    }

    private static int skipSpace(byte[] json, int from) {
        int at = from;
        while (at < json.length && json[at] <= ' ' && json[at] >= 0) {
            at++;
        }
        return at;
    }

    private Throwable described(int httpStatus, byte[] body) {
        try {
            Throwable error = failure.of(httpStatus, body);
            if (error != null) {
                return error;
            }
        } catch (Throwable e) {
            failed(e);
        }
        return new IllegalStateException("status " + httpStatus + ": " + new String(body, StandardCharsets.UTF_8));
    }

    private static void failed(Throwable e) {
        Log.warnOnce("tap " + e.getClass().getName(), "the answer of a model could not be recorded completely", e);
    }
}
