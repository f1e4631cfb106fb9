package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request and the reply to it, with everything filled in that the reply leaves to the server. */
record Turn(LlmRequest request, Reply reply, List<ToolCall> toolCalls) {

    /** 2026-01-01: answers carry a time, and must be the same in every run. */
    private static final long EPOCH_SECONDS = 1_767_225_600L;

    static Turn of(LlmRequest request, Reply reply) {
        List<ToolCall> identified = new ArrayList<>();
        for (ToolCall call : reply.content().toolCalls()) {
            String id = call.id() != null ? call.id() : "call_" + request.number() + "_" + identified.size();
            identified.add(new ToolCall(id, call.name(), call.arguments()));
        }
        return new Turn(request, reply, List.copyOf(identified));
    }

    String id(String prefix) {
        return prefix + String.format(Locale.ROOT, "%08d", request.number());
    }

    long createdSeconds() {
        return EPOCH_SECONDS + request.number();
    }

    String model() {
        String model = reply.content().model();
        return model != null ? model : request.model();
    }

    String text() {
        return reply.content().text();
    }

    List<Piece> pieces() {
        return reply.content().pieces(toolCalls);
    }

    /** Without the choices that an endpoint which knows but one leaves out. */
    List<Piece> piecesOfOneChoice() {
        return pieces().stream()
                .filter(piece -> !(piece instanceof Piece.Text text) || text.choice() == 0)
                .toList();
    }

    String reasoning() {
        return reply.content().thoughts();
    }

    /** The text of each choice; all but the first are text alone. */
    List<String> choices() {
        return reply.content().choices().stream()
                .map(chunks -> String.join("", chunks))
                .toList();
    }

    /** In the words of chat completions; the reply's own word as it stands. */
    String finishReason(int choice) {
        String reason = reply.content().finishReason();
        return reason != null ? reason : toolCalls.isEmpty() || choice > 0 ? "stop" : "tool_calls";
    }

    /** What the answer reports; null if it reports nothing. */
    @Nullable
    TokenUsage usage() {
        if (reply.usageOmitted()) {
            return null;
        }
        TokenUsage given = reply.usage();
        if (given != null) {
            return given;
        }
        int characters = choices().stream().mapToInt(String::length).sum();
        for (ToolCall call : toolCalls) {
            characters += call.name().length() + call.arguments().length();
        }
        long said = Prompt.estimatedTokens(characters);
        long thought = Prompt.estimatedTokens(reasoning().length());
        return TokenUsage.of(promptTokens(), said + thought).withReasoning(thought > 0 ? thought : -1);
    }

    /** The estimate for what the model reads: all text, and the tools as they were sent. */
    long promptTokens() {
        int tools = request.tools().isEmpty() ? 0 : Json.write(request.tools()).length();
        return Prompt.estimatedTokens(request.text().length() + tools);
    }
}
