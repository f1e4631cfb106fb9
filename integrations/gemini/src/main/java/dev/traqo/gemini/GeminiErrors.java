package dev.traqo.gemini;

import com.google.genai.JsonSerializable;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.GenAiIOException;
import dev.traqo.read.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** The exceptions that the SDK throws for what a server sends, which cannot be seen from here: the SDK makes them. */
final class GeminiErrors {

    private static final int SERVER_ERROR = 500;

    private GeminiErrors() {}

    /**
     * @param status of the response
     * @param reason beside the status
     * @param body of the response, or of an event that is an error or no JSON
     */
    static Throwable of(int status, String reason, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            if (status < 200 || status > 299) {
                ApiException.throwFromResponse(response(status, reason, text));
            } else {
                JsonSerializable.stringToJsonNode(text);
                ApiException.throwFromResponse(event(body));
            }
            return new IllegalStateException(status + " " + reason + ": " + text);
        } catch (Exception e) {
            return e;
        }
    }

    /** An event says by itself what status it would have been, and its details are not looked at. */
    private static Response event(byte[] body) {
        Map<?, ?> error = Json.parse(body, 0, body.length) instanceof Map<?, ?> event
                        && event.get("error") instanceof Map<?, ?> inner
                ? inner
                : Map.of();
        int code = error.get("code") instanceof Long number ? number.intValue() : SERVER_ERROR;
        String status = error.get("status") instanceof String text ? text : "UNKNOWN";
        String message = error.get("message") instanceof String text ? text : "";
        return response(
                code, status, Json.write(Map.of("error", Map.of("code", code, "status", status, "message", message))));
    }

    /** What the SDK makes of it when no response came. */
    static Throwable notSent(Throwable error) {
        return wrapped("Failed to execute HTTP request.", error);
    }

    /** What the SDK makes of it when the response breaks off. */
    static Throwable notRead(Throwable error, boolean stream) {
        return wrapped(
                stream ? "Failed to read next JSON object from the stream" : "Failed to read HTTP response.", error);
    }

    private static Throwable wrapped(String message, Throwable error) {
        return error instanceof IOException io ? new GenAiIOException(message, io) : error;
    }

    private static Response response(int status, String reason, String body) {
        return new Response.Builder()
                .request(new Request.Builder().url("http://localhost/").build())
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message(reason)
                .body(ResponseBody.create(body, MediaType.parse("application/json")))
                .build();
    }
}
