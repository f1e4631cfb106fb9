package dev.traqo.llm;

import dev.traqo.TokenUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has come of an answer so far. The wire decoder fills it from JSON; an integration whose library has types of its
 * own calls it directly, piece by piece or once.
 *
 * <p>Pieces are appended, everything else replaces what was there; null and empty pieces are no content. Safe for any
 * thread; no method throws.
 */
public final class LlmAnswer {

    /** A number that a server sends must not decide how much memory is used. */
    private static final int MOST_CHOICES = 256;

    private final List<Choice> choices = new ArrayList<>();
    private @Nullable String model;
    private @Nullable String responseId;
    private @Nullable String serviceTier;
    private @Nullable TokenUsage usage;
    private @Nullable Object raw;
    private long firstContentNanos;
    private long nowNanos;

    /** One of the answers to the same question. */
    private static final class Choice {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final StringBuilder refusal = new StringBuilder();
        final Map<Object, ToolCall> toolCalls = new LinkedHashMap<>();
        final List<Object> files = new ArrayList<>();

        @Nullable
        String finishReason;
    }

    private static final class ToolCall {
        @Nullable
        String id;

        @Nullable
        String name;

        final StringBuilder arguments = new StringBuilder();
    }

    LlmAnswer() {}

    /** More of what the model says. */
    public LlmAnswer text(@Nullable String piece) {
        return text(0, piece);
    }

    /** More of what the model thinks. */
    public LlmAnswer reasoning(@Nullable String piece) {
        return reasoning(0, piece);
    }

    synchronized LlmAnswer text(int choice, @Nullable String piece) {
        append(choice(choice).text, piece);
        return this;
    }

    synchronized LlmAnswer reasoning(int choice, @Nullable String piece) {
        append(choice(choice).reasoning, piece);
        return this;
    }

    synchronized LlmAnswer refusal(int choice, @Nullable String piece) {
        append(choice(choice).refusal, piece);
        return this;
    }

    /**
     * A tool that the model wants to be run, or a piece of it.
     *
     * @param key what tells the calls of one answer apart: its number, or its id
     * @param arguments more of the arguments, which are JSON text in the end
     */
    public LlmAnswer toolCall(Object key, @Nullable String id, @Nullable String name, @Nullable String arguments) {
        return toolCall(0, key, id, name, arguments);
    }

    synchronized LlmAnswer toolCall(
            int choice, Object key, @Nullable String id, @Nullable String name, @Nullable String arguments) {
        ToolCall call = choice(choice).toolCalls.computeIfAbsent(key, k -> new ToolCall());
        call.id = id == null ? call.id : id;
        call.name = name == null ? call.name : name;
        if (arguments != null) {
            call.arguments.append(arguments);
        }
        content();
        return this;
    }

    /** Something that is no text: a picture, a sound. */
    synchronized LlmAnswer file(int choice, Object stub) {
        choice(choice).files.add(stub);
        content();
        return this;
    }

    /** Why the model stopped, in the provider's word. */
    public LlmAnswer finishReason(@Nullable String reason) {
        return finishReason(0, reason);
    }

    synchronized LlmAnswer finishReason(int choice, @Nullable String reason) {
        if (reason != null) {
            choice(choice).finishReason = reason;
        }
        return this;
    }

    /** The model that answered. */
    public synchronized LlmAnswer model(@Nullable String name) {
        model = name == null || name.isEmpty() ? model : name;
        return this;
    }

    /** The provider's name for this answer. */
    public synchronized LlmAnswer responseId(@Nullable String id) {
        responseId = id == null || id.isEmpty() ? responseId : id;
        return this;
    }

    synchronized LlmAnswer serviceTier(@Nullable String tier) {
        serviceTier = tier == null ? serviceTier : tier;
        return this;
    }

    /** What the call consumed, without cost. */
    public synchronized LlmAnswer usage(@Nullable TokenUsage consumed) {
        usage = consumed == null ? usage : consumed;
        return this;
    }

    /** The answer as it came, where nothing better is known of it. */
    synchronized LlmAnswer raw(@Nullable Object value) {
        raw = value;
        return this;
    }

    // ---- for the call -------------------------------------------------------------------------------------------

    /** What comes now came then; 0 for now. */
    synchronized void at(long nanos) {
        nowNanos = nanos;
    }

    /** When the first content came; 0 if none did. */
    synchronized long firstContentNanos() {
        return firstContentNanos;
    }

    synchronized @Nullable String model() {
        return model;
    }

    synchronized @Nullable String responseId() {
        return responseId;
    }

    synchronized @Nullable String serviceTier() {
        return serviceTier;
    }

    synchronized @Nullable TokenUsage usage() {
        return usage;
    }

    synchronized @Nullable String finishReason() {
        for (Choice choice : choices) {
            if (choice.finishReason != null) {
                return choice.finishReason;
            }
        }
        return null;
    }

    synchronized int choices() {
        return choices.size();
    }

    /** The value to record; null if nothing came. */
    synchronized @Nullable Object output() {
        if (raw != null) {
            return raw;
        }
        if (choices.size() <= 1) {
            return choices.isEmpty() ? null : output(choices.get(0));
        }
        List<@Nullable Object> all = new ArrayList<>();
        choices.forEach(choice -> all.add(output(choice)));
        return Map.of("choices", all);
    }

    private static @Nullable Object output(Choice choice) {
        boolean textOnly = choice.reasoning.isEmpty()
                && choice.refusal.isEmpty()
                && choice.toolCalls.isEmpty()
                && choice.files.isEmpty();
        if (textOnly) {
            return choice.text.isEmpty() ? null : choice.text.toString();
        }
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        put(output, "text", choice.text);
        put(output, "reasoning", choice.reasoning);
        put(output, "refusal", choice.refusal);
        if (!choice.toolCalls.isEmpty()) {
            output.put(
                    "tool_calls",
                    choice.toolCalls.values().stream().map(LlmAnswer::wanted).toList());
        }
        if (!choice.files.isEmpty()) {
            output.put("files", List.copyOf(choice.files));
        }
        return output;
    }

    private static Map<String, @Nullable Object> wanted(ToolCall call) {
        Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
        if (call.id != null) {
            wanted.put("id", call.id);
        }
        wanted.put("name", call.name);
        wanted.put("arguments", JsonText.parsed(call.arguments.toString()));
        return wanted;
    }

    private static void put(Map<String, @Nullable Object> output, String key, StringBuilder text) {
        if (!text.isEmpty()) {
            output.put(key, text.toString());
        }
    }

    private void append(StringBuilder to, @Nullable String piece) {
        if (piece != null && !piece.isEmpty()) {
            to.append(piece);
            content();
        }
    }

    private void content() {
        if (firstContentNanos == 0) {
            firstContentNanos = nowNanos == 0 ? System.nanoTime() : nowNanos;
        }
    }

    private Choice choice(int index) {
        int number = Math.max(0, Math.min(index, MOST_CHOICES - 1));
        while (choices.size() <= number) {
            choices.add(new Choice());
        }
        return choices.get(number);
    }
}
