package dev.traqo.llm;

import static dev.traqo.llm.Fields.index;
import static dev.traqo.llm.Fields.list;
import static dev.traqo.llm.Fields.map;
import static dev.traqo.llm.Fields.text;

import dev.traqo.Tracer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions and the older completions, as OpenAI and everybody who imitates it sends them. */
final class ChatWire {

    private final LlmAnswer answer;
    private final Tracer tracer;

    /** The tool call at a place: some servers send all of theirs at place 0. */
    private final Map<Place, Call> calls = new HashMap<>();

    private record Place(int choice, int index) {}

    private record Call(Place place, @Nullable String id) {}

    ChatWire(LlmAnswer answer, Tracer tracer) {
        this.answer = answer;
        this.tracer = tracer;
    }

    void accept(Map<?, ?> json, List<?> choices) {
        answer.model(text(json, "model")).responseId(text(json, "id")).serviceTier(text(json, "service_tier"));
        for (int i = 0; i < choices.size(); i++) {
            Map<?, ?> choice = map(choices.get(i));
            int number = index(choice, i);
            answer.text(number, text(choice, "text"));
            message(number, map(choice, "delta"), true);
            message(number, map(choice, "message"), false);
            answer.finishReason(number, text(choice, "finish_reason"));
            answer.usage(WireUsage.openAi(map(choice, "usage"))); // so does Moonshot
        }
        answer.usage(WireUsage.openAi(map(map(json, "x_groq"), "usage")));
        answer.usage(WireUsage.openAi(map(json, "usage")));
    }

    private void message(int choice, Map<?, ?> message, boolean piece) {
        if (message.isEmpty()) {
            return;
        }
        String reasoning = text(message, "reasoning_content");
        answer.reasoning(choice, reasoning != null ? reasoning : text(message, "reasoning"));
        content(choice, message.get("content"));
        answer.refusal(choice, text(message, "refusal"));
        List<?> wanted = list(message, "tool_calls");
        for (int i = 0; i < wanted.size(); i++) {
            toolCall(choice, i, map(wanted.get(i)));
        }
        Map<?, ?> function = map(message, "function_call");
        if (!function.isEmpty()) {
            answer.toolCall(choice, "function_call", null, text(function, "name"), function.get("arguments"));
        }
        audio(choice, map(message, "audio"), piece);
        for (Object image : list(message, "images")) { // so does OpenRouter
            picture(choice, map(image));
        }
    }

    private void content(int choice, @Nullable Object content) {
        if (content instanceof String said) {
            answer.text(choice, said);
        } else if (content instanceof List<?> parts) { // so does Mistral
            for (int i = 0; i < parts.size(); i++) {
                part(choice, i, map(parts.get(i)));
            }
        }
    }

    private void part(int choice, int number, Map<?, ?> part) {
        String type = text(part, "type");
        if ("text".equals(type) || "output_text".equals(type)) {
            answer.text(choice, text(part, "text"));
        } else if ("refusal".equals(type)) {
            answer.refusal(choice, text(part, "refusal"));
        } else if ("thinking".equals(type)) {
            answer.reasoning(choice, text(part, "thinking"));
            list(part, "thinking").forEach(thought -> answer.reasoning(choice, text(map(thought), "text")));
        } else if (part.get("image_url") != null) {
            picture(choice, part);
        } else if (!part.isEmpty()) {
            answer.part(choice, "content " + number, part);
        }
    }

    private void picture(int choice, Map<?, ?> part) {
        Object url = part.get("image_url") instanceof Map<?, ?> nested ? nested.get("url") : part.get("image_url");
        if (url instanceof String text) {
            Object kept = Media.kept(text, tracer);
            answer.file(choice, kept == null ? text : kept);
        }
    }

    private void toolCall(int choice, int position, Map<?, ?> wanted) {
        Map<?, ?> custom = map(wanted, "custom");
        Map<?, ?> function = custom.isEmpty() ? map(wanted, "function") : custom;
        String id = text(wanted, "id");
        String name = text(function, "name");
        Object key = key(new Place(choice, index(wanted, position)), id, name != null && !name.isEmpty());
        Object arguments = function.get(custom.isEmpty() ? "arguments" : "input");
        answer.toolCall(choice, key, id, name, arguments);
    }

    private Call key(Place place, @Nullable String id, boolean begins) {
        Call known = calls.get(place);
        boolean another = known != null && begins && id != null && known.id != null && !id.equals(known.id);
        if (known == null || another) {
            known = new Call(place, id == null || id.isEmpty() ? null : id);
            calls.put(place, known);
        }
        return known;
    }

    private void audio(int choice, Map<?, ?> audio, boolean piece) {
        if (audio.isEmpty()) {
            return;
        }
        answer.text(choice, text(audio, "transcript"));
        String data = text(audio, "data");
        byte[] bytes = data == null || data.isEmpty() ? null : Media.decoded(data);
        if (bytes == null) {
            return;
        }
        if (piece) {
            answer.sound(choice, bytes);
        } else {
            String type = MediaSigns.type(bytes);
            answer.file(choice, tracer.file(bytes, type == null ? "audio/pcm" : type));
        }
    }
}
