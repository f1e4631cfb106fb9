package dev.traqo.testkit;

import dev.traqo.read.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Anthropic's message batches: create, retrieve, list, cancel. None is remembered, and none is ever done. */
final class AnthropicBatches implements Wire {

    private static final Pattern PATH =
            Pattern.compile("(POST|GET) /v1/messages/batches|GET /v1/messages/batches/([^/]+)"
                    + "|POST /v1/messages/batches/([^/]+)/cancel");
    private static final long DAY_SECONDS = 86_400;

    @Override
    public Purpose purpose() {
        return Purpose.COMPUTES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/messages/batches";
    }

    @Override
    public boolean serves(String method, String path) {
        return PATH.matcher(method + " " + path).matches();
    }

    /** A path that names a batch, or a list, has no body to look at. */
    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) {
        return Prompt.NONE;
    }

    @Override
    public String whole(Turn turn) {
        LlmRequest request = turn.request();
        Matcher matcher = PATH.matcher(request.method() + " " + request.path());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not asked for batches: " + request);
        }
        String retrieved = matcher.group(2);
        String cancelled = matcher.group(3);
        if (cancelled != null) {
            return Json.write(batch(turn, cancelled, true));
        }
        if (retrieved != null) {
            return Json.write(batch(turn, retrieved, false));
        }
        Map<String, @Nullable Object> batch = batch(turn, turn.id("msgbatch_"), false);
        if (request.method().equals("POST")) {
            return Json.write(batch);
        }
        return Json.write(Fields.of(
                "data", List.of(batch), "has_more", false, "first_id", batch.get("id"), "last_id", batch.get("id")));
    }

    private static Map<String, @Nullable Object> batch(Turn turn, String id, boolean cancelled) {
        int requests = Math.max(
                1, Prompt.objects(turn.request().json().get("requests")).size());
        Instant created = Instant.ofEpochSecond(turn.createdSeconds());
        return Fields.of(
                "id",
                id,
                "type",
                "message_batch",
                "processing_status",
                cancelled ? "canceling" : "in_progress",
                "request_counts",
                Fields.of("processing", requests, "succeeded", 0, "errored", 0, "canceled", 0, "expired", 0),
                "ended_at",
                null,
                "created_at",
                created.toString(),
                "expires_at",
                created.plusSeconds(DAY_SECONDS).toString(),
                "archived_at",
                null,
                "cancel_initiated_at",
                cancelled ? created.toString() : null,
                "results_url",
                null);
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return Anthropic.error(status, message, request);
    }

    @Override
    public String requestIdHeader() {
        return Anthropic.REQUEST_ID;
    }
}
