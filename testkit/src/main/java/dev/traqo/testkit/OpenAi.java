package dev.traqo.testkit;

import dev.traqo.read.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OpenAI's endpoints have in common. */
final class OpenAi {

    private OpenAi() {}

    static String error(int status, String message) {
        return Json.write(Fields.of("error", errorObject(status, message)));
    }

    static Map<String, @Nullable Object> errorObject(int status, String message) {
        String type = switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_exceeded";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
        return Fields.of(
                "message", message, "type", type, "param", null, "code", status == 429 ? "rate_limit_exceeded" : null);
    }

    static String requiredModel(Map<String, @Nullable Object> json) throws Wire.BadRequest {
        if (json.get("model") instanceof String model && !model.isEmpty()) {
            return model;
        }
        throw new Wire.BadRequest("you must provide a model parameter");
    }
}
