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
        Map<?, ?> event = Json.parse(body, 0, body.length) instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> error = event.get("error") instanceof Map<?, ?> map ? map : Map.of();
        int code = error.get("code") instanceof Long number ? number.intValue() : SERVER_ERROR;
        String status = error.get("status") instanceof String text ? text : "UNKNOWN";
        Map<?, ?> told = Map.of("status", status, "message", String.valueOf(error.get("message")));
        return response(code, status, Json.write(Map.of("error", told)));
    }

    /** What the SDK makes of it when HTTP itself fails. */
    static Throwable of(String message, Throwable error) {
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
