package dev.traqo.llm;

import dev.traqo.TokenUsage;
import dev.traqo.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has come of an answer so far. The wire decoder fills it from JSON; an integration whose library has types of its
 * own calls it directly, piece by piece or once.
 *
 * <p>Pieces are appended, everything else replaces what was there; null and empty pieces are no content. Where the trace
 * captures no content, none is held. Safe for any thread; no method throws.
 */
public final class LlmAnswer {

    /** A number that a server sends must not decide how much memory is used. */
    private static final int MOST_CHOICES = 256;

    private final Tracer tracer;
    private final boolean kept;
    private final List<AnswerChoice> choices = new ArrayList<>();
    private final List<Object> unknown = new ArrayList<>();
    private @Nullable String model;
    private @Nullable String responseId;
    private @Nullable String serviceTier;
    private @Nullable TokenUsage usage;
    private @Nullable Object value;
    private long firstContentNanos;
    private long nowNanos;

    LlmAnswer(Tracer tracer) {
        this.tracer = tracer;
        this.kept = tracer.capturesContent();
    }

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

    /** What is said, or thought, next is a paragraph of its own. */
    synchronized LlmAnswer reasoningBreak(int choice) {
        StringBuilder reasoning = choice(choice).reasoning;
        if (!reasoning.isEmpty()) {
            reasoning.append("\n\n");
        }
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

    /** @param arguments more of their JSON text, or all of them as a JSON value */
    synchronized LlmAnswer toolCall(
            int choice, Object key, @Nullable String id, @Nullable String name, @Nullable Object arguments) {
        AnswerChoice to = choice(choice);
        if (kept) {
            to.toolCall(key, id, name, arguments);
        }
        content();
        return this;
    }

    /** Whether arguments of this tool call have come as text. */
    synchronized boolean hasArguments(int choice, Object key) {
        return choice(choice).hasArguments(key);
    }

    /** Something that is no text: an image, a sound, a document. Its bytes go into the files of the trace. */
    public LlmAnswer file(byte[] bytes, @Nullable String mediaType) {
        return kept ? file(0, tracer.file(bytes, mediaType)) : file(0, "");
    }

    synchronized LlmAnswer file(int choice, Object stub) {
        AnswerChoice to = choice(choice);
        if (kept) {
            to.files.add(stub);
        }
        content();
        return this;
    }

    /** More of a sound that comes in pieces. */
    synchronized LlmAnswer sound(int choice, byte[] piece) {
        AnswerChoice to = choice(choice);
        if (kept) {
            to.sound.writeBytes(piece);
        }
        content();
        return this;
    }

    /** A part of the answer that has no place of its own, as it came. */
    synchronized LlmAnswer part(int choice, Object key, Object part) {
        AnswerChoice to = choice(choice);
        if (kept) {
            to.part(key, part);
        }
        return this;
    }

    /** More of the input of such a part, JSON text in the end; false if there is no such part. */
    synchronized boolean partInput(int choice, Object key, String piece) {
        return choice(choice).partInput(key, piece);
    }

    /** How many vectors came, and how many numbers each has: an embedding is not worth its room. */
    public LlmAnswer vectors(int vectors, int dimensions) {
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        output.put("vectors", vectors);
        output.put("dimensions", dimensions);
        return value(output);
    }

    /** The whole output, in a shape of its own. */
    synchronized LlmAnswer value(@Nullable Object output) {
        value = kept ? output : null;
        return this;
    }

    /** Something that nobody understands, as it came. */
    synchronized LlmAnswer unknown(Object came) {
        if (kept) {
            unknown.add(came);
        }
        return this;
    }

    /** Why the model stopped, in the provider's word. */
    public LlmAnswer finishReason(@Nullable String reason) {
        return finishReason(0, reason);
    }

    synchronized LlmAnswer finishReason(int choice, @Nullable String reason) {
        if (reason != null && !reason.isEmpty()) {
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
        serviceTier = tier == null || tier.isEmpty() ? serviceTier : tier;
        return this;
    }

    /** What the call consumed, without cost. */
    public synchronized LlmAnswer usage(@Nullable TokenUsage consumed) {
        usage = consumed == null ? usage : consumed;
        return this;
    }

    /** What came in pieces comes again, whole. */
    synchronized void startOver() {
        choices.clear();
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
        for (AnswerChoice choice : choices) {
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
        if (value != null) {
            return value;
        }
        if (choices.size() > 1) {
            List<@Nullable Object> all = new ArrayList<>();
            choices.forEach(choice -> all.add(choice.output(tracer, List.of())));
            return unknown.isEmpty() ? Map.of("choices", all) : Map.of("choices", all, "other", unknown);
        }
        Object understood = choices.isEmpty() ? null : choices.get(0).output(tracer, List.of());
        if (understood == null) {
            return unknown.size() > 1 ? unknown : unknown.isEmpty() ? null : unknown.get(0);
        }
        return unknown.isEmpty() ? understood : choices.get(0).output(tracer, unknown);
    }

    private void append(StringBuilder to, @Nullable String piece) {
        if (piece != null && !piece.isEmpty()) {
            if (kept) {
                to.append(piece);
            }
            content();
        }
    }

    private void content() {
        if (firstContentNanos == 0) {
            firstContentNanos = nowNanos == 0 ? System.nanoTime() : nowNanos;
        }
    }

    private AnswerChoice choice(int index) {
        int number = Math.max(0, Math.min(index, MOST_CHOICES - 1));
        while (choices.size() <= number) {
            choices.add(new AnswerChoice());
        }
        return choices.get(number);
    }
}
