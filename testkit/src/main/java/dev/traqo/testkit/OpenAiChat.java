package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions. As many choices as the reply has, whatever {@code n} says. */
final class OpenAiChat implements Wire {

    @Override
    public Purpose purpose() {
        return Purpose.GENERATES;
    }

    @Override
    public String endpoint() {
        return "POST /v1/chat/completions";
    }

    @Override
    public Prompt read(String path, Map<String, @Nullable Object> json) throws BadRequest {
        String model = OpenAi.requiredModel(json);
        if (!(json.get("messages") instanceof List<?>)) {
            throw new BadRequest("you must provide a messages parameter, a list");
        }
        List<Map<String, @Nullable Object>> messages = Prompt.objects(json.get("messages"));
        boolean stream = Boolean.TRUE.equals(json.get("stream"));
        return new Prompt(model, messages, Prompt.objects(json.get("tools")), stream, Prompt.textOf(messages));
    }

    @Override
    public String whole(Turn turn) {
        List<@Nullable Object> choices = new ArrayList<>();
        for (String text : turn.choices()) {
            int index = choices.size();
            Map<String, @Nullable Object> message =
                    index == 0 ? firstMessage(turn) : Fields.of("role", "assistant", "content", text, "refusal", null);
            choices.add(Fields.of(
                    "index", index, "message", message, "logprobs", null, "finish_reason", turn.finishReason(index)));
        }
        Map<String, @Nullable Object> answer = head(turn, "chat.completion");
        answer.put("choices", choices);
        TokenUsage usage = turn.usage();
        if (usage != null) {
            answer.put("usage", OpenAi.completionUsage(usage));
            turn.request().sentUsage(OpenAi.sent(usage));
        }
        return Json.write(answer);
    }

    private static Map<String, @Nullable Object> firstMessage(Turn turn) {
        Map<String, @Nullable Object> message =
                Fields.of("role", "assistant", "content", toolsOnly(turn) ? null : turn.text(), "refusal", null);
        if (!turn.reasoning().isEmpty()) {
            message.put("reasoning_content", turn.reasoning());
        }
        if (!turn.toolCalls().isEmpty()) {
            List<@Nullable Object> calls = new ArrayList<>();
            for (ToolCall call : turn.toolCalls()) {
                calls.add(Fields.of(
                        "id", call.id(), "type", "function", "function", function(call.name(), call.arguments())));
            }
            message.put("tool_calls", calls);
        }
        return message;
    }

    @Override
    public Stream stream(Turn turn) {
        return new OpenAiChatStream(turn);
    }

    @Override
    public String error(int status, String message, LlmRequest request) {
        return OpenAi.error(status, message);
    }

    static Map<String, @Nullable Object> head(Turn turn, String object) {
        return Fields.of(
                "id",
                turn.id("chatcmpl-"),
                "object",
                object,
                "created",
                turn.createdSeconds(),
                "model",
                turn.model(),
                "system_fingerprint",
                "fp_fake");
    }

    static boolean toolsOnly(Turn turn) {
        return turn.text().isEmpty() && !turn.toolCalls().isEmpty();
    }

    static Map<String, @Nullable Object> function(String name, String arguments) {
        return Fields.of("name", name, "arguments", arguments);
    }
}
