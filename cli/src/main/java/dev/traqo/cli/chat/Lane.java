package dev.traqo.cli.chat;

import dev.traqo.read.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;

/**
 * What was said in the last call of an agent, as hashes: the next call begins with it again.
 *
 * @param messages one hash for each message it was asked
 * @param answer hash of what it answered; 0 if that was nothing, or several choices
 * @param tools hash of the tools it was offered
 */
record Lane(long[] messages, long answer, long tools) {

    /** Roles of messages that are certainly no part of an answer. */
    private static final Set<String> ASKING = Set.of("system", "developer", "user", "tool", "function");

    static final Lane EMPTY = new Lane(new long[0], 0, 0);

    /**
     * How many messages in front of a call were said in the last one: what it was asked, and if that is all there, what
     * it answered.
     */
    int repeated(List<Message> asked, long[] hashes) {
        int same = 0;
        while (same < messages.length && same < hashes.length && messages[same] == hashes[same]) {
            same++;
        }
        if (same < messages.length || answer == 0) {
            return same;
        }
        int end = same;
        while (end < hashes.length && !ASKING.contains(asked.get(end).role())) {
            end++;
        }
        return end > same && answer(asked.subList(same, end)) == answer ? end : same;
    }

    /**
     * Hash of what was answered, whatever the shape: one that is sent back comes as several items, or in another order,
     * and without what was thought.
     */
    static long answer(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.Text said) {
                    text.append(said.text().strip());
                } else if (part instanceof Part.ToolCall call) {
                    calls.append('\n').append(call.name()).append(' ').append(Json.write(call.arguments()));
                }
            }
        }
        return text.isEmpty() && calls.isEmpty() ? 0 : hash(text.append(calls).toString());
    }

    static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
