package dev.traqo.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says, and where it is cut into chunks.
 *
 * @param chunks the text, cut
 * @param toolChunkSize characters of tool arguments in a chunk
 * @param finishReason null for what follows from the content
 */
record Content(
        List<String> chunks,
        int toolChunkSize,
        List<ToolCall> toolCalls,
        @Nullable String finishReason,
        @Nullable String model) {

    static final int TOOL_CHUNK_SIZE = 8;

    Content {
        chunks = List.copyOf(chunks);
        toolCalls = List.copyOf(toolCalls);
    }

    static Content of(List<String> chunks) {
        return new Content(chunks, TOOL_CHUNK_SIZE, List.of(), null, null);
    }

    String text() {
        return String.join("", chunks);
    }

    /** A word and the space before it are one chunk, much as a model's tokens are. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == ' ' && text.charAt(i - 1) != ' ') {
                words.add(text.substring(from, i));
                from = i;
            }
        }
        if (from < text.length()) {
            words.add(text.substring(from));
        }
        return words;
    }

    /** Pieces of {@code size} characters; a surrogate pair is never split, so a piece may be one longer. */
    static List<String> cut(String text, int size) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + size);
            if (to < text.length() && Character.isSurrogatePair(text.charAt(to - 1), text.charAt(to))) {
                to++;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    /** The text first, then one tool call after the other. */
    List<Piece> pieces(List<ToolCall> identified) {
        List<Piece> pieces = new ArrayList<>();
        for (String chunk : chunks) {
            pieces.add(new Piece.Text(chunk));
        }
        for (int i = 0; i < identified.size(); i++) {
            pieces.add(new Piece.ToolStart(i, identified.get(i)));
            for (String fragment : cut(identified.get(i).arguments(), toolChunkSize)) {
                pieces.add(new Piece.ToolArguments(i, fragment));
            }
        }
        return pieces;
    }
}
