package dev.traqo.testkit;

import dev.traqo.TokenUsage;
import dev.traqo.read.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gemini's chunks: responses like the whole one, each with the usage so far; the last one says why the model stopped. */
final class GeminiContentStream implements Wire.Stream {

    private final Turn turn;
    private long chunks;

    GeminiContentStream(Turn turn) {
        this.turn = turn;
    }

    @Override
    public void chunk(Piece piece, Wire.Events events) throws IOException {
        chunks++;
        int choice = 0;
        Map<String, @Nullable Object> part;
        if (piece instanceof Piece.Reasoning reasoning) {
            part = GeminiContent.thoughtPart(reasoning.text());
        } else if (piece instanceof Piece.Text text) {
            choice = text.choice();
            part = GeminiContent.textPart(text.text());
        } else if (piece instanceof Piece.ToolStart start) {
            part = GeminiContent.callPart(start.call());
        } else {
            throw new IllegalArgumentException("a function call is sent whole, but there is " + piece);
        }
        send(List.of(GeminiContent.candidate(choice, List.of(part), null)), soFar(), events);
    }

    @Override
    public void close(Wire.Events events) throws IOException {
        List<@Nullable Object> candidates = new ArrayList<>();
        for (int choice = 0; choice < turn.choices().size(); choice++) {
            List<?> nothing = List.of(GeminiContent.textPart(""));
            candidates.add(GeminiContent.candidate(choice, nothing, Gemini.finishReason(turn, choice)));
        }
        send(candidates, turn.usage(), events);
    }

    @Override
    public void interrupt(String message, Wire.Events events) throws IOException {
        events.send(null, Gemini.error(500, message));
    }

    /** One token a chunk, until the total is reached. */
    private @Nullable TokenUsage soFar() {
        TokenUsage usage = turn.usage();
        if (usage == null) {
            return null;
        }
        long candidates = usage.outputTokens() - Math.max(0, usage.reasoningTokens());
        return TokenUsage.of(usage.inputTokens(), usage.outputTokens() < 0 ? -1 : Math.min(chunks, candidates))
                .withCacheRead(usage.cacheReadTokens());
    }

    private void send(List<?> candidates, @Nullable TokenUsage usage, Wire.Events events) throws IOException {
        events.send(null, Json.write(GeminiContent.response(turn, candidates, usage)));
    }
}
