package dev.traqo.gemini;

import com.google.genai.errors.ApiException;
import dev.traqo.read.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** The exceptions that the SDK throws for errors that a server sends: the SDK itself makes them. */
final class GeminiErrors {

    private GeminiErrors() {}

    static Throwable of(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        int code = status >= 200 && status < 300 ? codeIn(body) : status;
        try {
            ApiException.throwFromResponse(new Response.Builder()
                    .request(new Request.Builder().url("http://localhost/").build())
                    .protocol(Protocol.HTTP_1_1)
                    .code(code)
                    .message("UNKNOWN")
                    .body(ResponseBody.create(text, MediaType.parse("application/json")))
                    .build());
        } catch (ApiException e) {
            return e;
        }
        return new IllegalStateException(code + ": " + text);
    }

    /** An event of a stream says by itself what status it would have been. */
    private static int codeIn(byte[] event) {
        return Json.parse(event, 0, event.length) instanceof Map<?, ?> map
                        && map.get("error") instanceof Map<?, ?> error
                        && error.get("code") instanceof Long code
                ? code.intValue()
                : 500;
    }
}
