package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses API. Items of output: the reasoning, the message, the tool calls. A response that ends for
 * {@code length} or {@code content_filter} is incomplete, one that ends for {@code failed} has failed.
 */
final class OpenAiResponses implements Wire {

    private static final String STOP = "stop";
    private static final String FAILED = "failed";

    @Override
    public Purpose purpose() {
        return Purpose.GENERATES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/responses";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        String model = OpenAi.requiredModel(json);
        Object input = json.get("input");
        List<Map<String, @Nullable Object>> messages;
        if (input instanceof String text) {
            messages = List.of(Fields.of("role", "user", "content", text));
        } else if (input instanceof List<?>) {
            messages = Prompt.objects(input);
        } else {
            throw new BadRequest("you must provide an input parameter, a string or a list");
        }
        List<@Nullable Object> read = new ArrayList<>();
        read.add(json.get("instructions"));
        read.addAll(messages);
        boolean stream = Boolean.TRUE.equals(json.get("stream"));
        return new Prompt(model, messages, Prompt.objects(json.get("tools")), stream, Prompt.textOf(read));
    }

    @Override
    public String whole(Turn turn) {
        List<@Nullable Object> output = new ArrayList<>();
        if (!turn.reasoning().isEmpty()) {
            output.add(reasoning(turn, turn.reasoning()));
        }
        if (!turn.text().isEmpty() || turn.toolCalls().isEmpty()) {
            output.add(message(turn, turn.text(), true));
        }
        for (int i = 0; i < turn.toolCalls().size(); i++) {
            ToolCall call = turn.toolCalls().get(i);
            output.add(functionCall(turn, i, call, call.arguments(), true));
        }
        return Json.write(response(turn, status(turn), output));
    }

    /** {@code completed}, {@code incomplete}, {@code failed}. */
    static String status(Turn turn) {
        return switch (turn.finishReason(0)) {
            case STOP, "tool_calls" -> "completed";
            case FAILED -> FAILED;
            default -> "incomplete";
        };
    }

    /** The response with this output; usage, and {@link LlmRequest#sentUsage}, only once it is no longer in progress. */
    static Map<String, @Nullable Object> response(Turn turn, String status, List<?> output) {
        Map<String, @Nullable Object> response = Fields.of(
                "id",
                turn.id("resp_"),
                "object",
                "response",
                "created_at",
                turn.createdSeconds(),
                "status",
                status,
                "error",
                status.equals(FAILED)
                        ? Fields.of("code", "server_error", "message", "The model failed to answer.")
                        : null,
                "incomplete_details",
                status.equals("incomplete") ? Fields.of("reason", reason(turn)) : null,
                "model",
                turn.model(),
                "output",
                output);
        putAsked(response, turn.request().json());
        TokenUsage usage = status.equals("in_progress") ? null : turn.usage();
        if (usage != null) {
            turn.request().sentUsage(OpenAi.sent(usage));
        }
        response.put("usage", usage == null ? null : usage(usage));
        return response;
    }

    private static String reason(Turn turn) {
        String reason = turn.finishReason(0);
        return reason.equals("length") ? "max_output_tokens" : reason;
    }

    /** A response repeats what was asked, with the defaults. */
    private static void putAsked(Map<String, @Nullable Object> response, Map<String, @Nullable Object> json) {
        Map<String, @Nullable Object> defaults = Fields.of(
                "instructions",
                null,
                "max_output_tokens",
                null,
                "parallel_tool_calls",
                true,
                "previous_response_id",
                null,
                "reasoning",
                Fields.of("effort", null, "summary", null),
                "service_tier",
                "default",
                "store",
                true,
                "temperature",
                1.0,
                "text",
                Fields.of("format", Fields.of("type", "text")),
                "tool_choice",
                "auto",
                "tools",
                List.of(),
                "top_p",
                1.0,
                "truncation",
                "disabled",
                "user",
                null,
                "metadata",
                Fields.of());
        defaults.forEach((key, value) -> response.put(key, json.get(key) != null ? json.get(key) : value));
    }

    private static Map<String, @Nullable Object> usage(TokenUsage usage) {
        Map<String, @Nullable Object> sent = Fields.of();
        Fields.putTokens(sent, "input_tokens", usage.inputTokens());
        Fields.putTokens(sent, "output_tokens", usage.outputTokens());
        OpenAi.putTotal(sent, usage);
        OpenAi.putDetails(sent, "input_tokens_details", "output_tokens_details", usage);
        return sent;
    }

    static Map<String, @Nullable Object> reasoning(Turn turn, @Nullable String text) {
        return Fields.of(
                "id",
                turn.id("rs_"),
                "type",
                "reasoning",
                "summary",
                text == null ? List.of() : List.of(summaryPart(text)));
    }

    static Map<String, @Nullable Object> summaryPart(String text) {
        return Fields.of("type", "summary_text", "text", text);
    }

    static Map<String, @Nullable Object> message(Turn turn, String text, boolean done) {
        return Fields.of(
                "id",
                turn.id("msg_"),
                "type",
                "message",
                "status",
                done ? "completed" : "in_progress",
                "content",
                done ? List.of(textPart(text)) : List.of(),
                "role",
                "assistant");
    }

    static Map<String, @Nullable Object> textPart(String text) {
        return Fields.of("type", "output_text", "annotations", List.of(), "logprobs", List.of(), "text", text);
    }

    static Map<String, @Nullable Object> functionCall(
            Turn turn, int index, ToolCall call, String arguments, boolean done) {
        return Fields.of(
                "id",
                turn.id("fc_") + "_" + index,
                "type",
                "function_call",
                "status",
                done ? "completed" : "in_progress",
                "arguments",
                arguments,
                "call_id",
                call.id(),
                "name",
                call.name());
    }

    @Override
    public Stream stream(Turn turn) {
        return new OpenAiResponseStream(turn);
    }

    @Override
    public List<Piece> pieces(Turn turn) {
        return turn.piecesOfOneChoice();
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }
}
